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

  private func values(_ estimate: (Point) -> Estimate, _ marks: [AxisMark]) -> [Double] {
    series.flatMap(\.points).filter { $0.x.value.isFinite && $0.y.value.isFinite }
      .flatMap { [estimate($0).value] + finiteBounds(estimate($0)) } + [0] + marks.map(\.value)
  }

  /// Where everything lies.
  private struct Plan {
    let x: AxisScale
    let y: AxisScale
    let frame: PlotFrame
    let upright: [PlacedMark]
    let markWidth: Double
  }

  private func plan(
    _ scale: PanelScale, width: Double, top: Double, height: Double, isPanel: Bool
  ) -> Plan {
    let markWidth = min(160, yMarks.map { SVG.width(of: $0.label) }.max() ?? -8)
    var frame = PlotFrame(
      left: SVG.leftMargin(AxisScale(covering: scale.y.ends), hasName: !isPanel),
      right: width - markWidth - 28, top: top, bottom: 0)
    let x = AxisScale(
      covering: scale.x.ends, from: frame.left, to: frame.right, tickCount: isPanel ? 5 : 8)
    let upright = PlacedMark.place(xMarks, on: x, width: width)
    frame.top += PlacedMark.height(upright)
    frame.bottom = frame.top + height
    let y = AxisScale(covering: scale.y.ends, from: frame.bottom, to: frame.top)
    return Plan(x: x, y: y, frame: frame, upright: upright, markWidth: markWidth)
  }

  var drawing: SVG {
    let width = 760.0
    var head = SVG(panelOf: width)
    head.height = head.key(key, at: 0)
    let plan = plan(panelScale, width: width, top: 50 + head.height, height: 320, isPanel: false)
    var svg = SVG(width: width, height: plan.frame.bottom + 56, title: title)
    svg.place(head, at: 0, 36)
    svg.leftAxis(plan.y, plan.frame, name: yAxis)
    svg.bottomAxis(plan.x, plan.frame, name: xAxis)
    draw(plan, &svg)
    return svg
  }

  private func draw(_ plan: Plan, _ svg: inout SVG) {
    let (x, y, frame) = (plan.x, plan.y, plan.frame)
    let drawn = finiteSeries
    svg.line(frame.left, y.position(0), frame.right, y.position(0), .muted, width: 1.5)
    svg.line(x.position(0), frame.top, x.position(0), frame.bottom, .muted, width: 1.5)
    svg.marks(plan.upright, frame)
    for mark in yMarks where y.domain.contains(mark.value) {
      let py = y.position(mark.value)
      svg.line(frame.left, py, frame.right, py, .ink, dashed: true)
    }
    svg.endLabels(
      yMarks.filter { y.domain.contains($0.value) }
        .map { (y.position($0.value), $0.label, .ink, false) }, frame, width: plan.markWidth)
    draw(drawn, x, y, frame, &svg)
    if !drawn.contains(where: { !$0.points.isEmpty }) {
      svg.text("no data", frame.middle.x, frame.middle.y - 12, .muted, anchor: .middle)
    }
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
}

extension ScatterChart: Paneled {
  var likeness: [String] { ["scatter", title, xAxis, yAxis] }
  var names: (x: String, y: String) { (xAxis, yAxis) }
  var panelScale: PanelScale {
    PanelScale(x: .covering(values(\.x, xMarks)), y: .covering(values(\.y, yMarks)))
  }
  var key: [SVG.KeyEntry] { finiteSeries.map { .init(name: $0.series.name, role: $0.role) } }

  /// Points have labels that need room.
  func fits(_ width: Double) -> Bool { width >= 350 }

  func panel(_ layout: PanelLayout) -> SVG {
    var svg = SVG(panelOf: layout.width, name: layout.name)
    let top = layout.drawHead(of: self, on: &svg)
    let plan = plan(layout.scale, width: layout.width, top: top + 10, height: 210, isPanel: true)
    svg.leftAxis(plan.y, plan.frame)
    svg.bottomAxis(plan.x, plan.frame)
    draw(plan, &svg)
    svg.height = plan.frame.bottom + 30
    return svg
  }
}

/// Lower and upper bound; none where the interval is not finite.
private func finiteBounds(_ estimate: Estimate) -> [Double] {
  estimate.interval.isFinite ? [estimate.interval.lower, estimate.interval.upper] : []
}
