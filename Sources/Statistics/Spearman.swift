/// Spearman's rank correlation; the statistic is ρ, from −1 to 1.
///
/// Ties share their mean rank. The p-value takes ρ√((n − 2)/(1 − ρ²)) as Student's t with n − 2
/// degrees of freedom, as SciPy does; it is an approximation below about ten points, and 0 at
/// ρ = ±1. Throws when lengths differ, below three points, or when x or y is constant.
/// Source: Spearman, "The proof and measurement of association between two things" (1904).
public func spearman(
  _ x: [Double], _ y: [Double], alternative: Alternative = .twoSided
) throws(StatisticsError) -> TestResult {
  try requireCount(x.count, atLeast: 3, "points of a rank correlation")
  try requireSameLength(y.count, as: x.count, "y of a rank correlation")
  try requireFinite(x, "x of a rank correlation")
  try requireFinite(y, "y of a rank correlation")
  guard !isConstant(x), !isConstant(y) else {
    throw .degenerate("a rank correlation needs x and y that vary")
  }
  let center = Double(x.count + 1) / 2
  var (products, squaresX, squaresY) = (0.0, 0.0, 0.0)
  for (a, b) in zip(Ranks(x).ranks, Ranks(y).ranks) {
    products += (a - center) * (b - center)
    squaresX += (a - center) * (a - center)
    squaresY += (b - center) * (b - center)
  }
  let rho = min(1, max(-1, products / (squaresX * squaresY).squareRoot()))
  guard abs(rho) < 1 else {
    return TestResult(
      statistic: rho,
      pValue: alternative.pValue(greater: rho > 0 ? 0 : 1, less: rho > 0 ? 1 : 0))
  }
  let freedom = Double(x.count - 2)
  let t = rho * (freedom / ((1 - rho) * (1 + rho))).squareRoot()
  return TestResult(
    statistic: rho,
    pValue: alternative.pValue(
      greater: GSL.tQ(t, degreesOfFreedom: freedom), less: GSL.tP(t, degreesOfFreedom: freedom)))
}

/// Each point's product of standardised ranks, whose mean is Spearman's ρ: what a point adds to the correlation.
///
/// Throws as ``spearman(_:_:alternative:)``.
public func rankProducts(_ x: [Double], _ y: [Double]) throws(StatisticsError) -> [Double] {
  _ = try spearman(x, y)
  func standardised(_ values: [Double]) -> [Double] {
    let center = Double(values.count + 1) / 2
    let centered = Ranks(values).ranks.map { $0 - center }
    let spread =
      (centered.reduce(0) { $0 + $1 * $1 } / Double(values.count)).squareRoot()
    return centered.map { $0 / spread }
  }
  return zip(standardised(x), standardised(y)).map { $0 * $1 }
}
