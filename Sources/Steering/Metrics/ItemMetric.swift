import Inference
import Store

/// Something measured on each of a fixed list of items, teacher-forced, under any interventions.
///
/// Higher means more of what the metric is named after.
public protocol ItemMetric: Sendable {
  /// What it is called where its values are kept.
  var name: String { get }
  /// How many items.
  var count: Int { get }
  /// Tokens that one measurement runs, about: what it costs. One an item where a metric does not say.
  var tokenCount: Int { get }
  /// All that decides an item's value beside model and interventions: the metric, counting its changes, and
  /// the item.
  func key(of item: Int) -> CellKey
  /// The same metric on some of its items, whose keys and values stay what they are.
  ///
  /// - Parameter items: within `0..<count`.
  func part(_ items: Range<Int>) -> Self
  /// Runs the items with nothing done and keeps the residual stream after layers.
  func checkpoints(
    on model: LanguageModel, after layers: some Sequence<Int>
  ) throws -> [Int: ResidualCheckpoint]
  /// The value of each item, in order.
  func values(
    on model: LanguageModel, edits: [Edit], resumingFrom checkpoint: ResidualCheckpoint?
  ) throws -> [Double]
  /// Reads the items' prompts with nothing done, once for many edits that begin at their ends; nil where a metric has
  /// no prompts.
  func readPrompts(on model: LanguageModel) throws -> ReadPrompts?
  /// The value of each item, in order, under edits that begin at the end of its prompt.
  func values(
    on model: LanguageModel, edits: [Edit], after prompts: ReadPrompts
  ) throws -> [Double]
}

extension ItemMetric {
  /// One an item.
  public var tokenCount: Int { count }

  /// None.
  public func readPrompts(on model: LanguageModel) throws -> ReadPrompts? { nil }

  /// Runs everything.
  public func values(
    on model: LanguageModel, edits: [Edit], after prompts: ReadPrompts
  ) throws -> [Double] {
    try values(on: model, edits: edits, resumingFrom: nil)
  }
}
