/// What the agreement r of two halves says of the whole: 2r / (1 + r).
///
/// Throws when r is not above −1 and at most 1.
/// Source: Spearman (1910) and Brown (1910), "Correlation calculated from faulty data".
public func spearmanBrown(halves r: Double) throws(StatisticsError) -> Double {
  guard r > -1, r <= 1 else {
    throw .outOfRange("agreement of halves", expected: "above −1 and at most 1", got: r)
  }
  return 2 * r / (1 + r)
}
