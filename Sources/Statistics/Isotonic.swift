/// The non-decreasing sequence closest to `y` in weighted least squares, by pooling violators.
///
/// Weights default to 1. Throws when empty or not finite, when lengths differ, or when a weight is
/// not positive.
/// Source: Ayer et al., "An empirical distribution function for sampling with incomplete
/// information" (1955).
public func isotonicFit(
  _ y: [Double], weights: [Double]? = nil
) throws(StatisticsError) -> [Double] {
  try requireCount(y.count, atLeast: 1, "values of an isotonic fit")
  try requireFinite(y, "values of an isotonic fit")
  let weights = weights ?? [Double](repeating: 1, count: y.count)
  try requireSameLength(weights.count, as: y.count, "weights of an isotonic fit")
  for weight in weights { try requirePositive(weight, "weight of an isotonic fit") }

  var blocks: [(level: Double, weight: Double, count: Int)] = []
  for (value, weight) in zip(y, weights) {
    var block = (level: value, weight: weight, count: 1)
    while let previous = blocks.last, previous.level >= block.level {
      blocks.removeLast()
      let together = previous.weight + block.weight
      block.level = (previous.level * previous.weight + block.level * block.weight) / together
      block.weight = together
      block.count += previous.count
    }
    blocks.append(block)
  }
  return blocks.flatMap { [Double](repeating: $0.level, count: $0.count) }
}

/// The smallest x at which the isotonic fit of y, linear between points, reaches `threshold`.
///
/// `x` rises strictly. The result is `x[0]` when the fit starts at or above the threshold, and nil
/// when it never gets there. Throws as `isotonicFit`, and when x does not rise.
public func isotonicCrossing(
  x: [Double], y: [Double], weights: [Double]? = nil, threshold: Double
) throws(StatisticsError) -> Double? {
  try requireSameLength(x.count, as: y.count, "x of an isotonic crossing")
  try requireFinite(x, "x of an isotonic crossing")
  try requireFinite([threshold], "threshold")
  for (index, pair) in zip(x, x.dropFirst()).enumerated() where pair.0 >= pair.1 {
    throw .outOfRange(
      "x[\(index + 1)] of an isotonic crossing", expected: "above \(pair.0)", got: pair.1)
  }
  let fit = try isotonicFit(y, weights: weights)
  guard let after = fit.firstIndex(where: { $0 >= threshold }) else { return nil }
  guard after > 0 else { return x[0] }
  let share = (threshold - fit[after - 1]) / (fit[after] - fit[after - 1])
  return x[after - 1] + share * (x[after] - x[after - 1])
}
