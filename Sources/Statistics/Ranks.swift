/// Ranks from 1, equal values sharing the mean of their ranks.
struct Ranks {
  let ranks: [Double]
  /// Σ (t³ − t) over groups of t equal values: 0 without ties.
  let tieSum: Double

  init(_ values: [Double]) {
    let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
    var ranks = [Double](repeating: 0, count: values.count)
    var tieSum = 0.0
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
      for position in start..<end { ranks[order[position]] = Double(start + 1 + end) / 2 }
      let size = Double(end - start)
      tieSum += size * size * size - size
      start = end
    }
    self.ranks = ranks
    self.tieSum = tieSum
  }

  var hasTies: Bool { tieSum > 0 }
}
