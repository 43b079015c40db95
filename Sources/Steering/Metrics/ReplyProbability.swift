import CKernels
import Inference
import Store

/// Another metric's log-odds as a probability, 1 / (1 + exp(−y)): of the one family of replies, where
/// only the two are allowed.
public struct ReplyProbability: ItemMetric {
  private let logOdds: any ItemMetric

  public init(_ logOdds: any ItemMetric) { self.logOdds = logOdds }

  public var name: String { "probability by \(logOdds.name)" }
  public var count: Int { logOdds.count }

  public func key(of item: Int) -> CellKey {
    CellKey {
      $0.add("probability 1")
      $0.add(logOdds.key(of: item))
    }
  }

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
