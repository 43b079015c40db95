/// Where a chart's data lie, in pixels.
struct PlotFrame {
  var left: Double
  var right: Double
  var top: Double
  var bottom: Double

  var middle: (x: Double, y: Double) { ((left + right) / 2, (top + bottom) / 2) }
}

extension SVG {
  /// Room that a vertical axis needs at the left of the frame for its name and its numbers.
  static func leftMargin(_ y: AxisScale, hasName: Bool = true) -> Double {
    (hasName ? 40 : 16) + (y.ticks.map { width(of: $0.label) }.max() ?? 0)
  }

  /// The horizontal axis below a frame, with its name; where numbers would touch, every second or
  /// third is left out. Without a name there is room to keep the numbers clear of the vertical axis's.
  mutating func bottomAxis(_ x: AxisScale, _ frame: PlotFrame, name: String? = nil) {
    let step = Self.labelStep(x.ticks.map { (x.position($0.value), Self.width(of: $0.label)) })
    for (index, tick) in x.ticks.enumerated() {
      let px = x.position(tick.value)
      line(px, frame.bottom, px, frame.bottom + 5, .muted)
      if index.isMultiple(of: step) {
        text(tick.label, px, frame.bottom + (name == nil ? 21.5 : 20), .muted, anchor: .middle)
      }
    }
    line(frame.left, frame.bottom, frame.right, frame.bottom, .muted)
    guard let name else { return }
    let room = 2 * min(frame.middle.x - 16, width - 16 - frame.middle.x)
    text(
      Self.fitted(name, to: room), frame.middle.x, frame.bottom + 42, .ink, anchor: .middle)
  }

  /// The vertical axis with a line across the frame for every number.
  mutating func leftAxis(_ y: AxisScale, _ frame: PlotFrame, name: String? = nil) {
    for tick in y.ticks {
      let py = y.position(tick.value)
      line(frame.left, py, frame.right, py, .grid)
      text(tick.label, frame.left - 8, py + 4.5, .muted, anchor: .end)
    }
    if let name { rotatedName(name, frame) }
  }

  /// The name of what runs downwards, at the panel's left edge, beside the frame's middle where it
  /// fits between `ceiling` and the panel's foot.
  mutating func rotatedName(_ name: String, _ frame: PlotFrame, ceiling: Double = 36) {
    let name = Self.fitted(name, to: height - 12 - ceiling)
    let half = Self.width(of: name) / 2
    let y = min(max(frame.middle.y, ceiling + half), height - 12 - half)
    text(name, 20, y, .ink, anchor: .middle, rotated: true)
  }

  /// How many labels to step over so that none comes within 4 pixels of the next.
  static func labelStep(_ labels: [(center: Double, width: Double)]) -> Int {
    var step = 1
    while step < labels.count {
      let kept = stride(from: 0, to: labels.count, by: step).map { labels[$0] }
      let isClear = zip(kept, kept.dropFirst()).allSatisfy {
        abs($1.center - $0.center) - ($0.width + $1.width) / 2 >= 4
      }
      if isClear { return step }
      step += 1
    }
    return step
  }

  /// Upright dashed lines with their names in rows above the frame.
  mutating func marks(_ marks: [PlacedMark], _ frame: PlotFrame) {
    for mark in marks {
      line(mark.x, frame.top, mark.x, frame.bottom, .ink, dashed: true)
      text(
        mark.label, mark.labelX, frame.top - 6 - PlacedMark.rowHeight * Double(mark.row), .ink,
        anchor: .middle)
    }
  }

  /// Texts at the right of a frame, each as near to its height as the others allow.
  mutating func endLabels(
    _ labels: [(y: Double, text: String, role: Role, isBold: Bool)], _ frame: PlotFrame,
    width: Double
  ) {
    // Ties keep the order given.
    let sorted = labels.enumerated().sorted { ($0.1.y, $0.0) < ($1.1.y, $1.0) }.map(\.element)
    let gap = 17.0
    var places: [Double] = []
    for label in sorted { places.append(max(label.y, (places.last ?? frame.top - gap) + gap)) }
    if (places.last ?? 0) > frame.bottom {
      for index in places.indices.reversed() {
        let limit = index + 1 < places.count ? places[index + 1] - gap : frame.bottom
        places[index] = min(places[index], limit)
      }
    }
    for (place, label) in zip(places, sorted) {
      text(
        Self.fitted(label.text, to: width / (label.isBold ? Self.bold : 1)), frame.right + 12,
        place + 4.5, label.role, bold: label.isBold)
    }
  }
}

/// A mark of the horizontal axis with the row its label stands in, 0 being the lowest.
struct PlacedMark {
  let label: String
  let x: Double
  let labelX: Double
  let row: Int

  static let rowHeight = 17.0

  /// Those on the axis, in as few rows as keep the labels apart.
  static func place(_ marks: [AxisMark], on x: AxisScale, width: Double) -> [PlacedMark] {
    var ends: [Double] = []
    return marks.filter { x.domain.contains($0.value) }
      .enumerated().sorted { ($0.1.value, $0.0) < ($1.1.value, $1.0) }
      .map { _, mark in
        let label = SVG.fitted(mark.label, to: 240)
        let half = SVG.width(of: label) / 2
        let px = x.position(mark.value)
        let labelX = min(max(px, 16 + half), width - 16 - half)
        let row = ends.firstIndex { $0 + 6 <= labelX - half } ?? ends.count
        if row == ends.count { ends.append(0) }
        ends[row] = labelX + half
        return PlacedMark(label: label, x: px, labelX: labelX, row: row)
      }
  }

  /// Height of the rows above the frame.
  static func height(_ marks: [PlacedMark]) -> Double {
    (marks.map { Double($0.row) + 1 }.max() ?? 0) * rowHeight
  }
}
