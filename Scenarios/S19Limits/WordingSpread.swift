import Protocols
import Statistics

/// Slopes of the same items after several wordings, and how much of their spread is due to which.
///
/// A slope is taken as mean + wording + item + rest, each part with a variance of its own. The means of a
/// few wordings differ by chance alone, as the rest does not average out; the components leave that out.
/// Source: the two-way random-effects analysis of variance, Searle, Casella & McCulloch, *Variance
/// Components* (1992), §4.3.
struct WordingSpread: Sendable, Equatable {
  /// [wording]
  let wordingMeans: [Double]
  /// Standard deviations, in the slopes' unit; 0 where a component's estimate is negative.
  let betweenWordings: Double
  /// Standard deviation of an item's own part of the slope; 0 where its estimate is negative.
  let betweenItems: Double
  /// Standard deviation of what neither wording nor item explains.
  let rest: Double

  /// - Parameter slopes: [wording][item], at least two of each.
  /// - Throws: `StatisticsError` when they are fewer, or wordings differ in their number of items.
  init(slopes: [[Double]]) throws {
    let (wordings, items) = (slopes.count, slopes.first?.count ?? 0)
    for (count, what) in [(wordings, "wordings"), (items, "items")] where count < 2 {
      throw StatisticsError.tooFew("\(what) of a spread", needed: 2, got: count)
    }
    if let odd = slopes.first(where: { $0.count != items }) {
      throw StatisticsError.lengthMismatch("items of a wording", expected: items, got: odd.count)
    }
    let byWording = try slopes.map { try mean($0) }
    let byItem = try (0..<items).map { item in try mean(slopes.map { $0[item] }) }
    let all = try mean(byWording)
    func square(_ x: Double) -> Double { x * x }
    let restSquares = slopes.indices.reduce(0) { sum, wording in
      (0..<items).reduce(sum) {
        $0 + square(slopes[wording][$1] - byWording[wording] - byItem[$1] + all)
      }
    }
    let restMean = restSquares / Double((wordings - 1) * (items - 1))
    wordingMeans = byWording
    rest = restMean.squareRoot()
    betweenWordings = max(0, square(try standardDeviation(byWording)) - restMean / Double(items))
      .squareRoot()
    betweenItems = max(0, square(try standardDeviation(byItem)) - restMean / Double(wordings))
      .squareRoot()
  }
}
