/// Student's paired t-test on differences, with n − 1 degrees of freedom.
///
/// The statistic is t. Throws below two differences, and when all are equal (t is not defined).
/// Source: Student, "The probable error of a mean" (1908).
public func pairedT(
  _ differences: [Double], alternative: Alternative
) throws(StatisticsError) -> TestResult {
  let deviation = try standardDeviation(differences)
  guard deviation > 0, !isConstant(differences) else {
    throw .degenerate("a t-test needs differences that vary")
  }
  let count = Double(differences.count)
  let t = fixedOrderMean(differences) / (deviation / count.squareRoot())
  return TestResult(
    statistic: t,
    pValue: alternative.pValue(
      greater: GSL.tQ(t, degreesOfFreedom: count - 1),
      less: GSL.tP(t, degreesOfFreedom: count - 1)))
}

/// Is the mean difference within ±`margin`? Two one-sided paired t-tests; a small p says it is.
///
/// The statistic is the t of the test that decides (the larger p-value). Throws as `pairedT`, and
/// when the margin is not positive.
/// Source: Schuirmann, "A comparison of the two one-sided tests procedure" (1987).
public func equivalenceTest(
  _ differences: [Double], margin: Double
) throws(StatisticsError) -> TestResult {
  try requirePositive(margin, "margin")
  let above = try pairedT(differences.map { $0 + margin }, alternative: .greater)
  let below = try pairedT(differences.map { $0 - margin }, alternative: .less)
  return above.pValue >= below.pValue ? above : below
}
