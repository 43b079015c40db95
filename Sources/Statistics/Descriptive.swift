// Sums run over the values in their order, in plain Double: GSL's own means use long double, whose
// width, and so whose result, differs between processors.

/// The arithmetic mean. Throws when empty or not finite.
public func mean(_ values: [Double]) throws(StatisticsError) -> Double {
  try requireCount(values.count, atLeast: 1, "values of a mean")
  try requireFinite(values, "values of a mean")
  return fixedOrderMean(values)
}

/// The sample standard deviation, with n − 1 in the denominator. Throws below two values.
public func standardDeviation(_ values: [Double]) throws(StatisticsError) -> Double {
  try requireCount(values.count, atLeast: 2, "values of a standard deviation")
  try requireFinite(values, "values of a standard deviation")
  let center = fixedOrderMean(values)
  let squares = values.reduce(0) { $0 + ($1 - center) * ($1 - center) }
  return (squares / Double(values.count - 1)).squareRoot()
}

/// The middle value, or the mean of the two middle values. Throws when empty or not finite.
public func median(_ values: [Double]) throws(StatisticsError) -> Double {
  try quantile(values, 0.5)
}

/// The quantile at `probability`, interpolating linearly between order statistics.
///
/// Type 7 of Hyndman & Fan, "Sample quantiles in statistical packages" (1996): the default of R and
/// NumPy. Throws when empty, not finite, or when the probability is outside 0…1.
public func quantile(
  _ values: [Double], _ probability: Double
) throws(StatisticsError) -> Double {
  try requireCount(values.count, atLeast: 1, "values of a quantile")
  try requireFinite(values, "values of a quantile")
  try requireProbability(probability, "probability of a quantile")
  return sortedQuantile(values.sorted(), probability)
}

/// The ordinary-least-squares slope of y on x, in units of y per unit of x.
///
/// Throws when lengths differ, below two points, or when x is constant.
public func slope(x: [Double], y: [Double]) throws(StatisticsError) -> Double {
  try requireCount(x.count, atLeast: 2, "points of a slope")
  try requireSameLength(y.count, as: x.count, "y of a slope")
  try requireFinite(x, "x of a slope")
  try requireFinite(y, "y of a slope")
  guard !isConstant(x) else { throw .degenerate("a slope needs x that varies") }
  let (meanX, meanY) = (fixedOrderMean(x), fixedOrderMean(y))
  var (products, squares) = (0.0, 0.0)
  for (a, b) in zip(x, y) {
    products += (a - meanX) * (b - meanY)
    squares += (a - meanX) * (a - meanX)
  }
  return products / squares
}

// MARK: - Unchecked parts, for values already validated

/// The mean in two passes: the second adds back what the first sum rounded away.
func fixedOrderMean(_ values: [Double]) -> Double {
  let count = Double(values.count)
  let first = values.reduce(0, +) / count
  return first + values.reduce(0) { $0 + ($1 - first) } / count
}

func absoluteSum(_ values: [Double]) -> Double {
  values.reduce(0) { $0 + abs($1) }
}

func isConstant(_ values: [Double]) -> Bool {
  values.allSatisfy { $0 == values[0] }
}

func sortedQuantile(_ sorted: [Double], _ probability: Double) -> Double {
  let position = Double(sorted.count - 1) * min(max(probability, 0), 1)
  let below = Int(position)
  let above = min(below + 1, sorted.count - 1)
  return sorted[below] + (position - Double(below)) * (sorted[above] - sorted[below])
}
