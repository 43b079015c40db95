import Claims
import Reporting
import Statistics
import Steering
import Subjects

/// A mean over items with its 90 % interval, clusters resampled.
public func estimate(_ values: [Double], by clusters: [String]) throws -> Estimate {
  try bootstrapBCa(
    ClusteredSample(values: values, clusters: clusters), confidence: 0.9, seed: Subject.seed)
}

/// The mean of `a` over that of `b`, of the same items, with its 90 % interval by cluster.
public func ratio(_ a: [Double], to b: [Double], by clusters: [String]) throws -> Estimate {
  try ratioOfMeans(
    ClusteredSample(values: a, clusters: clusters),
    to: ClusteredSample(values: b, clusters: clusters), confidence: 0.9)
}

/// The differences of two lists, item by item.
public func difference(_ a: [Double], _ b: [Double]) -> [Double] { zip(a, b).map { $0 - $1 } }

extension Measurement {
  /// For ``Claims/Check/positiveSlopeMajority``.
  public init(positiveSlopesOf slopes: [Double]) {
    self.init(
      of: .positiveSlopeMajority,
      .count(successes: slopes.count { $0 > 0 }, trials: slopes.count))
  }
}

extension DoseResponse {
  /// Mean change from coefficient 0, with intervals, as a line of a dose–response figure.
  public func series(
    _ name: String, by clusters: [String], isNull: Bool = false
  ) throws -> LineChart.Series {
    try LineChart.Series(
      name,
      coefficients.map { .init($0, try estimate(difference($0, 0), by: clusters)) },
      isNull: isNull)
  }
}

extension LayerProfile {
  /// Mean effect at each layer, with intervals.
  public func series(
    _ name: String, by clusters: [String], isNull: Bool = false
  ) throws -> LineChart.Series {
    try LineChart.Series(
      name,
      zip(layers, effects).map { .init(Double($0), try estimate($1, by: clusters)) },
      isNull: isNull)
  }
}
