import Inference
import Store

/// Log-odds of one family of replies against another: log Σ p(agreeing wording) − log Σ p(correcting
/// wording), in nats, for each dialogue.
///
/// Several wordings of each reply share the prompt's computation.
public struct ReplyLogOdds: ItemMetric {
  /// Continuations 0..<agreeing are the agreeing ones.
  private var items: [ScoringItem]
  private var agreeing: [Int]

  /// - Parameter dialogues: prompt ids up to where the reply begins, and the replies' ids.
  public init(dialogues: [(prompt: [Int], agree: [[Int]], correct: [[Int]])]) throws {
    guard !dialogues.isEmpty,
      dialogues.allSatisfy({ !$0.prompt.isEmpty && !$0.agree.isEmpty && !$0.correct.isEmpty })
    else { throw SteeringError.nothingToMeasure("dialogues with replies of both kinds are needed") }
    items = dialogues.map { ScoringItem(prompt: $0.prompt, continuations: $0.agree + $0.correct) }
    agreeing = dialogues.map(\.agree.count)
  }

  /// Names the metric alone, not its dialogues.
  public var name: String { "log-odds of replies" }
  /// One item a dialogue.
  public var count: Int { items.count }
  /// Tokens of prompts and replies; beginnings that they share count once.
  public var tokenCount: Int { items.tokenCount }

  /// The dialogue's tokens, and which replies agree.
  public func key(of item: Int) -> CellKey {
    CellKey {
      $0.add("log-odds of replies 1")
      $0.add(agreeing[item])
      items[item].describe(to: &$0)
    }
  }

  /// Some of the dialogues.
  public func part(_ items: Range<Int>) -> ReplyLogOdds {
    var part = self
    part.items = Array(self.items[items])
    part.agreeing = Array(agreeing[items])
    return part
  }

  /// These dialogues, then the other's.
  public func joined(with other: ReplyLogOdds) -> ReplyLogOdds {
    var all = self
    all.items += other.items
    all.agreeing += other.agreeing
    return all
  }

  /// - Throws: ``ModelError`` for a layer or a token that the model has not.
  public func checkpoints(
    on model: LanguageModel, after layers: some Sequence<Int>
  ) throws -> [Int: ResidualCheckpoint] {
    try model.checkpoints(of: items, after: layers)
  }

  /// Log-odds of agreeing in each dialogue, in nats.
  ///
  /// - Throws: ``ModelError`` for a token out of range, a dialogue beyond the context, or logits
  ///   that are not finite.
  public func values(
    on model: LanguageModel, edits: [Edit], resumingFrom checkpoint: ResidualCheckpoint?
  ) throws -> [Double] {
    let scores = try model.score(items, applying: edits, resumingFrom: checkpoint)
    return zip(scores, agreeing).map { replies, split in
      let totals = replies.map { $0.reduce(0, +) }
      return logSumExp(Array(totals[..<split])) - logSumExp(Array(totals[split...]))
    }
  }
}
