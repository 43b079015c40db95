import Claims
import Statistics

extension ScatterChart {
  private typealias Drawn = (series: Series, points: [Point], role: SVG.Role)

  private var finiteSeries: [Drawn] {
    var next = 0
    let all = series.map { item -> Drawn in
      let points = item.points.filter { $0.x.value.isFinite && $0.y.value.isFinite }
      if item.isNull { return (item, points, .null) }
      defer { next += 1 }
      return (item, points, SVG.Role.series[next % SVG.Role.series.count])
    }
    return all.filter(\.series.isNull) + all.filter { !$0.series.isNull }
  }

  var drawing: SVG {
    let width = 760.0
    let drawn = finiteSeries
    let points = drawn.flatMap(\.points)
    func bounds(_ estimate: (Point) -> Estimate, _ marks: [AxisMark]) -> [Double] {
      points.flatMap { [estimate($0).value] + finiteBounds(estimate($0)) } + [0]
        + marks.map(\.value)
    }
    let (xValues, yValues) = (bounds(\.x, xMarks), bounds(\.y, yMarks))
    let keys = keyPlaces(drawn, width: width)
    let markWidth = min(160, yMarks.map { SVG.width(of: $0.label) }.max() ?? -8)
    var frame = PlotFrame(
      left: SVG.leftMargin(AxisScale(covering: yValues)), right: width - markWidth - 28,
      top: 50 + 20 * Double((keys.last?.row ?? -1) + 1), bottom: 0)
    let x = AxisScale(covering: xValues, from: frame.left, to: frame.right, tickCount: 8)
    let upright = PlacedMark.place(xMarks, on: x, width: width)
    frame.top += PlacedMark.height(upright)
    frame.bottom = frame.top + 320
    let y = AxisScale(covering: yValues, from: frame.bottom, to: frame.top)

    var svg = SVG(width: width, height: frame.bottom + 56, title: title)
    for (key, item) in zip(keys, drawn) {
      let py = 50 + 20 * Double(key.row)
      svg.marker(key.x + 5, py - 4.5, item.role)
      svg.text(key.name, key.x + 16, py, item.role == .null ? .muted : .ink)
    }
    svg.leftAxis(y, frame, name: yAxis)
    svg.bottomAxis(x, frame, name: xAxis)
    svg.line(frame.left, y.position(0), frame.right, y.position(0), .muted, width: 1.5)
    svg.line(x.position(0), frame.top, x.position(0), frame.bottom, .muted, width: 1.5)
    svg.marks(upright, frame)
    for mark in yMarks where y.domain.contains(mark.value) {
      let py = y.position(mark.value)
      svg.line(frame.left, py, frame.right, py, .ink, dashed: true)
    }
    svg.endLabels(
      yMarks.filter { y.domain.contains($0.value) }
        .map { (y.position($0.value), $0.label, .ink, false) }, frame, width: markWidth)
    draw(drawn, x, y, frame, &svg)
    if points.isEmpty {
      svg.text("no data", frame.middle.x, frame.middle.y - 12, .muted, anchor: .middle)
    }
    return svg
  }

  private func draw(
    _ drawn: [Drawn], _ x: AxisScale, _ y: AxisScale, _ frame: PlotFrame, _ svg: inout SVG
  ) {
    var placer = LabelPlacer(within: frame)
    for value in [0] + xMarks.map(\.value) {
      let px = x.position(value)
      placer.avoidIfPossible(.init(x1: px, y1: frame.top, x2: px, y2: frame.bottom))
    }
    for value in [0] + yMarks.map(\.value) {
      let py = y.position(value)
      placer.avoidIfPossible(.init(x1: frame.left, y1: py, x2: frame.right, y2: py))
    }
    for (series, points, role) in drawn {
      for point in points {
        let (px, py) = (x.position(point.x.value), y.position(point.y.value))
        placer.avoid(.init(around: px, py, 5))
        let (xs, ys) = (
          finiteBounds(point.x).map(x.position), finiteBounds(point.y).map(y.position)
        )
        if let left = xs.first, let right = xs.last, right - left > 1 {
          svg.line(left, py, right, py, role, width: 1)
          placer.avoidIfPossible(.init(x1: left, y1: py, x2: right, y2: py))
        }
        if let bottom = ys.first, let top = ys.last, bottom - top > 1 {
          svg.line(px, bottom, px, top, role, width: 1)
          placer.avoidIfPossible(.init(x1: px, y1: top, x2: px, y2: bottom))
        }
      }
      if series.isConnected {
        let path = points.map { (x.position($0.x.value), y.position($0.y.value)) }
        svg.polyline(path, role, width: 1.5)
        for (a, b) in zip(path, path.dropFirst()) {
          placer.avoidIfPossible(.init(x1: a.0, y1: a.1, x2: b.0, y2: b.1))
        }
      }
    }
    // Markers over all lines, and labels when every marker's place is known; the null's come last,
    // so that they do not take the room.
    for (series, points, role) in drawn {
      for point in points {
        let (px, py) = (x.position(point.x.value), y.position(point.y.value))
        svg.marker(px, py, role)
        svg.value(hover(point, of: series), around: px, py)
      }
    }
    for (_, points, role) in drawn.reversed() {
      for point in points where !point.label.isEmpty {
        let (px, py) = (x.position(point.x.value), y.position(point.y.value))
        guard let place = placer.place(SVG.fitted(point.label, to: 160), at: px, py) else {
          continue
        }
        if let leader = place.leader {
          svg.line(leader.x1, leader.y1, leader.x2, leader.y2, .muted)
        }
        svg.text(place.text, place.x, place.baseline, role == .null ? .muted : .ink)
      }
    }
  }

  private func hover(_ point: Point, of series: Series) -> String {
    let name = [series.name, point.label].filter { !$0.isEmpty }.joined(separator: ", ")
    return "\(name): \(xAxis) = \(point.x.shown), \(yAxis) = \(point.y.shown)"
  }

  /// The series' names in rows under the title.
  private func keyPlaces(
    _ drawn: [Drawn], width: Double
  ) -> [(name: String, x: Double, row: Int)] {
    var (x, row) = (16.0, 0)
    return drawn.map { item in
      let name = SVG.fitted(item.series.name, to: width - 64)
      let needed = 16 + SVG.width(of: name) + 22
      if x > 16, x + needed - 22 > width - 16 { (x, row) = (16, row + 1) }
      defer { x += needed }
      return (name, x, row)
    }
  }
}

/// Lower and upper bound; none where the interval is not finite.
private func finiteBounds(_ estimate: Estimate) -> [Double] {
  estimate.interval.isFinite ? [estimate.interval.lower, estimate.interval.upper] : []
}
