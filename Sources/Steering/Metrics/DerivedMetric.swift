import Inference

/// A metric made of another one's values, item by item: it runs what the other runs, under a name and keys of its own.
public protocol DerivedMetric: ItemMetric {
  /// What it is made of.
  var base: any ItemMetric { get }
  /// The same of another metric.
  init(_ base: any ItemMetric)
  /// What it makes of a value of ``base``.
  static func value(of base: Double) -> Double
}

extension DerivedMetric {
  /// As many as the other metric's.
  public var count: Int { base.count }
  /// As the other metric's.
  public var tokenCount: Int { base.tokenCount }

  /// Of a part of the other metric.
  public func part(_ items: Range<Int>) -> Self { Self(base.part(items)) }

  /// The other metric's.
  public func checkpoints(
    on model: LanguageModel, after layers: some Sequence<Int>
  ) throws -> [Int: ResidualCheckpoint] {
    try base.checkpoints(on: model, after: layers)
  }

  /// The other metric's.
  public func readPrompts(on model: LanguageModel) throws -> ReadPrompts? {
    try base.readPrompts(on: model)
  }

  /// Of each of the other metric's; throws as it does.
  public func values(
    on model: LanguageModel, edits: [Edit], resumingFrom checkpoint: ResidualCheckpoint?
  ) throws -> [Double] {
    try base.values(on: model, edits: edits, resumingFrom: checkpoint).map(Self.value)
  }

  /// Of each of the other metric's; throws as it does.
  public func values(
    on model: LanguageModel, edits: [Edit], after prompts: ReadPrompts
  ) throws -> [Double] {
    try base.values(on: model, edits: edits, after: prompts).map(Self.value)
  }
}
