/// One chart of several models as one figure: a panel each, so that they can be compared at a glance.
///
/// The models that are studied share one scale of values. An instrument, whose numbers were planted and
/// are not compared with theirs, shares it too unless that would hide what one of the two shows
/// (`PanelScale.isOfAnotherOrder`); then it has a scale of its own, and the figure says so. What lies along
/// a horizontal axis (layers, coefficients) is each panel's own.
struct SmallMultiples {
  struct Panel {
    let name: String
    let isInstrument: Bool
    let chart: any Paneled
  }

  private let panels: [Panel]
  private let first: any Paneled

  /// Nil for fewer than two, and for charts that are not alike.
  init?(_ panels: [(name: String, isInstrument: Bool, chart: Chart)]) {
    let known = panels.compactMap { name, isInstrument, chart in
      chart.paneled.map { Panel(name: name, isInstrument: isInstrument, chart: $0) }
    }
    guard panels.count > 1, known.count == panels.count,
      known.allSatisfy({ $0.chart.likeness == known[0].chart.likeness })
    else { return nil }
    self.panels = known.filter { !$0.isInstrument } + known.filter(\.isInstrument)
    first = known[0].chart
  }

  /// As wide as a page has room for; other figures are a little narrower.
  private static let width = 820.0
  private static let right = 8.0

  var drawing: SVG {
    let names = self.names
    let left = names.y.isEmpty ? 16.0 : 34
    let rows = drawnRows(in: Self.width - left - Self.right)
    let head = head
    var y = 38 + head.height
    let tops = rows.map { row -> Double in
      defer { y += (row.map(\.height).max() ?? 0) + 8 }
      return y
    }
    let bottom = y - 8
    var svg = SVG(
      width: Self.width, height: bottom + (names.x.isEmpty ? 8 : 26) + (note == nil ? 0 : 20),
      title: first.title)
    svg.place(head, at: 8, 38)
    for (row, top) in zip(rows, tops) {
      var x = left
      for panel in row {
        svg.place(panel, at: x, top)
        x += panel.width
      }
    }
    let frame = PlotFrame(
      left: left, right: Self.width - Self.right, top: 38 + head.height, bottom: bottom)
    if !names.y.isEmpty { svg.rotatedName(names.y, frame, ceiling: frame.top) }
    if !names.x.isEmpty {
      svg.text(
        SVG.fitted(names.x, to: Self.width - 32), frame.middle.x, bottom + 12, .ink, anchor: .middle
      )
    }
    if let note {
      svg.text(
        SVG.fitted(note, to: Self.width - 32), frame.middle.x, svg.height - 12, .muted,
        anchor: .middle)
    }
    return svg
  }

  // MARK: - What panels share

  /// The longest, since one of them may have more to say (`△: beyond the axis`).
  private var names: (x: String, y: String) {
    panels.map(\.chart.names).max { $0.x.utf8.count < $1.x.utf8.count } ?? ("", "")
  }

  private var sharedScale: PanelScale {
    let studied = panels.filter { !$0.isInstrument }.map(\.chart.panelScale)
    let scale = (studied.isEmpty ? panels.map(\.chart.panelScale) : studied)
      .reduce(PanelScale()) { $0.union($1) }
    return panels.filter { $0.isInstrument && !hasOwnScale($0, beside: scale) }
      .reduce(scale) { $0.union($1.chart.panelScale) }
  }

  private func hasOwnScale(_ panel: Panel, beside scale: PanelScale) -> Bool {
    panel.isInstrument && panel.chart.panelScale.isOfAnotherOrder(than: scale)
  }

  private func scale(of panel: Panel) -> PanelScale {
    hasOwnScale(panel, beside: sharedScale) ? panel.chart.panelScale : sharedScale
  }

  private var note: String? {
    let others = panels.filter { hasOwnScale($0, beside: sharedScale) }.map(\.name)
    return others.isEmpty ? nil : "\(others.joined(separator: ", ")): on a scale of its own"
  }

  private var sharesHead: Bool { panels.allSatisfy { $0.chart.key == first.key } }

  /// What colors stand for, where that is the same in all panels.
  private var head: SVG {
    var head = SVG(panelOf: Self.width - 16)
    if sharesHead { head.height = first.drawHead(sharedScale, on: &head, at: 0, from: 8) }
    return head
  }

  // MARK: - Where panels stand

  /// Three beside one another, or as many as show what a whole figure does.
  private func drawnRows(in width: Double) -> [[SVG]] {
    let labelWidth = min(
      250, panels.flatMap(\.chart.rowLabels).map { SVG.width(of: $0) }.max().map { $0 + 2 } ?? 0)
    func rows(_ columns: Int) -> [ArraySlice<Panel>] {
      stride(from: 0, to: panels.count, by: columns).map {
        panels[$0..<min($0 + columns, panels.count)]
      }
    }
    /// Room for a panel, names of rows apart; those stand once where they are the same.
    func room(_ columns: Int) -> Double {
      let isShared = rows(columns).allSatisfy { row in
        row.allSatisfy { $0.chart.rowLabels == row.first?.chart.rowLabels }
      }
      return isShared
        ? (width - labelWidth) / Double(columns) : width / Double(columns) - labelWidth
    }
    // One that is alone in its row has all of the row to its right.
    func crowded(_ columns: Int) -> [Panel] {
      rows(columns).filter { columns == 1 || $0.count > 1 }.flatMap(\.self)
    }
    let most = min(3, panels.count)
    let fitting = (1...most).last { n in crowded(n).allSatisfy { $0.chart.fits(room(n)) } } ?? 1
    // As many rows as that takes, and no row emptier than it has to be.
    let rowCount = (panels.count + fitting - 1) / fitting
    let columns = (panels.count + rowCount - 1) / rowCount
    let textWidth = crowded(columns).map(\.chart.textWidth).max() ?? 0
    return rows(columns).map { row in
      row.enumerated().map { index, panel in
        let isLabelled = index == 0 || panel.chart.rowLabels != row.first?.chart.rowLabels
        let labels = isLabelled ? labelWidth : 0
        let scale = scale(of: panel)
        return panel.chart.panel(
          PanelLayout(
            name: panel.name, isInstrument: panel.isInstrument, width: labels + room(columns),
            labelWidth: labels, textWidth: textWidth, scale: scale,
            hasHead: !sharesHead || drawsOwnHead(panel, scale)))
      }
    }
  }

  /// Whether its colors stand for other numbers than those of the figure's head.
  private func drawsOwnHead(_ panel: Panel, _ scale: PanelScale) -> Bool {
    panel.chart is HeatMap && scale != sharedScale
  }
}
