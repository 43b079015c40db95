/// Numbers with the cluster each belongs to: prompts, say, with the template each was made from.
///
/// Items of a cluster resemble one another, so the cluster is the unit that tests flip and
/// bootstraps draw. Units are the caller's.
public struct ClusteredSample: Sendable, Equatable {
  /// Finite, at least one.
  public let values: [Double]
  /// The cluster of each value, by name.
  public let clusters: [String]

  /// Throws when empty, when lengths differ, or when a value is not finite.
  public init(values: [Double], clusters: [String]) throws(StatisticsError) {
    try requireCount(values.count, atLeast: 1, "values of a sample")
    try requireSameLength(clusters.count, as: values.count, "cluster names of a sample")
    try requireFinite(values, "values of a sample")
    // A sum that overflows would turn every statistic downstream into infinity or NaN.
    guard absoluteSum(values).isFinite else {
      throw .outOfRange("sum of absolute values", expected: "finite", got: .infinity)
    }
    self.values = values
    self.clusters = clusters
  }

  /// Each value its own cluster.
  public init(values: [Double]) throws(StatisticsError) {
    try self.init(values: values, clusters: values.indices.map { String($0) })
  }

  /// The mean over values: clusters weigh by their size.
  public var mean: Double { fixedOrderMean(values) }
  /// How many values.
  public var count: Int { values.count }
  /// How many clusters: what decides how much a test or an interval can say.
  public var clusterCount: Int { groups.count }

  /// The values of each cluster, clusters and values in order of first appearance.
  public var groups: [[Double]] {
    var position: [String: Int] = [:]
    var groups: [[Double]] = []
    for (value, name) in zip(values, clusters) {
      if let index = position[name] {
        groups[index].append(value)
      } else {
        position[name] = groups.count
        groups.append([value])
      }
    }
    return groups
  }
}

extension ClusteredSample: Codable {
  private enum CodingKeys: CodingKey { case values, clusters }

  /// Decoding checks what `init(values:clusters:)` checks.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      values: container.decode([Double].self, forKey: .values),
      clusters: container.decode([String].self, forKey: .clusters))
  }
}
