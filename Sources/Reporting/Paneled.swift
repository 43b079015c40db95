/// A chart that can be one of several panels of a figure.
protocol Paneled {
  /// Drawn at the top of the figure.
  var title: String { get }
  /// Charts can share a figure where these are equal: kind, title, axes.
  var likeness: [String] { get }
  /// Those of the axes, which a figure says once; empty for none.
  var names: (x: String, y: String) { get }
  /// What the axes have to cover for this chart alone.
  var panelScale: PanelScale { get }
  /// What its colors and lines stand for.
  var key: [SVG.KeyEntry] { get }
  /// Names of its rows, which panels beside one another need once; empty where it has none.
  var rowLabels: [String] { get }
  /// Room for the values that are written beside its rows.
  var textWidth: Double { get }

  /// Draws what colors stand for, above one panel or all; returns the height that it takes.
  func drawHead(
    _ scale: PanelScale, on svg: inout SVG, at top: Double, from left: Double
  ) -> Double
  /// The same above one panel, where the figure's does not hold for it.
  func drawOwnHead(
    _ scale: PanelScale, on svg: inout SVG, at top: Double, from left: Double
  ) -> Double
  /// Whether a panel as wide as this, names of rows apart, shows what a whole figure does.
  func fits(_ width: Double) -> Bool
  /// Without the figure's title and axes' names.
  func panel(_ layout: PanelLayout) -> SVG
}

extension Paneled {
  var rowLabels: [String] { [] }
  var textWidth: Double { 0 }

  func drawHead(
    _ scale: PanelScale, on svg: inout SVG, at top: Double, from left: Double
  ) -> Double {
    svg.key(key, at: top, from: left)
  }

  func drawOwnHead(
    _ scale: PanelScale, on svg: inout SVG, at top: Double, from left: Double
  ) -> Double {
    drawHead(scale, on: &svg, at: top, from: left)
  }
}

extension Chart {
  /// Nil for a chart that is a text, as long as that is, and for effects under headings.
  var paneled: (any Paneled)? {
    switch self {
    case .lines(let chart): chart
    case .scatter(let chart): chart
    case .heatMap(let chart): chart
    case .forest(let chart): chart.rows.contains { $0.group != nil } ? nil : chart
    case .tokens: nil
    }
  }
}

/// Where a panel stands in its figure, and what it shares with the others.
struct PanelLayout {
  /// Stands above it: a model's name.
  let name: String
  let isInstrument: Bool
  let width: Double
  /// Room for the names of its rows; 0 where the panel at its left has them.
  let labelWidth: Double
  /// Room for the values beside its rows, so that axes are as long in all panels.
  let textWidth: Double
  let scale: PanelScale
  /// Whether it says itself what its colors stand for, since the figure does not.
  let hasHead: Bool

  /// The name, and below it what colors stand for; returns how far down that reaches.
  func drawHead(of chart: some Paneled, on svg: inout SVG) -> Double {
    let role = isInstrument ? " (instrument check)" : ""
    let left = labelWidth + 8
    let shown = SVG.fitted(name, to: (width - left - 8 - SVG.width(of: role)) / SVG.bold)
    svg.text(shown, left, 16, .ink, bold: true)
    if isInstrument {
      svg.text("(instrument check)", left + SVG.width(of: shown) * SVG.bold + 6, 16, .muted)
    }
    return hasHead ? 26 + chart.drawOwnHead(scale, on: &svg, at: 26, from: left) : 24
  }
}

/// What the axes of a panel, or its colors, cover.
struct PanelScale: Equatable {
  /// Values that lie along the horizontal axis; nil where it is a layer or a coefficient, of the panel's own.
  var x: ClosedRange<Double>?
  /// Values that lie along the vertical axis, or are colors.
  var y: ClosedRange<Double>?

  func union(_ other: PanelScale) -> PanelScale {
    PanelScale(x: x.union(other.x), y: y.union(other.y))
  }

  /// Whether on a shared scale one of the two would be drawn in less than a third of the room, which is
  /// half an order of magnitude.
  func isOfAnotherOrder(than other: PanelScale) -> Bool {
    func differ(_ a: ClosedRange<Double>?, _ b: ClosedRange<Double>?) -> Bool {
      guard let a, let b, let both = (a as ClosedRange?).union(b) else { return false }
      return both.length > 3 * min(a.length, b.length)
    }
    return differ(x, other.x) || differ(y, other.y)
  }
}

extension ClosedRange<Double> {
  fileprivate var length: Double { upperBound - lowerBound }
}

extension ClosedRange<Double>? {
  /// Of the finite values; nil where there is none.
  static func covering(_ values: [Double]) -> ClosedRange<Double>? {
    let finite = values.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max() else { return nil }
    return low...high
  }

  /// Both ends; none where nothing is covered.
  var ends: [Double] { map { [$0.lowerBound, $0.upperBound] } ?? [] }

  fileprivate func union(_ other: Self) -> Self { .covering(ends + other.ends) }
}
