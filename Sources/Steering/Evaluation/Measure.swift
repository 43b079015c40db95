import Inference
import Statistics

/// A metric whose items know their clusters, so that its means come with intervals.
public struct Measure: Sendable {
  /// What results and messages call it.
  public let name: String
  /// Gives one value an item.
  public let metric: any ItemMetric
  /// The template of each item: what the bootstrap draws.
  public let clusters: [String]

  /// - Throws: ``SteeringError/nothingToMeasure(_:)`` unless there is one cluster an item.
  public init(_ name: String, _ metric: any ItemMetric, clusters: [String]) throws {
    guard metric.count == clusters.count else {
      throw SteeringError.nothingToMeasure(
        "\(name): \(metric.count) items with \(clusters.count) clusters")
    }
    self.name = name
    self.metric = metric
    self.clusters = clusters
  }

  /// The mean of one value an item with its 90 % interval.
  public func estimate(_ values: [Double], seed: UInt64 = defaultSeed) throws -> Estimate {
    try bootstrapBCa(
      ClusteredSample(values: values, clusters: clusters), confidence: 0.9, resamples: 1_999,
      seed: seed)
  }

  /// The seed of intervals where a caller names none.
  public static let defaultSeed: UInt64 = 17
}
