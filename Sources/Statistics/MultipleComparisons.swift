/// p-values adjusted so that rejecting those ≤ α errs at all with probability at most α.
///
/// In the order given. Throws when one is outside 0…1.
/// Source: Holm, "A simple sequentially rejective multiple test procedure" (1979).
public func holmAdjusted(_ pValues: [Double]) throws(StatisticsError) -> [Double] {
  let order = try ascendingOrder(pValues)
  var adjusted = pValues
  var largest = 0.0
  for (position, index) in order.enumerated() {
    largest = max(largest, Double(pValues.count - position) * pValues[index])
    adjusted[index] = min(1, largest)
  }
  return adjusted
}

/// p-values adjusted so that, of those ≤ q, at most the fraction q are expected to be false finds.
///
/// In the order given; for independent or positively dependent tests. Throws when one is outside 0…1.
/// Source: Benjamini & Hochberg, "Controlling the false discovery rate" (1995).
public func benjaminiHochberg(_ pValues: [Double]) throws(StatisticsError) -> [Double] {
  let order = try ascendingOrder(pValues)
  var adjusted = pValues
  var smallest = 1.0
  for (position, index) in order.enumerated().reversed() {
    smallest = min(smallest, Double(pValues.count) / Double(position + 1) * pValues[index])
    adjusted[index] = smallest
  }
  return adjusted
}

/// Where an observed effect stands among K control effects: (1 + #{control ≥ observed}) / (K + 1).
///
/// Throws without controls, or when a number is not finite.
/// Source: Davison & Hinkley, *Bootstrap Methods and their Application* (1997), §4.2.
public func rankPValue(observed: Double, null: [Double]) throws(StatisticsError) -> Double {
  try requireCount(null.count, atLeast: 1, "control effects")
  try requireFinite([observed], "observed effect")
  try requireFinite(null, "control effects")
  return Double(1 + null.count { $0 >= observed }) / Double(null.count + 1)
}

private func ascendingOrder(_ pValues: [Double]) throws(StatisticsError) -> [Int] {
  for pValue in pValues { try requireProbability(pValue, "p-value") }
  return pValues.indices.sorted { (pValues[$0], $0) < (pValues[$1], $1) }
}
