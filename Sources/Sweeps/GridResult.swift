import Statistics
import Steering

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
  /// With nothing done, item by item.
  public let baselineValues: [Double]
  /// The cluster of each item.
  public let clusterNames: [String]
  /// In order of layer, then coefficient.
  public let doses: [Dose]

  /// What one point of the grid changes.
  public struct Dose: Sendable {
    /// Layer and coefficient.
    public let point: GridSweep.Point
    /// The mean of the metric.
    public let mean: Double
    /// Item by item.
    public let values: [Double]
    /// Mean change from the baseline with its 90 % interval, clusters resampled.
    public let change: Estimate
    /// Of a two-sided sign-flip test by cluster, Benjamini–Hochberg-adjusted over the grid.
    public let adjustedPValue: Double
  }

  /// Compares every point with the baseline.
  ///
  /// - Parameter values: one value an item at each point, as ``GridSweep/measure(_:on:progress:)`` gives them.
  public init(_ grid: GridSweep, _ values: [GridSweep.Point?: [Double]]) throws {
    let measure = grid.measure
    let baseline = values[nil] ?? []
    let points = grid.points.compactMap { $0 }.sorted {
      ($0.layer, $0.coefficient) < ($1.layer, $1.coefficient)
    }
    let changes = points.map { zip(values[$0] ?? [], baseline).map(-) }
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
    baselineValues = baseline
    clusterNames = measure.clusters
    doses = try points.indices.map {
      let own = values[points[$0]] ?? []
      return Dose(
        point: points[$0], mean: try mean(own), values: own,
        change: try measure.estimate(changes[$0]),
        adjustedPValue: adjusted[$0])
    }
  }
}
