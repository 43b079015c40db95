import Claims

extension Chart {
  public var svg: String {
    switch self {
    case .forest(let chart): chart.svg
    case .lines(let chart): chart.svg
    }
  }
}

extension LineChart {
  private var finiteSeries: [(series: Series, points: [Point], role: SVG.Role)] {
    var next = 0
    let all = series.map { item -> (series: Series, points: [Point], role: SVG.Role) in
      let points = item.points
        .filter { $0.x.isFinite && $0.estimate.value.isFinite }.sorted { $0.x < $1.x }
      if item.isNull { return (item, points, .null) }
      defer { next += 1 }
      return (item, points, SVG.Role.series[next % SVG.Role.series.count])
    }
    // What is compared with lies underneath.
    return all.filter(\.series.isNull) + all.filter { !$0.series.isNull }
  }

  var svg: String {
    let (width, height) = (760.0, 400.0)
    let labelWidth = min(200, series.map { 1.1 * SVG.width(of: $0.name) }.max() ?? 0)
    let frame = (left: 72.0, right: width - labelWidth - 28, top: 46.0, bottom: height - 56)
    let drawn = finiteSeries
    let points = drawn.flatMap(\.points)
    let bounds = points.flatMap {
      [$0.estimate.value, $0.estimate.interval.lower, $0.estimate.interval.upper]
    }
    let x = AxisScale(
      covering: points.map(\.x), from: frame.left, to: frame.right, tickCount: 10,
      whole: marks == .whiskers, padded: true)
    let y = AxisScale(
      covering: bounds + [0] + (threshold.map { [$0] } ?? []), from: frame.bottom, to: frame.top)

    var svg = SVG(width: width, height: height, title: title)
    for tick in y.ticks {
      let py = y.position(tick.value)
      svg.line(frame.left, py, frame.right, py, .grid)
      svg.text(tick.label, frame.left - 8, py + 4.5, .muted, anchor: .end)
    }
    for tick in x.ticks {
      let px = x.position(tick.value)
      svg.line(px, frame.bottom, px, frame.bottom + 5, .muted)
      svg.text(tick.label, px, frame.bottom + 20, .muted, anchor: .middle)
    }
    svg.line(frame.left, frame.bottom, frame.right, frame.bottom, .muted)
    svg.line(frame.left, y.position(0), frame.right, y.position(0), .muted, width: 1.5)
    svg.text(
      xAxis, (frame.left + frame.right) / 2, height - 14, .ink, anchor: .middle)
    svg.text(
      SVG.fitted(yAxis, to: height - 60), 20, (frame.top + frame.bottom) / 2, .ink, anchor: .middle,
      rotated: true)

    for (_, points, role) in drawn where marks == .bands { band(points, x, y, role, &svg) }
    if let threshold {
      let py = y.position(threshold)
      svg.line(frame.left, py, frame.right, py, .ink, dashed: true)
      svg.text("δ = \(Formatted.number(threshold))", frame.left + 6, py - 6, .ink)
    }
    for (index, (_, points, role)) in drawn.enumerated() {
      // Whiskers of neighbouring series stand side by side, not on one another.
      let offset = marks == .whiskers ? (Double(index) - Double(drawn.count - 1) / 2) * 5 : 0
      let places = points.map { (x.position($0.x) + offset, y.position($0.estimate.value)) }
      svg.polyline(places, role, width: marks == .bands ? 2 : 1)
      for (point, place) in zip(points, places) {
        if marks == .whiskers { whisker(point, place.0, y, role, &svg) }
        svg.circle(place.0, place.1, 3.5, role)
      }
    }
    if points.isEmpty {
      svg.text("no data", (frame.left + frame.right) / 2, 200, .muted, anchor: .middle)
    }
    labels(drawn, at: frame.right + 12, width: labelWidth, y, frame.top, frame.bottom, &svg)
    return svg.source
  }

  private func band(
    _ points: [Point], _ x: AxisScale, _ y: AxisScale, _ role: SVG.Role, _ svg: inout SVG
  ) {
    let points = points.filter { $0.estimate.interval.isFinite }
    let upper = points.map { (x.position($0.x), y.position($0.estimate.interval.upper)) }
    let lower = points.map { (x.position($0.x), y.position($0.estimate.interval.lower)) }
    if points.count > 1 { svg.polygon(upper + lower.reversed(), role, opacity: 0.22) }
  }

  private func whisker(
    _ point: Point, _ px: Double, _ y: AxisScale, _ role: SVG.Role, _ svg: inout SVG
  ) {
    let interval = point.estimate.interval
    guard interval.isFinite else { return }
    svg.line(px, y.position(interval.lower), px, y.position(interval.upper), role, width: 1.5)
  }

  /// Each series' name at its line's end, pushed apart where they would overlap.
  private func labels(
    _ drawn: [(series: Series, points: [Point], role: SVG.Role)], at px: Double, width: Double,
    _ y: AxisScale, _ top: Double, _ bottom: Double, _ svg: inout SVG
  ) {
    let ends = drawn.compactMap { item in
      item.points.last.map { (y.position($0.estimate.value), item.series.name, item.role) }
    }
    // Ties keep the order of the series.
    let sorted = ends.enumerated().sorted { ($0.1.0, $0.0) < ($1.1.0, $1.0) }.map(\.element)
    let gap = 17.0
    var places: [Double] = []
    for (end, _, _) in sorted { places.append(max(end, (places.last ?? top - gap) + gap)) }
    let overflow = (places.last ?? 0) - bottom
    if overflow > 0 {
      for index in places.indices.reversed() {
        let limit = index + 1 < places.count ? places[index + 1] - gap : bottom
        places[index] = min(places[index], limit)
      }
    }
    for (place, (_, name, role)) in zip(places, sorted) {
      svg.text(SVG.fitted(name, to: width + 4), px, place + 4.5, role, bold: role != .null)
    }
  }
}
