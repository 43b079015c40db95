import Assets
import Foundation
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
  /// nil when the lexicon was never fetched.
  public let vader: VADER?

  /// The seed of every random draw of the registered runs.
  public static let seed: UInt64 = 17

  public enum Name: String, CaseIterable, Sendable {
    case tiny, full
  }

  /// - Throws: ``AssetError`` when the full engine's model was not fetched; the modules' own errors.
  public init(_ name: Name) throws {
    switch name {
    case .tiny: self = try .tiny(seed: Self.seed)
    case .full: self = try .full()
    }
  }

  init(
    name: Name, model: LanguageModel, modelHash: String, corpora: Corpora
  ) throws {
    self.name = name.rawValue
    isInstrumentCheck = name == .tiny
    self.model = model
    self.modelHash = modelHash
    self.corpora = corpora
    vader = try Self.vader()
  }

  private static func vader() throws -> VADER? {
    guard FileManager.default.fileExists(atPath: Asset.vaderLexicon.url.path),
      FileManager.default.fileExists(atPath: Asset.vaderEmojiLexicon.url.path)
    else { return nil }
    return try VADER(
      lexicon: Asset.vaderLexicon.located(), emojiLexicon: Asset.vaderEmojiLexicon.located())
  }
}
