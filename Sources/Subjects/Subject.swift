import Inference
import Steering

/// A model under test together with the texts that it is tested on.
public struct Subject: Sendable {
  /// What it is called, and what part it plays.
  public let card: ModelCard
  /// The model that everything is measured on.
  public let model: LanguageModel
  /// The texts, in the model's tokens.
  public let corpora: Corpora
  /// The dialogues of the second protocol, in the model's tokens.
  public let dialogues: Dialogues
  /// Scores English texts; nil where its lexicon was not fetched, and on the planted model.
  public let vader: VADER?

  /// Effects of null directions from an earlier run, by behaviour and kind ("sentiment isotropic"): the first few
  /// are drawn again and the others taken from here. Empty draws all anew, as every published run does; tests that
  /// compare a run with published records would take most of their time for it.
  public var knownDraws: [String: [Double]] = [:]

  /// The seed of every random draw of the registered runs.
  public static let seed: UInt64 = 17

  /// Its card's: names columns, records and findings.
  public var name: String { card.id }
  /// Whether its answers are known, so that a finding on it checks the instrument, not the world.
  public var isInstrumentCheck: Bool { card.role == .control }

  /// What a reader of its findings has to know; nil where it is nothing.
  public var remark: String? {
    guard !isInstrumentCheck, model.chatTemplate == .plain else { return nil }
    return
      "Its file has no chat template that is known, so it reads dialogues as plain text, one message a line."
  }

  /// Reads the model and puts the texts into its tokens.
  ///
  /// - Parameter precision: what to run it in; nil takes the card's, which findings are made in.
  /// - Throws: ``AssetError`` when its file was not fetched; the modules' own errors.
  public init(_ card: ModelCard, precision: Precision? = nil) throws {
    switch card.weights {
    case .planted: self = try .planted(seed: Self.seed)
    case .asset, .path: self = try .english(card, card.load(precision))
    }
  }

  /// A model with texts that are given.
  public init(
    card: ModelCard, model: LanguageModel, corpora: Corpora, dialogues: Dialogues,
    vader: VADER? = nil
  ) {
    self.card = card
    self.model = model
    self.corpora = corpora
    self.dialogues = dialogues
    self.vader = vader
  }
}
