import Claims
import Formatting

extension LineChart {
  private typealias Drawn = (series: Series, points: [Point], role: SVG.Role)

  private var finiteSeries: [Drawn] {
    var next = 0
    let all = series.map { item -> Drawn in
      let points = item.points
        .filter { $0.x.isFinite && $0.estimate.value.isFinite }.sorted { $0.x < $1.x }
      if item.isNull { return (item, points, .null) }
      defer { next += 1 }
      return (item, points, SVG.Role.series[next % SVG.Role.series.count])
    }
    // What is compared with lies underneath.
    return all.filter(\.series.isNull) + all.filter { !$0.series.isNull }
  }

  /// What the vertical axis covers.
  private var values: [Double] {
    if let limits { return [limits.lowerBound, limits.upperBound] }
    let bounds = finiteSeries.flatMap(\.points).flatMap {
      [$0.estimate.value, $0.estimate.interval.lower, $0.estimate.interval.upper]
    }
    return bounds + [0] + (threshold.map { [$0] } ?? [])
  }

  private func yScale(_ values: [Double], _ frame: PlotFrame, tickCount: Int = 6) -> AxisScale {
    AxisScale(
      covering: values, from: frame.bottom, to: frame.top, tickCount: tickCount,
      padded: limits == nil)
  }

  private func xScale(_ frame: PlotFrame, tickCount: Int) -> AxisScale {
    AxisScale(
      covering: finiteSeries.flatMap { $0.points.map(\.x) }, from: frame.left, to: frame.right,
      tickCount: tickCount, whole: marks == .whiskers)
  }

  private var isCut: Bool {
    guard let limits else { return false }
    return finiteSeries.contains { $0.points.contains { !limits.contains($0.estimate.value) } }
  }

  var drawing: SVG {
    let width = 760.0
    let names = series.map(\.name) + (threshold.map { [deltaLabel($0)] } ?? [])
    let labelWidth = min(200, names.map { SVG.bold * SVG.width(of: $0) }.max() ?? 0)
    var frame = PlotFrame(
      left: SVG.leftMargin(AxisScale(covering: values)), right: width - labelWidth - 28, top: 46,
      bottom: 344)
    let x = xScale(frame, tickCount: 10)
    let upright = PlacedMark.place(xMarks, on: x, width: width)
    frame.top += PlacedMark.height(upright)
    frame.bottom += PlacedMark.height(upright)
    let y = yScale(values, frame)

    var svg = SVG(width: width, height: frame.bottom + 56, title: title)
    svg.leftAxis(y, frame, name: yAxis)
    svg.bottomAxis(x, frame, name: self.names.x)
    draw(x, y, frame, upright, spread: 5, radius: 3.5, &svg)
    var labels = finiteSeries.compactMap { item in
      item.points.last.map {
        (y.position($0.estimate.value), item.series.name, item.role, item.role != .null)
      }
    }
    if let threshold, y.domain.contains(threshold) {
      labels.append((y.position(threshold), deltaLabel(threshold), .ink, false))
    }
    svg.endLabels(labels, frame, width: labelWidth + 4)
    return svg
  }

  /// All that lies inside the axes.
  ///
  /// - Parameters:
  ///   - spread: between whiskers of neighbouring series, which stand side by side, not on one another.
  ///   - radius: of the points.
  private func draw(
    _ x: AxisScale, _ y: AxisScale, _ frame: PlotFrame, _ upright: [PlacedMark], spread: Double,
    radius: Double, _ svg: inout SVG
  ) {
    let drawn = finiteSeries
    if y.domain.contains(0) {
      svg.line(frame.left, y.position(0), frame.right, y.position(0), .muted, width: 1.5)
    }
    for (_, points, role) in drawn where marks == .bands { band(points, x, y, role, &svg) }
    svg.marks(upright, frame)
    if let threshold, y.domain.contains(threshold) {
      let py = y.position(threshold)
      svg.line(frame.left, py, frame.right, py, .ink, dashed: true)
    }
    for (index, item) in drawn.enumerated() {
      let offset =
        marks == .whiskers ? (Double(index) - Double(drawn.count - 1) / 2) * spread : 0
      draw(item, offset: offset, radius: radius, x, y, &svg)
    }
    if drawn.allSatisfy(\.points.isEmpty) {
      svg.text("no data", frame.middle.x, frame.middle.y, .muted, anchor: .middle)
    }
  }

  private func draw(
    _ item: Drawn, offset: Double, radius: Double, _ x: AxisScale, _ y: AxisScale,
    _ svg: inout SVG
  ) {
    let places = item.points.map { (x.position($0.x) + offset, y.position($0.estimate.value)) }
    svg.polyline(places, item.role, width: marks == .bands ? 2 : 1)
    for (point, (px, py)) in zip(item.points, places) {
      let interval = point.estimate.interval
      if marks == .whiskers, interval.isFinite {
        svg.line(
          px, y.position(interval.lower), px, y.position(interval.upper), item.role, width: 1.5)
      }
      if y.domain.contains(point.estimate.value) {
        svg.marker(px, py, item.role, radius: radius)
      } else {
        let up = point.estimate.value > y.domain.upperBound ? -1.0 : 1.0
        svg.beyond(px, py - 8 * up, dx: 0, dy: up, item.role)
      }
      svg.value(
        "\(item.series.name), \(xAxis) = \(Formatted.number(point.x)): \(yAxis)"
          + " = \(point.estimate.shown)", around: px, py)
    }
  }

  private func band(
    _ points: [Point], _ x: AxisScale, _ y: AxisScale, _ role: SVG.Role, _ svg: inout SVG
  ) {
    let points = points.filter { $0.estimate.interval.isFinite }
    let upper = points.map { (x.position($0.x), y.position($0.estimate.interval.upper)) }
    let lower = points.map { (x.position($0.x), y.position($0.estimate.interval.lower)) }
    if points.count > 1 { svg.polygon(upper + lower.reversed(), role, opacity: 0.22) }
  }
}

extension LineChart: Paneled {
  var likeness: [String] { ["lines", title, xAxis, yAxis, marks.rawValue] }
  var names: (x: String, y: String) { (xAxis + (isCut ? "; △: beyond the axis" : ""), yAxis) }
  var panelScale: PanelScale { PanelScale(y: .covering(values)) }

  /// In the order given, then the threshold.
  var key: [SVG.KeyEntry] {
    let drawn = finiteSeries
    return drawn.filter { $0.role != .null }.map { .init(name: $0.series.name, role: $0.role) }
      + drawn.filter { $0.role == .null }.map { .init(name: $0.series.name, role: .null) }
      + (threshold.map { [.init(name: deltaLabel($0), role: .ink, isDashed: true)] } ?? [])
  }

  func fits(_ width: Double) -> Bool { width >= 230 }

  func panel(_ layout: PanelLayout) -> SVG {
    var svg = SVG(panelOf: layout.width, name: layout.name)
    let top = layout.drawHead(of: self, on: &svg) + 6
    let values = layout.scale.y.ends
    var frame = PlotFrame(
      left: SVG.leftMargin(AxisScale(covering: values), hasName: false),
      right: layout.width - 18, top: top, bottom: 0)
    let x = xScale(frame, tickCount: 6)
    let upright = PlacedMark.place(xMarks, on: x, width: layout.width)
    frame.top += PlacedMark.height(upright)
    frame.bottom = frame.top + 150
    let y = yScale(values, frame, tickCount: 5)
    svg.leftAxis(y, frame)
    svg.bottomAxis(x, frame)
    draw(x, y, frame, upright, spread: 3, radius: 2.5, &svg)
    svg.height = frame.bottom + 30
    return svg
  }
}

/// δ is not negative; a threshold below 0 is that of a fall.
private func deltaLabel(_ threshold: Double) -> String {
  "\(threshold < 0 ? "−δ" : "δ") = \(Formatted.number(threshold))"
}
