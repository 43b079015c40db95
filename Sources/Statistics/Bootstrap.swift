import Randomness

/// The mean over items with its BCa bootstrap interval; clusters are drawn, not items.
///
/// A constant sample has the interval [mean, mean]. Throws `tooFew` below two clusters.
/// Method, tails and source are those of the general form below.
public func bootstrapBCa(
  _ sample: ClusteredSample, confidence: Double, resamples: Int = 9_999, seed: UInt64
) throws(StatisticsError) -> Estimate {
  let groups = sample.groups
  try requireBootstrap(clusters: groups.count, confidence: confidence, resamples: resamples)
  // A mean needs only each cluster's sum and size.
  let totals = groups.map { (sum: $0.reduce(0, +), size: Double($0.count)) }
  let whole = totals.reduce((sum: 0, size: 0)) { ($0.sum + $1.sum, $0.size + $1.size) }

  var generator = SeededGenerator(seed: seed, stream: "bootstrap")
  let replicates = (0..<resamples).map { _ in
    var (sum, size) = (0.0, 0.0)
    for _ in totals {
      let drawn = totals[generator.index(below: totals.count)]
      sum += drawn.sum
      size += drawn.size
    }
    return sum / size
  }
  let jackknife = totals.map { (whole.sum - $0.sum) / (whole.size - $0.size) }
  let interval = try bcaInterval(
    estimate: sample.mean, replicates: replicates, jackknife: jackknife, confidence: confidence)
  return Estimate(value: sample.mean, interval: interval)
}

/// Any statistic of clustered units with its bias-corrected and accelerated bootstrap interval.
///
/// Clusters are drawn with replacement and their units pooled before `statistic` sees them. The
/// acceleration comes from leaving out one cluster at a time, so every cluster but one must give a
/// finite statistic. Percentile levels start from t quantiles with K − 1 degrees of freedom, times
/// √(K/(K − 1)), in place of normal ones: with normal ones a nominal 90 % interval of a mean covers
/// 80 to 87 % at 6 to 20 clusters. The two agree as the number of clusters K grows.
///
/// Degenerate samples: resamples that are all equal give the interval [value, value]; a jackknife
/// that is constant has acceleration 0. Throws `tooFew` below two clusters or with an empty one,
/// `notFinite` when the statistic is not, `degenerate` when every resample lies strictly on one side
/// of the estimate (the bias correction would be infinite), and whatever `statistic` throws.
///
/// Sources: Efron, "Better bootstrap confidence intervals" (1987); Field & Welsh, "Bootstrapping
/// clustered data" (2007); Hesterberg, "What teachers should know about the bootstrap" (2015),
/// <https://arxiv.org/abs/1411.5279>, for the t levels.
public func bootstrapBCa<Unit>(
  _ clusters: [[Unit]], confidence: Double, resamples: Int = 9_999, seed: UInt64,
  statistic: ([Unit]) throws -> Double
) throws -> Estimate {
  try requireBootstrap(clusters: clusters.count, confidence: confidence, resamples: resamples)
  for cluster in clusters { try requireCount(cluster.count, atLeast: 1, "units of a cluster") }

  let estimate = try statistic(clusters.flatMap(\.self))
  var generator = SeededGenerator(seed: seed, stream: "bootstrap")
  var pooled: [Unit] = []
  let replicates = try (0..<resamples).map { _ in
    pooled.removeAll(keepingCapacity: true)
    for _ in clusters { pooled += clusters[generator.index(below: clusters.count)] }
    return try statistic(pooled)
  }
  let jackknife = try clusters.indices.map { left in
    try statistic(clusters.indices.filter { $0 != left }.flatMap { clusters[$0] })
  }
  let interval = try bcaInterval(
    estimate: estimate, replicates: replicates, jackknife: jackknife, confidence: confidence)
  return Estimate(value: estimate, interval: interval)
}

/// Where the percentile levels of an interval start from.
enum BootstrapTails {
  /// Efron's original, exact for many clusters only.
  case normal
  /// Hesterberg's correction for few clusters.
  case studentT
}

/// The BCa interval from the estimate, its bootstrap replicates and its jackknife values.
func bcaInterval(
  estimate: Double, replicates: [Double], jackknife: [Double], confidence: Double,
  tails: BootstrapTails = .studentT
) throws(StatisticsError) -> Interval {
  try requireFinite([estimate], "statistic of the sample")
  try requireFinite(replicates, "statistic of a resample")
  try requireFinite(jackknife, "statistic without one cluster")
  let sorted = replicates.sorted()
  let (smallest, largest) = (sorted[0], sorted[sorted.count - 1])
  // Equal means of different draws differ by rounding.
  let tolerance = 1e-12 * max(abs(estimate), abs(smallest), abs(largest))
  if largest - smallest <= tolerance, abs(largest - estimate) <= tolerance {
    return Interval(lower: estimate, upper: estimate, confidence: confidence)
  }

  // Bias correction: ties count half, as SciPy does.
  let below = sorted.count { $0 < estimate - tolerance }
  let notAbove = sorted.count { $0 <= estimate + tolerance }
  guard below < sorted.count, notAbove > 0 else {
    throw .degenerate("every bootstrap resample lies on one side of the estimate")
  }
  let bias = GSL.normalQuantile(Double(below + notAbove) / Double(2 * sorted.count))

  let center = fixedOrderMean(jackknife)
  let (squares, cubes) = jackknife.reduce((0.0, 0.0)) { sums, value in
    let d = center - value
    return (sums.0 + d * d, sums.1 + d * d * d)
  }
  let acceleration = squares > 0 ? cubes / (6 * squares * squares.squareRoot()) : 0

  let z = nominalQuantile((1 + confidence) / 2, clusters: jackknife.count, tails: tails)
  func bound(_ z: Double) -> Double {
    let shifted = bias + z
    let denominator = 1 - acceleration * shifted
    // Past the pole the level has already run to its end of 0…1.
    let corrected = denominator > 0 ? bias + shifted / denominator : shifted * .infinity
    return sortedQuantile(sorted, GSL.normalP(corrected))
  }
  return Interval(lower: bound(-z), upper: bound(z), confidence: confidence)
}

private func nominalQuantile(_ level: Double, clusters: Int, tails: BootstrapTails) -> Double {
  switch tails {
  case .normal: return GSL.normalQuantile(level)
  case .studentT:
    let freedom = Double(clusters - 1)
    return (Double(clusters) / freedom).squareRoot()
      * GSL.tQuantile(level, degreesOfFreedom: freedom)
  }
}

private func requireBootstrap(
  clusters: Int, confidence: Double, resamples: Int
) throws(StatisticsError) {
  try requireCount(clusters, atLeast: 2, "clusters of a bootstrap")
  try requireLevel(confidence, "confidence")
  try requireCount(resamples, atLeast: 1, "resamples")
}
