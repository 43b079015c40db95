/// The mean of `numerator` over the mean of `denominator`, with an interval that holds when some clusters
/// are in one of the samples alone.
///
/// A cluster's residual is its share of (mean a − r · mean b); their spread gives the interval, with a t
/// quantile at K − 1 degrees of freedom for K clusters. A bootstrap would draw samples without any
/// denominator. Sound where the denominator is well away from 0: check that first.
///
/// Throws `tooFew` below two clusters and `degenerate` when the denominator's mean is 0.
/// Source: Cochran, *Sampling Techniques* (1977), §6.3 and §9A.1 (ratio estimators, clusters).
public func ratioOfMeans(
  _ numerator: ClusteredSample, to denominator: ClusteredSample, confidence: Double
) throws(StatisticsError) -> Estimate {
  try requireLevel(confidence, "confidence")
  let base = denominator.mean
  guard base != 0 else { throw .degenerate("a ratio needs a denominator that is not 0") }
  let ratio = numerator.mean / base

  var residuals: [String: Double] = [:]
  var order: [String] = []
  func add(_ sample: ClusteredSample, _ factor: Double) {
    let mean = sample.mean
    for (value, cluster) in zip(sample.values, sample.clusters) {
      if residuals[cluster] == nil { order.append(cluster) }
      residuals[cluster, default: 0] += factor * (value - mean) / Double(sample.count)
    }
  }
  add(numerator, 1)
  add(denominator, -ratio)
  let clusters = Double(order.count)
  try requireCount(order.count, atLeast: 2, "clusters of a ratio")

  let variance =
    order.reduce(0) { $0 + residuals[$1, default: 0] * residuals[$1, default: 0] } * clusters
    / (clusters - 1)
  let reach =
    GSL.tQuantile((1 + confidence) / 2, degreesOfFreedom: clusters - 1) * variance.squareRoot()
    / abs(base)
  return Estimate(
    value: ratio,
    interval: Interval(lower: ratio - reach, upper: ratio + reach, confidence: confidence))
}
