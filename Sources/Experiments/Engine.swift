import Inference
import Steering
import TinyModel

/// A model together with the texts that the scenarios use on it.
public struct Engine: Sendable {
  /// "tiny" or "full".
  public let name: String
  /// Whether its answers are known, so that a finding on it checks the instrument, not the world.
  public let isInstrumentCheck: Bool
  public let model: LanguageModel
  /// SHA-256 of the model file; for the tiny model, of its seed and planting.
  public let modelHash: String
  public let corpora: Corpora
  /// nil on the tiny engine, which needs no download.
  public let vader: VADER?

  /// The seed of every random draw of the registered runs.
  public static let seed: UInt64 = 17

  public enum Name: String, CaseIterable, Sendable {
    case tiny, full
  }

  /// - Throws: ``AssetError`` when the full engine's model was not fetched; the modules' own errors.
  public init(_ name: Name, precision: Precision = .exact) throws {
    switch name {
    case .tiny: self = try .tiny(seed: Self.seed)
    case .full: self = try .full(precision)
    }
  }

  init(
    name: Name, model: LanguageModel, modelHash: String, corpora: Corpora, vader: VADER? = nil
  ) {
    self.name = name.rawValue
    isInstrumentCheck = name == .tiny
    self.model = model
    self.modelHash = modelHash
    self.corpora = corpora
    self.vader = vader
  }
}
