import Inference
import Statistics
import Steering
import Store

/// A metric at every layer and coefficient of a grid: exploratory, so its p-values are adjusted over the
/// whole grid and none of them is a verdict.
public struct GridSweep: Sendable {
  /// What is measured at every point.
  public let measure: Measure
  /// What is used at every point.
  public let vector: SteeringVector
  /// What is done with it, where the coefficient is the amount.
  public let operation: VectorOperation
  /// Ascending, without repeats.
  public let layers: [Int]
  /// Ascending, without repeats and without 0, which is what the others are compared with.
  public let coefficients: [Double]

  /// - Throws: ``SteeringError`` for a layer that the vector has no direction for, a coefficient that is not
  ///   finite, or an empty grid.
  public init(
    of measure: Measure, vector: SteeringVector, by operation: VectorOperation = .addition,
    layers: [Int],
    coefficients: [Double]
  ) throws {
    if let stranger = layers.first(where: { !vector.layers.contains($0) }) {
      throw SteeringError.noSuchLayer(stranger, available: vector.layers)
    }
    if let stranger = coefficients.first(where: { !Float($0).isFinite }) {
      throw SteeringError.notFinite(at: "coefficient \(stranger)")
    }
    self.measure = measure
    self.vector = vector
    self.operation = operation
    self.layers = Set(layers).sorted()
    self.coefficients = Set(coefficients.filter { $0 != 0 }).sorted()
    guard !self.layers.isEmpty, !self.coefficients.isEmpty else {
      throw SteeringError.nothingToMeasure("a sweep needs a layer, and a coefficient other than 0")
    }
  }

  /// A point of the grid; nil is the baseline.
  public struct Point: Sendable, Hashable {
    /// The layer whose output is changed.
    public let layer: Int
    /// What the vector is multiplied by, or another amount: see ``VectorOperation/Kind``.
    public let coefficient: Double

    /// - Parameter layer: from 0.
    public init(layer: Int, coefficient: Double) {
      self.layer = layer
      self.coefficient = coefficient
    }
  }

  /// In the order of ``points(layers:coefficients:)``.
  public var points: [Point?] { Self.points(layers: layers, coefficients: coefficients) }

  /// The baseline, then layer by layer, the highest first: a share that begins in the middle needs the pass
  /// below its layers only.
  ///
  /// - Parameter layers: ascending.
  static func points(layers: [Int], coefficients: [Double]) -> [Point?] {
    [nil]
      + layers.reversed().flatMap { layer in
        coefficients.map { Point(layer: layer, coefficient: $0) }
      }
  }

  /// The sweep cut into parts, for this model.
  public func plan(on model: LanguageModel) -> SweepPlan {
    let metric = measure.metric
    let layerCount = model.configuration.layerCount
    let tokens = (0..<metric.count).map { metric.part($0..<$0 + 1).tokenCount }
    return SweepPlan(
      blocks: SweepPlan.blocks(tokens: tokens).map {
        .init(items: $0, tokens: metric.part($0).tokenCount)
      }, points: points,
      cost: SweepCost(
        layers: layerCount, tokenInLayer: model.blockOperationsPerToken / layerCount,
        readout: model.headOperationsPerRow))
  }

  /// Under what each value of a part is kept, and what it is in words; item by item.
  public func cells(
    of part: SweepPlan.Part, on model: LanguageModel
  ) throws -> [(key: CellKey, what: String)] {
    try Evaluation(of: measure.metric, on: ModelUnderTest(model), items: part.items)
      .cells(applying: interventions(at: part.point))
  }

  /// What names this sweep among others: the keys of all its cells.
  public func key(on model: LanguageModel) throws -> CellKey {
    let whole = Evaluation(of: measure.metric, on: ModelUnderTest(model))
    let keys = try points.flatMap { try whole.cells(applying: interventions(at: $0)).map(\.key) }
    return CellKey { description in keys.forEach { description.add($0) } }
  }

  /// Measures parts, in their order, which decides nothing; with a store each is kept as soon as it
  /// is measured, and one that was kept before is not measured again.
  ///
  /// - Parameter progress: called after each part: which, and whether it was kept from before.
  /// - Returns: one value an item at each point; not a number where no part asked for it.
  @discardableResult
  public func measure(
    _ parts: [SweepPlan.Part], on model: ModelUnderTest,
    progress: (SweepPlan.Part, Bool) -> Void = { _, _ in }
  ) throws -> [Point?: [Double]] {
    var values: [Point?: [Double]] = [:]
    var rest = parts[...]
    while let items = rest.first?.items {
      let block = rest.prefix { $0.items == items }
      rest = rest.dropFirst(block.count)
      let evaluation = Evaluation(
        of: measure.metric, on: model, items: items,
        steeredAt: block.compactMap(\.point?.layer))
      for part in block {
        let interventions = try interventions(at: part.point)
        let isKept = try evaluation.isKept(applying: interventions)
        values[part.point, default: Array(repeating: .nan, count: measure.metric.count)]
          .replaceSubrange(items, with: try evaluation.values(applying: interventions))
        progress(part, isKept)
      }
    }
    return values
  }

  /// Measures every point and compares it with the baseline.
  ///
  /// - Parameter progress: as in ``measure(_:on:progress:)``.
  public func run(
    on model: ModelUnderTest, progress: (SweepPlan.Part, Bool) -> Void = { _, _ in }
  ) throws -> GridResult {
    try GridResult(self, measure(plan(on: model.model).parts, on: model, progress: progress))
  }

  private func interventions(at point: Point?) throws -> [Intervention] {
    try point.map {
      [try operation.intervention(with: vector, layer: $0.layer, amount: $0.coefficient)]
    } ?? []
  }
}
