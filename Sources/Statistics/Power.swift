/// The power of a one-sided paired t-test: the probability that it rejects at level `alpha`.
///
/// `effect` is the true mean difference, `standardDeviation` that of the differences, in the same
/// unit. Differences count as independent: with clusters, count clusters and their means. Integrates
/// Φ(δ − t s) over the distribution of s = √(χ²/ν), the noncentral t distribution's definition,
/// to 1e-12. Throws below two differences and outside the ranges.
/// Source: Johnson & Welch, "Applications of the non-central t-distribution" (1940).
public func pairedTPower(
  effect: Double, standardDeviation: Double, sampleSize: Int, alpha: Double
) throws(StatisticsError) -> Double {
  try requireFinite([effect], "effect")
  try requirePositive(standardDeviation, "standard deviation")
  try requireCount(sampleSize, atLeast: 2, "differences of a t-test")
  try requireLevel(alpha, "alpha")
  let freedom = Double(sampleSize - 1)
  let noncentrality = effect / standardDeviation * Double(sampleSize).squareRoot()
  let critical = GSL.tQuantile(1 - alpha, degreesOfFreedom: freedom)
  // s is within 9/√ν of 1 but for a probability below 1e-17.
  let reach = 9 / freedom.squareRoot()
  return try GSL.integral(over: max(0, 1 - reach)...(1 + reach)) { s in
    2 * freedom * s * GSL.chiSquaredDensity(freedom * s * s, degreesOfFreedom: freedom)
      * GSL.normalP(noncentrality - critical * s)
  }
}

/// The smallest number of differences that gives a one-sided paired t-test the power asked for.
///
/// Above 100 000 it is the normal approximation ((z₁₋α + z_power) σ/δ)² + z₁₋α²/2, rounded up. Throws
/// when the effect is not positive (no sample decides), outside the ranges, or past `Int`.
public func requiredSampleSize(
  effect: Double, standardDeviation: Double, alpha: Double, power: Double
) throws(StatisticsError) -> Int {
  try requirePositive(effect, "effect")
  try requirePositive(standardDeviation, "standard deviation")
  try requireLevel(alpha, "alpha")
  try requireLevel(power, "power")
  let critical = GSL.normalQuantile(1 - alpha)
  let ratio = (critical + GSL.normalQuantile(power)) * standardDeviation / effect
  // At a power below alpha the ratio is negative and any sample will do.
  let approximate = ((ratio > 0 ? ratio * ratio : 0) + critical * critical / 2).rounded(.up)
  guard var size = Int(exactly: approximate) else {
    throw .outOfRange("required sample size", expected: "below 2⁶³", got: approximate)
  }
  guard size <= 100_000 else { return size }
  func reaches(_ size: Int) throws(StatisticsError) -> Bool {
    try pairedTPower(
      effect: effect, standardDeviation: standardDeviation, sampleSize: size, alpha: alpha) >= power
  }
  size = max(size, 2)
  while try !reaches(size) { size += 1 }
  while size > 2, try reaches(size - 1) { size -= 1 }
  return size
}
