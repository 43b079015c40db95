import CKernels
import Inference
import Store

/// Another metric's log-odds as a probability, 1 / (1 + exp(−y)): of the one family of replies, where
/// only the two are allowed.
public struct ReplyProbability: ItemMetric {
  private let logOdds: any ItemMetric

  /// - Parameter logOdds: a metric in nats; 0 becomes one half.
  public init(_ logOdds: any ItemMetric) { self.logOdds = logOdds }

  /// Says by which metric.
  public var name: String { "probability by \(logOdds.name)" }
  /// As many as the other metric's.
  public var count: Int { logOdds.count }

  /// As many as the other metric reads.
  public var tokenCount: Int { logOdds.tokenCount }

  /// The other metric's key, and that it is made a probability.
  public func key(of item: Int) -> CellKey {
    CellKey {
      $0.add("probability 1")
      $0.add(logOdds.key(of: item))
    }
  }

  /// Of a part of the other metric.
  public func part(_ items: Range<Int>) -> ReplyProbability {
    ReplyProbability(logOdds.part(items))
  }

  /// The other metric's.
  public func checkpoints(
    on model: LanguageModel, after layers: some Sequence<Int>
  ) throws -> [Int: ResidualCheckpoint] {
    try logOdds.checkpoints(on: model, after: layers)
  }

  /// A number from 0 to 1 for each item; throws as the other metric.
  public func values(
    on model: LanguageModel, edits: [Edit], resumingFrom checkpoint: ResidualCheckpoint?
  ) throws -> [Double] {
    try logOdds.values(on: model, edits: edits, resumingFrom: checkpoint).map(Self.probability)
  }

  /// The other metric's.
  public func readPrompts(on model: LanguageModel) throws -> ReadPrompts? {
    try logOdds.readPrompts(on: model)
  }

  /// A number from 0 to 1 for each item; throws as the other metric.
  public func values(
    on model: LanguageModel, edits: [Edit], after prompts: ReadPrompts
  ) throws -> [Double] {
    try logOdds.values(on: model, edits: edits, after: prompts).map(Self.probability)
  }

  private static func probability(_ logOdds: Double) -> Double {
    // The exponent is never positive, so nothing overflows.
    let small = ck_exp(-abs(logOdds))
    return logOdds < 0 ? small / (1 + small) : 1 / (1 + small)
  }
}
