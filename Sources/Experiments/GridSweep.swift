import Inference
import Statistics
import Steering
import Store

/// A metric at every layer and coefficient of a grid: exploratory, so its p-values are adjusted over the
/// whole grid and none of them is a verdict.
public struct GridSweep: Sendable {
  /// What is measured at every point.
  public let measure: Measure
  /// What is added, `coefficient` times, at every point.
  public let vector: SteeringVector
  /// Ascending, without repeats.
  public let layers: [Int]
  /// Ascending, without repeats and without 0, which is what the others are compared with.
  public let coefficients: [Double]

  /// - Throws: ``SteeringError`` for a layer that the vector has no direction for, a coefficient that is not
  ///   finite, or an empty grid.
  public init(
    of measure: Measure, vector: SteeringVector, layers: [Int], coefficients: [Double]
  ) throws {
    if let stranger = layers.first(where: { !vector.layers.contains($0) }) {
      throw SteeringError.noSuchLayer(stranger, available: vector.layers)
    }
    if let stranger = coefficients.first(where: { !Float($0).isFinite }) {
      throw SteeringError.notFinite(at: "coefficient \(stranger)")
    }
    self.measure = measure
    self.vector = vector
    self.layers = Set(layers).sorted()
    self.coefficients = Set(coefficients.filter { $0 != 0 }).sorted()
    guard !self.layers.isEmpty, !self.coefficients.isEmpty else {
      throw SteeringError.nothingToMeasure("a sweep needs a layer, and a coefficient other than 0")
    }
  }

  /// A point of the grid; nil is the baseline.
  public struct Point: Sendable, Hashable {
    /// The layer that the vector is added after.
    public let layer: Int
    /// What the vector is multiplied by.
    public let coefficient: Double
  }

  /// The baseline, then layer by layer: points of one layer share the pass below it.
  public var points: [Point?] {
    [nil]
      + layers.flatMap { layer in coefficients.map { Point(layer: layer, coefficient: $0) } }
  }

  /// Measures every point; within ``Store/current`` each is kept as soon as it is measured, and one that was
  /// kept before is not measured again.
  ///
  /// - Parameters:
  ///   - order: the points in the order in which to measure them, which decides nothing else.
  ///   - progress: called after each point: how many are done, and whether it was kept from before.
  public func run(
    on model: LanguageModel, order: [Point?]? = nil, progress: (Int, Bool) -> Void = { _, _ in }
  ) throws -> GridResult {
    let sweep = try Sweep(measure.metric, on: model, layers: layers)
    var values: [Point?: [Double]] = [:]
    for (done, point) in (order ?? points).enumerated() {
      let interventions = try point.map {
        [try Intervention.add(vector, layer: $0.layer, coefficient: $0.coefficient)]
      }
      let isKept = try sweep.isKept(applying: interventions ?? [])
      values[point] = try sweep.values(applying: interventions ?? [])
      progress(done + 1, isKept)
    }
    return try GridResult(self, values)
  }
}

/// What a grid sweep found.
public struct GridResult: Sendable {
  /// The measure's name.
  public let metric: String
  /// Items of the metric.
  public let items: Int
  /// Clusters of items, the independent units of tests and intervals.
  public let clusters: Int
  /// The mean of the metric with nothing done, with its 90 % interval.
  public let baseline: Estimate
  /// In order of layer, then coefficient.
  public let doses: [Dose]

  /// What one point of the grid changes.
  public struct Dose: Sendable {
    /// Layer and coefficient.
    public let point: GridSweep.Point
    /// Mean change from the baseline with its 90 % interval, clusters resampled.
    public let change: Estimate
    /// Of a two-sided sign-flip test by cluster, Benjamini–Hochberg-adjusted over the grid.
    public let adjustedPValue: Double
  }

  init(_ grid: GridSweep, _ values: [GridSweep.Point?: [Double]]) throws {
    let measure = grid.measure
    let baseline = values[nil] ?? []
    let points = grid.points.compactMap { $0 }
    let changes = points.map { difference(values[$0] ?? [], baseline) }
    let adjusted = try benjaminiHochberg(
      changes.map {
        try signFlipPermutationTest(
          ClusteredSample(values: $0, clusters: measure.clusters), alternative: .twoSided,
          seed: Measure.defaultSeed
        ).pValue
      })
    metric = measure.name
    items = measure.metric.count
    clusters = Set(measure.clusters).count
    self.baseline = try measure.estimate(baseline)
    doses = try points.indices.map {
      Dose(
        point: points[$0], change: try measure.estimate(changes[$0]),
        adjustedPValue: adjusted[$0])
    }
  }
}
