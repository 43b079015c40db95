import Claims
import Formatting
import Statistics

extension Interval {
  var isFinite: Bool { lower.isFinite && upper.isFinite }
}

extension Estimate {
  /// With its interval, where it has one.
  var shown: String {
    interval.isFinite ? Formatted.estimate(self) : Formatted.number(value)
  }
}

extension ForestChart {
  var drawing: SVG {
    let (width, top) = (760.0, 62.0)
    let rowHeight = rows.count > 20 ? 22.0 : 28
    // With headings nothing has to say what a row is about, and all of what it says is shown.
    let isGrouped = rows.contains { $0.group != nil }
    let labelWidth = min(isGrouped ? 330 : 250, rows.map { SVG.width(of: $0.label) }.max() ?? 0)
    let headings = rows.indices.map { index -> [String] in
      guard let group = rows[index].group, index == 0 || rows[index - 1].group != group else {
        return []
      }
      return SVG.wrapped(group, to: (width - 40) / SVG.bold)
    }
    // Lines of text above each row, those of headings included, from the top.
    let linesAbove = headings.indices.map { index in
      headings[...index].reduce(0) { $0 + $1.count } + index
    }
    let lineCount = max(1, rows.count + headings.reduce(0) { $0 + $1.count })
    let frame = PlotFrame(
      left: 16 + labelWidth + 18, right: width - textWidth - 32, top: top,
      bottom: top + rowHeight * Double(lineCount))

    let x = AxisScale(
      covering: panelScale.x.ends, from: frame.left, to: frame.right, padded: limits == nil)

    var svg = SVG(width: width, height: frame.bottom + 56, title: title)
    drawAxis(x, frame, name: axis, &svg)
    for (index, row) in rows.enumerated() {
      let py = top + rowHeight * (Double(linesAbove[index]) + 0.5)
      for (line, heading) in headings[index].enumerated() {
        let above = Double(headings[index].count - line)
        // No line of the axis runs through the words.
        svg.tint(
          8, py - rowHeight * (above + 0.5), width - 16, rowHeight, .panel, opacity: 1)
        svg.text(heading, 16, py + 4.5 - above * rowHeight + 3, .ink, bold: true)
      }
      svg.text(SVG.fitted(row.label, to: labelWidth), 16, py + 4.5, .ink)
      svg.text(SVG.fitted(texts[index], to: textWidth), frame.right + 16, py + 4.5, .ink)
      draw(row, at: py, on: x, &svg)
      svg.value(hover(row), over: 8, py - rowHeight / 2, width - 16, rowHeight)
    }
    if rows.isEmpty { svg.text("no data", frame.middle.x, top + 18, .muted, anchor: .middle) }
    return svg
  }

  private func hover(_ row: Row) -> String { "\(row.label): \(row.estimate.shown)" }

  /// The axis with its lines through the frame: its numbers, 0 and δ.
  private func drawAxis(
    _ x: AxisScale, _ frame: PlotFrame, name: String? = nil, _ svg: inout SVG
  ) {
    for tick in x.ticks {
      let px = x.position(tick.value)
      svg.line(px, frame.top, px, frame.bottom, .grid)
    }
    svg.bottomAxis(x, frame, name: name)
    if x.domain.contains(0) {
      svg.line(x.position(0), frame.top, x.position(0), frame.bottom, .muted, width: 1.5)
    }
    if let threshold, x.domain.contains(threshold) {
      let px = x.position(threshold)
      svg.line(px, frame.top - 4, px, frame.bottom, .ink, dashed: true)
      svg.text(threshold < 0 ? "−δ" : "δ", px, frame.top - 9, .ink, anchor: .middle)
    }
  }

  private func draw(_ row: Row, at py: Double, on x: AxisScale, _ svg: inout SVG) {
    let role: SVG.Role = row.isMuted ? .null : .first
    let (value, interval) = (row.estimate.value, row.estimate.interval)
    guard value.isFinite, interval.isFinite else { return }
    svg.line(x.position(interval.lower), py, x.position(interval.upper), py, role, width: 2)
    for (bound, inward) in [(interval.lower, 1.0), (interval.upper, -1.0)] {
      let px = x.position(bound)
      if x.domain.contains(bound) {
        svg.line(px, py - 5, px, py + 5, role, width: 2)
      } else {
        // The interval goes on beyond the axis.
        let outward = bound < x.domain.lowerBound ? -1.0 : 1.0
        if outward == -inward {
          svg.polygon(
            [(px + 8 * outward, py), (px, py - 5), (px, py + 5)], role)
        }
      }
    }
    guard x.domain.contains(value) else { return }
    if row.isHollow {
      svg.ring(x.position(value), py, 5, role)
    } else {
      svg.circle(x.position(value), py, 4.5, role)
    }
  }
}

extension ForestChart: Paneled {
  private var texts: [String] { rows.map { $0.text ?? Formatted.estimate($0.estimate) } }
  var textWidth: Double { min(230, texts.map { SVG.width(of: $0) }.max() ?? 0) }

  var likeness: [String] { ["forest", title, axis] }
  var names: (x: String, y: String) { (axis, "") }
  var key: [SVG.KeyEntry] { [] }
  var rowLabels: [String] { rows.map(\.label) }
  var panelScale: PanelScale {
    if let limits { return PanelScale(x: .covering([limits.lower, limits.upper])) }
    let bounds = rows.flatMap {
      [$0.estimate.value, $0.estimate.interval.lower, $0.estimate.interval.upper]
    }
    return PanelScale(x: .covering(bounds + [0] + (threshold.map { [$0] } ?? [])))
  }

  func fits(_ width: Double) -> Bool { width - textWidth - 36 >= 110 }

  func panel(_ layout: PanelLayout) -> SVG {
    let rowHeight = 22.0
    var svg = SVG(panelOf: layout.width, name: layout.name)
    let top = layout.drawHead(of: self, on: &svg) + (threshold == nil ? 6 : 22)
    let frame = PlotFrame(
      left: layout.labelWidth + 12, right: layout.width - layout.textWidth - 24, top: top,
      bottom: top + rowHeight * Double(max(1, rows.count)))
    let x = AxisScale(
      covering: layout.scale.x.ends, from: frame.left, to: frame.right, tickCount: 4,
      padded: limits == nil)
    drawAxis(x, frame, &svg)
    for (index, row) in rows.enumerated() {
      let py = top + rowHeight * (Double(index) + 0.5)
      if layout.labelWidth > 0 {
        svg.text(SVG.fitted(row.label, to: layout.labelWidth), 0, py + 4.5, .ink)
      }
      svg.text(SVG.fitted(texts[index], to: textWidth), frame.right + 10, py + 4.5, .ink)
      draw(row, at: py, on: x, &svg)
      svg.value(hover(row), over: 0, py - rowHeight / 2, layout.width, rowHeight)
    }
    svg.height = frame.bottom + 30
    return svg
  }
}
