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

  var drawing: SVG {
    let width = 760.0
    let drawn = finiteSeries
    let points = drawn.flatMap(\.points)
    let bounds = points.flatMap {
      [$0.estimate.value, $0.estimate.interval.lower, $0.estimate.interval.upper]
    }
    let values =
      limits.map { [$0.lowerBound, $0.upperBound] } ?? bounds + [0] + (threshold.map { [$0] } ?? [])
    func yScale(_ frame: PlotFrame) -> AxisScale {
      AxisScale(covering: values, from: frame.bottom, to: frame.top, padded: limits == nil)
    }
    let names = series.map(\.name) + (threshold.map { [deltaLabel($0)] } ?? [])
    let labelWidth = min(200, names.map { SVG.bold * SVG.width(of: $0) }.max() ?? 0)
    var frame = PlotFrame(
      left: SVG.leftMargin(AxisScale(covering: values)), right: width - labelWidth - 28, top: 46,
      bottom: 344)
    let x = AxisScale(
      covering: points.map(\.x), from: frame.left, to: frame.right, tickCount: 10,
      whole: marks == .whiskers)
    let upright = PlacedMark.place(xMarks, on: x, width: width)
    frame.top += PlacedMark.height(upright)
    frame.bottom += PlacedMark.height(upright)
    let y = yScale(frame)

    var svg = SVG(width: width, height: frame.bottom + 56, title: title)
    svg.leftAxis(y, frame, name: yAxis)
    let isCut = points.contains { !y.domain.contains($0.estimate.value) }
    svg.bottomAxis(x, frame, name: xAxis + (isCut ? "; △: beyond the axis" : ""))
    if y.domain.contains(0) {
      svg.line(frame.left, y.position(0), frame.right, y.position(0), .muted, width: 1.5)
    }
    for (_, points, role) in drawn where marks == .bands { band(points, x, y, role, &svg) }
    svg.marks(upright, frame)
    var labels = drawn.compactMap { item in
      item.points.last.map {
        (y.position($0.estimate.value), item.series.name, item.role, item.role != .null)
      }
    }
    if let threshold, y.domain.contains(threshold) {
      let py = y.position(threshold)
      svg.line(frame.left, py, frame.right, py, .ink, dashed: true)
      labels.append((py, deltaLabel(threshold), .ink, false))
    }
    for (index, item) in drawn.enumerated() {
      // Whiskers of neighbouring series stand side by side, not on one another.
      let offset = marks == .whiskers ? (Double(index) - Double(drawn.count - 1) / 2) * 5 : 0
      draw(item, offset: offset, x, y, &svg)
    }
    if points.isEmpty {
      svg.text("no data", frame.middle.x, frame.middle.y, .muted, anchor: .middle)
    }
    svg.endLabels(labels, frame, width: labelWidth + 4)
    return svg
  }

  private func draw(
    _ item: Drawn, offset: Double, _ x: AxisScale, _ y: AxisScale, _ svg: inout SVG
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
        svg.marker(px, py, item.role, radius: 3.5)
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

/// δ is not negative; a threshold below 0 is that of a fall.
private func deltaLabel(_ threshold: Double) -> String {
  "\(threshold < 0 ? "−δ" : "δ") = \(Formatted.number(threshold))"
}
