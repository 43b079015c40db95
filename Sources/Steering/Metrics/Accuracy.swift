import Inference
import Store

/// Another metric counted by its sign: 100 for an item above zero, else 0, so that a mean is a
/// percentage and a change is in percentage points.
public struct Accuracy: ItemMetric {
  private let logOdds: any ItemMetric

  /// - Parameter logOdds: of the right answer against the wrong one.
  public init(_ logOdds: any ItemMetric) { self.logOdds = logOdds }

  public var name: String { "accuracy by \(logOdds.name)" }
  public var count: Int { logOdds.count }
  public var tokenCount: Int { logOdds.tokenCount }

  public func key(of item: Int) -> CellKey {
    CellKey {
      $0.add("accuracy 1")
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
    try logOdds.values(on: model, edits: edits, resumingFrom: checkpoint).map { $0 > 0 ? 100 : 0 }
  }
}
