import Inference
import Store

/// Another metric counted by its sign: 100 for an item above zero, else 0, so that a mean is a
/// percentage and a change is in percentage points.
public struct Accuracy: ItemMetric {
  private let logOdds: any ItemMetric

  /// - Parameter logOdds: of the right answer against the wrong one.
  public init(_ logOdds: any ItemMetric) { self.logOdds = logOdds }

  /// Says by which metric.
  public var name: String { "accuracy by \(logOdds.name)" }
  /// As many as the other metric's.
  public var count: Int { logOdds.count }
  /// As the other metric's.
  public var tokenCount: Int { logOdds.tokenCount }

  /// The other metric's key, and that it is counted.
  public func key(of item: Int) -> CellKey {
    CellKey {
      $0.add("accuracy 1")
      $0.add(logOdds.key(of: item))
    }
  }

  /// Of a part of the other metric.
  public func part(_ items: Range<Int>) -> Accuracy { Accuracy(logOdds.part(items)) }

  /// The other metric's.
  public func checkpoints(
    on model: LanguageModel, after layers: some Sequence<Int>
  ) throws -> [Int: ResidualCheckpoint] {
    try logOdds.checkpoints(on: model, after: layers)
  }

  /// 100 or 0 for each item; throws as the other metric.
  public func values(
    on model: LanguageModel, edits: [Edit], resumingFrom checkpoint: ResidualCheckpoint?
  ) throws -> [Double] {
    try logOdds.values(on: model, edits: edits, resumingFrom: checkpoint).map(Self.counted)
  }

  /// The other metric's.
  public func readPrompts(on model: LanguageModel) throws -> ReadPrompts? {
    try logOdds.readPrompts(on: model)
  }

  /// 100 or 0 for each item; throws as the other metric.
  public func values(
    on model: LanguageModel, edits: [Edit], after prompts: ReadPrompts
  ) throws -> [Double] {
    try logOdds.values(on: model, edits: edits, after: prompts).map(Self.counted)
  }

  private static func counted(_ value: Double) -> Double { value > 0 ? 100 : 0 }
}
