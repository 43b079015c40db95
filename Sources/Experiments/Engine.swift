import Inference
import Steering
import TinyModel

/// A model together with the texts that the scenarios use on it.
public struct Engine: Sendable {
  /// "tiny" or "full".
  public let name: String
  /// Whether its answers are known, so that a finding on it checks the instrument, not the world.
  public let isInstrumentCheck: Bool
  /// The model that everything is measured on.
  public let model: LanguageModel
  /// The texts, in the model's tokens.
  public let corpora: Corpora
  /// nil on the tiny engine, which needs no download.
  public let vader: VADER?

  /// The seed of every random draw of the registered runs.
  public static let seed: UInt64 = 17

  /// SHA-256 of the model's file; for the tiny model, of its weights.
  public var modelHash: String { model.hash }

  /// The engines of the registered runs.
  public enum Name: String, CaseIterable, Sendable {
    /// The planted model of ``seed``, whose answers are known.
    case tiny
    /// SmolLM2-135M-Instruct with the English data sets.
    case full
  }

  /// - Throws: ``AssetError`` when the full engine's model was not fetched; the modules' own errors.
  public init(_ name: Name, precision: Precision = .exact) throws {
    switch name {
    case .tiny: self = try .tiny(seed: Self.seed)
    case .full: self = try .full(precision)
    }
  }

  init(
    name: Name, model: LanguageModel, corpora: Corpora, vader: VADER? = nil
  ) {
    self.name = name.rawValue
    isInstrumentCheck = name == .tiny
    self.model = model
    self.corpora = corpora
    self.vader = vader
  }
}
