/// Wilcoxon's signed-rank test on differences; zeros are dropped, ties share their mean rank.
///
/// The statistic is W⁺, the rank sum of the positive differences. The null distribution is exact up
/// to 50 differences without ties and zeros, and up to 13 with them; otherwise it is normal with
/// tie correction and without continuity correction. These are SciPy's rules (SciPy's two-sided
/// *statistic* is min(W⁺, W⁻); its p-value is this one). Throws when no difference is non-zero.
/// Source: Wilcoxon, "Individual comparisons by ranking methods" (1945).
public func wilcoxonSignedRank(
  _ differences: [Double], alternative: Alternative
) throws(StatisticsError) -> TestResult {
  try requireCount(differences.count, atLeast: 1, "differences of a signed-rank test")
  try requireFinite(differences, "differences of a signed-rank test")
  let nonZero = differences.filter { $0 != 0 }
  guard !nonZero.isEmpty else {
    throw .degenerate("a signed-rank test needs a difference other than zero")
  }
  let ranked = Ranks(nonZero.map(abs))
  let positive = zip(nonZero, ranked.ranks).reduce(0) { $0 + ($1.0 > 0 ? $1.1 : 0) }

  let distinct = !ranked.hasTies && nonZero.count == differences.count
  let pValue =
    differences.count <= (distinct ? 50 : 13)
    ? exactPValue(positive: positive, ranks: ranked.ranks, alternative)
    : normalPValue(positive: positive, ranked, alternative)
  return TestResult(statistic: positive, pValue: pValue)
}

/// Counts, among the 2ⁿ sign patterns, the rank sums on either side of the observed one.
private func exactPValue(
  positive: Double, ranks: [Double], _ alternative: Alternative
) -> Double {
  let doubled = ranks.map { Int(2 * $0) }  // mean ranks are halves
  var patterns: [Double] = [1]  // patterns[w]: sign patterns with 2 W⁺ = w; whole numbers below 2⁵³
  for rank in doubled {
    var next = patterns + [Double](repeating: 0, count: rank)
    for (sum, count) in patterns.enumerated() { next[sum + rank] += count }
    patterns = next
  }
  let total = patterns.reduce(0, +)
  let observed = Int(2 * positive)
  return alternative.pValue(
    greater: patterns[observed...].reduce(0, +) / total,
    less: patterns[...observed].reduce(0, +) / total)
}

private func normalPValue(
  positive: Double, _ ranked: Ranks, _ alternative: Alternative
) -> Double {
  let n = Double(ranked.ranks.count)
  let mean = n * (n + 1) / 4
  let variance = (n * (n + 1) * (2 * n + 1) - ranked.tieSum / 2) / 24
  let z = (positive - mean) / variance.squareRoot()
  return alternative.pValue(greater: GSL.normalQ(z), less: GSL.normalP(z))
}
