import Claims
import Formatting
import Statistics

extension HeatMap {
  /// Where the cells lie, and what is printed in them.
  private struct Plan {
    let frame: PlotFrame
    let cellWidth: Double
    let rowHeight: Double
    let texts: [[CellText]]?
    let labels: ColumnLabels
    let labelHeight: Double
  }

  private func plan(left: Double, top: Double, width: Double) -> Plan {
    let cellWidth = min(140, width / Double(max(1, columns.count)))
    let texts = printed(in: cellWidth).map(texts)
    let hasIntervals = texts?.contains { $0.contains { !$0.interval.isEmpty } } ?? false
    let rowHeight = hasIntervals ? 42.0 : texts == nil ? 18 : 26
    let (labels, labelHeight) = columnLabels(cellWidth)
    let frame = PlotFrame(
      left: left, right: left + cellWidth * Double(columns.count), top: top,
      bottom: top + rowHeight * Double(max(1, rows.count)))
    return Plan(
      frame: frame, cellWidth: cellWidth, rowHeight: rowHeight, texts: texts, labels: labels,
      labelHeight: labelHeight)
  }

  private var labelWidth: Double { min(220, rows.map { SVG.width(of: $0.label) }.max() ?? 0) }

  private func tints(_ scale: PanelScale) -> Tints {
    let values = rows.flatMap { $0.cells.map(\.value) }
    guard let range = scale.y else { return Tints(self.scale, of: values) }
    return switch self.scale {
    case .diverging: Tints(.diverging(limit: range.upperBound), of: values)
    case .sequential: Tints(.sequential(range), of: values)
    }
  }

  var drawing: SVG {
    let width = 760.0
    let left = 40 + labelWidth + 8
    let top = 44 + Tints.legendHeight
    let plan = plan(left: left, top: top, width: width - 16 - left)
    var svg = SVG(width: width, height: plan.frame.bottom + plan.labelHeight + 40, title: title)
    let tints = tints(PanelScale())
    tints.drawLegend(quantity, mark: mark, at: 44, on: &svg)
    svg.rotatedName(rowAxis, plan.frame, ceiling: top - 8)
    draw(plan, tints, labelWidth: labelWidth, &svg)
    let name = SVG.fitted(columnAxis, to: width - 64)
    let half = SVG.width(of: name) / 2
    svg.text(
      name, min(max(plan.frame.middle.x, 40 + half), width - 16 - half),
      plan.frame.bottom + plan.labelHeight + 24, .ink, anchor: .middle)
    if rows.isEmpty || columns.isEmpty {
      svg.text("no data", width / 2, top + 13, .muted, anchor: .middle)
    }
    return svg
  }

  /// - Parameter labelWidth: room for the rows' names at the left; 0 for none.
  private func draw(_ plan: Plan, _ tints: Tints, labelWidth: Double, _ svg: inout SVG) {
    let (frame, cellWidth, rowHeight) = (plan.frame, plan.cellWidth, plan.rowHeight)
    for (r, row) in rows.enumerated() {
      let y = frame.top + rowHeight * Double(r)
      if labelWidth > 0 {
        svg.text(
          SVG.fitted(row.label, to: labelWidth), frame.left - 8, y + rowHeight / 2 + 4.5, .ink,
          anchor: .end)
      }
      for (c, cell) in row.cells.enumerated() {
        let x = frame.left + cellWidth * Double(c)
        if let (role, opacity) = tints[cell.value] {
          svg.tint(x, y, cellWidth, rowHeight, role, opacity: opacity)
        } else {
          svg.text("–", x + cellWidth / 2, y + rowHeight / 2 + 4.5, .muted, anchor: .middle)
        }
        if let text = plan.texts?[r][c] { draw(text, x + cellWidth / 2, y, rowHeight, &svg) }
        svg.value(hover(cell, row.label, columns[c]), over: x, y, cellWidth, rowHeight)
      }
    }
    drawGrid(frame, cellWidth, rowHeight, &svg)
    draw(plan.labels, under: frame, cellWidth, &svg)
  }

  private func hover(_ cell: Cell, _ row: String, _ column: String) -> String {
    let number = cell.interval.map { Estimate(value: cell.value, interval: $0).shown }
    return "\(rowAxis) \(row), \(columnAxis) \(column): \(quantity)"
      + " = \(number ?? Formatted.number(cell.value))"
      + (cell.isMarked ? "; \(mark ?? "framed")" : "")
  }

  private func draw(
    _ text: CellText, _ x: Double, _ y: Double, _ rowHeight: Double, _ svg: inout SVG
  ) {
    let middle = y + rowHeight / 2
    if text.interval.isEmpty {
      if !text.value.isEmpty { svg.text(text.value, x, middle + 4.5, .ink, anchor: .middle) }
    } else {
      svg.text(text.value, x, middle - 3.5, .ink, anchor: .middle)
      svg.text(text.interval, x, middle + 13, .ink, anchor: .middle, size: Self.small)
    }
  }

  private func drawGrid(
    _ frame: PlotFrame, _ cellWidth: Double, _ rowHeight: Double, _ svg: inout SVG
  ) {
    guard !rows.isEmpty, !columns.isEmpty else { return }
    for r in 0...rows.count {
      let y = frame.top + rowHeight * Double(r)
      svg.line(frame.left, y, frame.right, y, .grid)
    }
    // Between narrow cells lines would be most of what is seen.
    for c in 0...columns.count where cellWidth >= 10 || c == 0 || c == columns.count {
      let x = frame.left + cellWidth * Double(c)
      svg.line(x, frame.top, x, frame.bottom, .grid)
    }
    for (r, row) in rows.enumerated() {
      for (c, cell) in row.cells.enumerated() where cell.isMarked {
        svg.frame(
          frame.left + cellWidth * Double(c) + 1.5, frame.top + rowHeight * Double(r) + 1.5,
          cellWidth - 3, rowHeight - 3, .ink, stroke: 2)
      }
    }
  }

  private enum ColumnLabels {
    case level([String])
    /// Upright, every so many of them.
    case upright([String], step: Int)
  }

  /// Upright where they are too long to stand side by side.
  private func columnLabels(_ cellWidth: Double) -> (ColumnLabels, height: Double) {
    let widest = columns.map { SVG.width(of: $0) }.max() ?? 0
    if widest + 4 <= cellWidth { return (.level(columns), 22) }
    let fitted = columns.map { SVG.fitted($0, to: 110) }
    let longest = fitted.map { SVG.width(of: $0) }.max() ?? 0
    return (.upright(fitted, step: max(1, Int((17 / cellWidth).rounded(.up)))), longest + 12)
  }

  private func draw(
    _ labels: ColumnLabels, under frame: PlotFrame, _ cellWidth: Double, _ svg: inout SVG
  ) {
    func center(_ column: Int) -> Double { frame.left + cellWidth * (Double(column) + 0.5) }
    switch labels {
    case .level(let texts):
      for (c, text) in texts.enumerated() {
        svg.text(text, center(c), frame.bottom + 18, .ink, anchor: .middle)
      }
    case .upright(let texts, let step):
      for (c, text) in texts.enumerated() where c.isMultiple(of: step) {
        svg.text(text, center(c) + 4.5, frame.bottom + 8, .ink, anchor: .end, rotated: true)
      }
    }
  }
}

extension HeatMap: Paneled {
  var likeness: [String] {
    let kind = if case .diverging = scale { "diverging" } else { "sequential" }
    return ["heat map", title, rowAxis, columnAxis, quantity, mark ?? "", kind]
  }
  var names: (x: String, y: String) { (columnAxis, rowAxis) }
  var key: [SVG.KeyEntry] { [] }
  var rowLabels: [String] { rows.map(\.label) }

  /// What its colors cover on a scale of its own.
  var panelScale: PanelScale {
    PanelScale(y: Tints(scale, of: rows.flatMap { $0.cells.map(\.value) }).range)
  }

  func drawHead(
    _ scale: PanelScale, on svg: inout SVG, at top: Double, from left: Double
  ) -> Double {
    tints(scale).drawLegend(quantity, mark: mark, at: top, from: left, on: &svg)
    return Tints.legendHeight
  }

  /// What the numbers are the figure has said; here stands which of them the fullest tints are.
  func drawOwnHead(
    _ scale: PanelScale, on svg: inout SVG, at top: Double, from left: Double
  ) -> Double {
    tints(scale).drawLegend(nil, mark: nil, at: top, from: left, on: &svg)
    return Tints.legendHeight
  }

  func fits(_ width: Double) -> Bool {
    func printed(_ width: Double) -> Print? {
      self.printed(in: min(140, width / Double(max(1, columns.count))))
    }
    return printed(width - 24) == printed(760 - 64 - labelWidth)
  }

  func panel(_ layout: PanelLayout) -> SVG {
    var svg = SVG(panelOf: layout.width, name: layout.name)
    let top = layout.drawHead(of: self, on: &svg) + 2
    let left = layout.labelWidth + 8
    let plan = plan(left: left, top: top, width: layout.width - left - 16)
    draw(plan, tints(layout.scale), labelWidth: layout.labelWidth, &svg)
    svg.height = plan.frame.bottom + plan.labelHeight + 8
    return svg
  }
}
