import Claims
import Formatting

/// How numbers become tints.
public enum ColorScale: Sendable, Codable, Equatable {
  /// Cool below 0, warm above, none at 0. `limit` is the magnitude of the full tint, the largest in
  /// the data when nil; give it where one number would drown the others, or two figures are compared.
  case diverging(limit: Double? = nil)
  /// From no tint at the lower end to the full one at the upper; the data's range when nil.
  case sequential(ClosedRange<Double>? = nil)
}

/// A color scale laid over data.
struct Tints {
  private let lower: Double
  private let upper: Double
  private let isDiverging: Bool
  private let data: ClosedRange<Double>

  init(_ scale: ColorScale, of values: [Double]) {
    let finite = values.filter(\.isFinite)
    data = (finite.min() ?? 0)...(finite.max() ?? 0)
    switch scale {
    case .diverging(let limit):
      let largest = max(data.lowerBound.magnitude, data.upperBound.magnitude)
      let given = limit.flatMap { $0.isFinite && $0 > 0 ? $0 : nil }
      upper = given ?? (largest > 0 ? largest : 1)
      lower = -upper
      isDiverging = true
    case .sequential(let range):
      lower = range?.lowerBound ?? data.lowerBound
      upper = range?.upperBound ?? data.upperBound
      isDiverging = false
    }
  }

  /// From no tint, or the fullest cool one, to the fullest.
  var range: ClosedRange<Double> { lower...max(lower, upper) }

  /// Opacity 0…1 over the panel; nil where there is no number.
  subscript(value: Double) -> (role: SVG.Role, opacity: Double)? {
    guard value.isFinite else { return nil }
    if isDiverging { return (value < 0 ? .cool : .warm, min(1, value.magnitude / upper)) }
    guard upper > lower else { return (.cool, 0.5) }
    return (.cool, min(1, max(0, (value - lower) / (upper - lower))))
  }

  /// The bar under a title, what its ends stand for, and what a frame around a cell means.
  static let legendHeight = 40.0

  func drawLegend(
    _ quantity: String?, mark: String?, at top: Double, from start: Double = 16, on svg: inout SVG
  ) {
    let low = (data.lowerBound < lower ? "≤ " : "") + Formatted.number(lower)
    let high = (data.upperBound > upper ? "≥ " : "") + Formatted.number(upper)
    let (left, length, steps) = ((start + SVG.width(of: low) + 8).rounded(), 144.0, 24)
    svg.text(low, start, top + 11, .muted)
    for step in 0..<steps {
      let share = (Double(step) + 0.5) / Double(steps)
      if let (role, opacity) = self[lower + share * (upper - lower)] {
        svg.tint(
          left + length * Double(step) / Double(steps), top, length / Double(steps), 13, role,
          opacity: opacity)
      }
    }
    svg.frame(left, top, length, 13, .border)
    if isDiverging {
      svg.line(left + length / 2, top + 13, left + length / 2, top + 17, .muted)
      svg.text("0", left + length / 2, top + 28, .muted, anchor: .middle, size: 11)
    }
    svg.text(high, left + length + 8, top + 11, .muted)
    guard let quantity else { return }
    let x = left + length + 8 + SVG.width(of: high) + 20
    let room = svg.width - 16 - x
    let name = SVG.fitted(quantity, to: room)
    svg.text(name, x, top + 11, .ink)
    guard let mark else { return }
    // Beside the quantity's name where there is room for both, else below it.
    let beside = SVG.width(of: name) + 20
    let fits = beside + 20 + SVG.width(of: mark) <= room
    let (markX, markY) = fits ? (x + beside, top) : (x, top + 19)
    svg.frame(markX, markY, 13, 13, .ink, stroke: 2)
    svg.text(SVG.fitted(mark, to: svg.width - 36 - markX), markX + 20, markY + 11, .ink)
  }
}
