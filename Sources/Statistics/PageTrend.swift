/// Page's test for a rising trend over ordered columns; `rows` [blocks, treatments].
///
/// Each row is ranked by itself, ties sharing their mean rank; the statistic is L = Σ column number ×
/// rank. The alternative is that values rise with the column: reverse the rows to test a fall. The
/// null distribution, every order of a row equally likely, is exact up to 12 rows of 8 columns or 20
/// of 3 (Page's own limits, and SciPy's), and otherwise normal with the mean and variance of that
/// distribution. Both hold with ties; SciPy's p-value takes no notice of them. Without ties
/// the two agree. Throws below two rows or three columns, when rows differ in length, or when every
/// row is constant.
///
/// Source: Page, "Ordered hypotheses for multiple treatments" (1963).
public func pageL(rows: [[Double]]) throws(StatisticsError) -> TestResult {
  try requireCount(rows.count, atLeast: 2, "rows of a trend test")
  let columns = rows[0].count
  try requireCount(columns, atLeast: 3, "columns of a trend test")
  for row in rows {
    try requireSameLength(row.count, as: columns, "row of a trend test")
    try requireFinite(row, "values of a trend test")
  }
  guard !rows.allSatisfy(isConstant) else {
    throw .degenerate("a trend test needs a row that varies")
  }
  let ranks = rows.map { Ranks($0).ranks }
  let l = ranks.reduce(0) { $0 + weightedRankSum($1) }
  let cheap = (columns == 3 && rows.count <= 20) || (columns <= 8 && rows.count <= 12)
  return TestResult(
    statistic: l, pValue: cheap ? exactPValue(l, ranks: ranks) : normalPValue(l, ranks: ranks))
}

private func weightedRankSum(_ ranks: [Double]) -> Double {
  ranks.enumerated().reduce(0) { $0 + Double($1.offset + 1) * $1.element }
}

private func normalPValue(_ l: Double, ranks: [[Double]]) -> Double {
  let n = Double(ranks[0].count)
  let center = (n + 1) / 2
  let columnSquares = n * (n * n - 1) / 12
  let variance = ranks.reduce(0) { sum, row in
    sum + columnSquares * row.reduce(0) { $0 + ($1 - center) * ($1 - center) } / (n - 1)
  }
  let mean = Double(ranks.count) * n * center * center
  return GSL.normalQ((l - mean) / variance.squareRoot())
}

/// The distribution of 2 L by convolving the rows' distributions; doubled ranks are whole numbers.
private func exactPValue(_ l: Double, ranks: [[Double]]) -> Double {
  var total: [Double] = [1]
  var known: [[Int]: [Double]] = [:]
  for row in ranks {
    let doubled = row.map { Int(2 * $0) }.sorted()
    let single = known[doubled] ?? rowDistribution(doubled)
    known[doubled] = single
    var next = [Double](repeating: 0, count: total.count + single.count - 1)
    for (a, p) in total.enumerated() where p > 0 {
      for (b, q) in single.enumerated() { next[a + b] += p * q }
    }
    total = next
  }
  return min(1, total[Int(2 * l)...].reduce(0, +))
}

/// Probability of each Σ column × doubled rank over all orders of one row, by subsets of ranks used:
/// a subset of c ranks has filled the first c columns.
private func rowDistribution(_ doubled: [Int]) -> [Double] {
  let n = doubled.count
  let largest = doubled.enumerated().reduce(0) { $0 + ($1.offset + 1) * $1.element }
  let empty = [Double](repeating: 0, count: largest + 1)
  var ways = [[Double]](repeating: empty, count: 1 << n)
  ways[0][0] = 1
  for used in 0..<(1 << n) - 1 {
    let column = used.nonzeroBitCount + 1
    for (item, rank) in doubled.enumerated() where used & (1 << item) == 0 {
      let step = column * rank
      for sum in 0...(largest - step) where ways[used][sum] > 0 {
        ways[used | 1 << item][sum + step] += ways[used][sum]
      }
    }
  }
  let orders = (1...n).reduce(1.0) { $0 * Double($1) }
  return ways[(1 << n) - 1].map { $0 / orders }
}
