import Inference
import Store

/// Fluency as the mean negative log-likelihood of each text's tokens after its first, in nats per token.
public struct TextNLL: ItemMetric {
  /// Each with one continuation, the tokens that are scored.
  public private(set) var items: [ScoringItem]

  /// - Parameter texts: token ids, at least two each.
  public init(texts: [[Int]]) throws {
    guard !texts.isEmpty, texts.allSatisfy({ $0.count > 1 }) else {
      throw SteeringError.nothingToMeasure("texts of at least two tokens are needed")
    }
    items = texts.map { ScoringItem(text: $0) }
  }

  /// The likelihood of continuations given their prompts: how fluent a model finds what was written.
  public init(continuations: [(prompt: [Int], ids: [Int])]) throws {
    guard !continuations.isEmpty,
      continuations.allSatisfy({ !$0.prompt.isEmpty && !$0.ids.isEmpty })
    else { throw SteeringError.nothingToMeasure("continuations of at least one token are needed") }
    items = continuations.map { ScoringItem(prompt: $0.prompt, continuations: [$0.ids]) }
  }

  /// Names the metric alone, not its texts.
  public var name: String { "NLL of text" }
  /// One item a text.
  public var count: Int { items.count }
  /// Tokens of all texts; beginnings that they share count once.
  public var tokenCount: Int { items.tokenCount }

  /// The text's tokens, and which of them are scored.
  public func key(of item: Int) -> CellKey {
    CellKey {
      $0.add("NLL of text 1")
      items[item].describe(to: &$0)
    }
  }

  /// Some of the texts.
  public func part(_ items: Range<Int>) -> TextNLL {
    var part = self
    part.items = Array(self.items[items])
    return part
  }

  /// - Throws: ``ModelError`` for a layer or a token that the model has not.
  public func checkpoints(
    on model: LanguageModel, after layers: some Sequence<Int>
  ) throws -> [Int: ResidualCheckpoint] {
    try model.checkpoints(of: items, after: layers)
  }

  /// Mean negative log-likelihood of each text, in nats per token.
  ///
  /// - Throws: ``ModelError`` for a token out of range, a text beyond the context, or logits that
  ///   are not finite.
  public func values(
    on model: LanguageModel, edits: [Edit], resumingFrom checkpoint: ResidualCheckpoint?
  ) throws -> [Double] {
    try model.score(items, applying: edits, resumingFrom: checkpoint).map { continuations in
      let scores = continuations[0]
      return -scores.reduce(0, +) / Double(scores.count)
    }
  }
}

/// The share of 4-grams in a text that occurred in it before: 0 for none, near 1 for a loop.
///
/// A loop has a low negative log-likelihood, so fluency needs both.
public func fourGramRepetition(_ ids: [Int]) -> Double {
  guard ids.count >= 4 else { return 0 }
  let grams = (0...(ids.count - 4)).map { Array(ids[$0..<$0 + 4]) }
  return 1 - Double(Set(grams).count) / Double(grams.count)
}
