import Claims
import Formatting

/// A linear axis: the data's range, where it lies in pixels, and round numbers to mark.
struct AxisScale {
  let domain: ClosedRange<Double>
  let ticks: [(value: Double, label: String)]
  private let start: Double
  private let end: Double

  /// Takes in every finite value, with 4 % to spare on a `padded` axis; pixels may run downwards.
  /// `whole` marks whole numbers only.
  init(
    covering values: [Double], from start: Double = 0, to end: Double = 1, tickCount: Int = 6,
    whole: Bool = false, padded: Bool = true
  ) {
    let finite = values.filter(\.isFinite)
    var low = finite.min() ?? 0
    var high = finite.max() ?? 1
    if low == high {
      let reach = whole || low == 0 ? 1 : low.magnitude / 2
      (low, high) = (low - reach, high + reach)
    }
    let data = low...high
    let padding = padded ? 0.04 * (high - low) : 0
    (low, high) = (low - padding, high + padding)
    domain = low...high
    // No tick for a layer that does not exist.
    ticks = roundTicks(whole ? data : domain, count: tickCount, whole: whole)
    self.start = start
    self.end = end
  }

  /// Beyond the domain a position is that of its end.
  func position(_ value: Double) -> Double {
    let clamped = min(max(value, domain.lowerBound), domain.upperBound)
    return start + (clamped - domain.lowerBound) / (domain.upperBound - domain.lowerBound)
      * (end - start)
  }
}

/// Multiples of 1, 2, 2.5 or 5 times a power of ten, about `count` of them.
private func roundTicks(
  _ domain: ClosedRange<Double>, count: Int, whole: Bool
) -> [(value: Double, label: String)] {
  let target = (domain.upperBound - domain.lowerBound) / Double(count)
  guard target.isFinite, target > 0 else { return [] }
  var (scaled, power) = (target, 0)
  while scaled < 1, power > -300 { (scaled, power) = (scaled * 10, power - 1) }
  while scaled >= 10 { (scaled, power) = (scaled / 10, power + 1) }
  // A step is units / 10^decimals in whole numbers, so that labels carry no error.
  var units = [10, 20, 25, 50].first { Double($0) >= scaled * 9.99 } ?? 100
  var decimals = 1 - power
  while decimals < 0, units < Int.max / 10 { (units, decimals) = (units * 10, decimals + 1) }
  while decimals > 0, units.isMultiple(of: 10) { (units, decimals) = (units / 10, decimals - 1) }
  if whole, decimals > 0 { (units, decimals) = (Int(target.rounded(.up)), 0) }
  let scale = (0..<max(0, decimals)).reduce(1.0) { product, _ in product * 10 }
  let first = (domain.lowerBound * scale / Double(units)).rounded(.up)
  let last = (domain.upperBound * scale / Double(units)).rounded(.down)
  guard first <= last, last - first <= 100 else { return [] }
  return stride(from: first, through: last, by: 1).map { index in
    let value = index * Double(units) / scale
    let isLong = decimals > 4 || domain.upperBound >= 1e7 || domain.lowerBound <= -1e7
    return (
      value, isLong ? Formatted.number(value) : Formatted.fixed(value, decimals: max(0, decimals))
    )
  }
}
