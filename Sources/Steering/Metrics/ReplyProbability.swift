import CKernels
import Inference

/// Another metric's log-odds as a probability, 1 / (1 + exp(−y)): of the one family of replies, where
/// only the two are allowed.
public struct ReplyProbability: ItemMetric {
  private let logOdds: any ItemMetric

  public init(_ logOdds: any ItemMetric) { self.logOdds = logOdds }

  public var count: Int { logOdds.count }

  public func checkpoints(
    on model: LanguageModel, after layers: some Sequence<Int>
  ) throws -> [Int: ResidualCheckpoint] {
    try logOdds.checkpoints(on: model, after: layers)
  }

  public func values(
    on model: LanguageModel, edits: [Edit], resumingFrom checkpoint: ResidualCheckpoint?
  ) throws -> [Double] {
    try logOdds.values(on: model, edits: edits, resumingFrom: checkpoint).map {
      // The exponent is never positive, so nothing overflows.
      let small = ck_exp(-abs($0))
      return $0 < 0 ? small / (1 + small) : 1 / (1 + small)
    }
  }
}
