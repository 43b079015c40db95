/// The mean squared distance of probabilities from what happened: 0 is best, 0.25 is what always saying
/// one half gets.
///
/// Throws when empty, when lengths differ, or when a probability is outside 0…1.
/// Source: Brier, "Verification of forecasts expressed in terms of probability" (1950).
public func brierScore(
  probabilities: [Double], outcomes: [Bool]
) throws(StatisticsError) -> Double {
  try requireForecasts(probabilities, outcomes)
  return fixedOrderMean(
    zip(probabilities, outcomes).map { p, happened in
      let error = p - (happened ? 1 : 0)
      return error * error
    })
}

/// How far, on average, a stated probability is from the share that came true among those stated alike.
///
/// Bins are of equal width; a bin holds its upper end, the first one 0 too. Each bin weighs by its items:
/// Σ |Σ (p − outcome)| / n. Throws as `brierScore`, and without any bin.
/// Source: Naeini et al., "Obtaining well calibrated probabilities using Bayesian binning" (2015); Guo
/// et al. (arXiv 1706.04599).
public func expectedCalibrationError(
  probabilities: [Double], outcomes: [Bool], bins: Int = 10
) throws(StatisticsError) -> Double {
  try requireForecasts(probabilities, outcomes)
  try requireCount(bins, atLeast: 1, "bins of a calibration error")
  var excess = [Double](repeating: 0, count: bins)
  for (p, happened) in zip(probabilities, outcomes) {
    excess[max(Int((p * Double(bins)).rounded(.up)) - 1, 0)] += p - (happened ? 1 : 0)
  }
  return absoluteSum(excess) / Double(probabilities.count)
}

private func requireForecasts(
  _ probabilities: [Double], _ outcomes: [Bool]
) throws(StatisticsError) {
  try requireCount(probabilities.count, atLeast: 1, "probabilities")
  try requireSameLength(outcomes.count, as: probabilities.count, "outcomes of probabilities")
  for p in probabilities { try requireProbability(p, "stated probability") }
}
