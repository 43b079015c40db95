import Claims
import Statistics

extension Interval {
  var isFinite: Bool { lower.isFinite && upper.isFinite }
}

extension ForestChart {
  var svg: String {
    let (width, rowHeight, top) = (760.0, 28.0, 62.0)
    let texts = rows.map { $0.text ?? Formatted.estimate($0.estimate) }
    let labelWidth = min(250, rows.map { SVG.width(of: $0.label) }.max() ?? 0)
    let textWidth = min(250, texts.map { SVG.width(of: $0) }.max() ?? 0)
    let (left, right) = (16 + labelWidth + 18, width - textWidth - 32)
    let bottom = top + rowHeight * Double(max(1, rows.count))
    let height = bottom + 56

    let bounds = rows.flatMap {
      [$0.estimate.value, $0.estimate.interval.lower, $0.estimate.interval.upper]
    }
    let x = AxisScale(
      covering: limits.map { [$0.lower, $0.upper] } ?? bounds + [0]
        + (threshold.map { [$0] } ?? []),
      from: left, to: right, padded: limits == nil)

    var svg = SVG(width: width, height: height, title: title)
    for tick in x.ticks {
      let px = x.position(tick.value)
      svg.line(px, top, px, bottom, .grid)
      svg.text(tick.label, px, bottom + 18, .muted, anchor: .middle)
    }
    svg.line(left, bottom, right, bottom, .muted)
    if x.domain.contains(0) {
      svg.line(x.position(0), top, x.position(0), bottom, .muted, width: 1.5)
    }
    if let threshold, x.domain.contains(threshold) {
      let px = x.position(threshold)
      svg.line(px, top - 4, px, bottom, .ink, dashed: true)
      svg.text("δ", px, top - 9, .ink, anchor: .middle)
    }
    svg.text(axis, (left + right) / 2, height - 14, .ink, anchor: .middle)

    for (index, row) in rows.enumerated() {
      let py = top + rowHeight * (Double(index) + 0.5)
      svg.text(SVG.fitted(row.label, to: labelWidth), 16, py + 4.5, .ink)
      svg.text(SVG.fitted(texts[index], to: textWidth), right + 16, py + 4.5, .ink)
      draw(row, at: py, on: x, &svg)
    }
    if rows.isEmpty { svg.text("no data", (left + right) / 2, top + 18, .muted, anchor: .middle) }
    return svg.source
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
    if x.domain.contains(value) { svg.circle(x.position(value), py, 4.5, role) }
  }
}

extension Chart {
  /// The findings' contrasts in units of each claim's own δ, so that claims of different units stand
  /// on one axis. Nil when nothing was measured.
  static func verdicts(_ title: String, _ findings: [Finding], instruments: Set<String>) -> Chart? {
    let rows = findings.flatMap { finding -> [ForestChart.Row] in
      guard let delta = finding.threshold, delta > 0 else { return [] }
      return finding.contrasts.enumerated().map { index, contrast in
        let interval = contrast.estimate.interval
        let scaled = Estimate(
          value: contrast.estimate.value / delta,
          interval: Interval(
            lower: interval.lower / delta, upper: interval.upper / delta,
            confidence: interval.confidence))
        let name = finding.contrasts.count > 1 ? " · \(contrast.name)" : ""
        return ForestChart.Row(
          "\(finding.claim.id) · \(finding.engine)\(name)", scaled,
          text: index == 0 ? "\(finding.verdict)" : "",
          isMuted: instruments.contains(finding.engine))
      }
    }
    guard !rows.isEmpty else { return nil }
    // Beyond ten δ nothing is learnt from the length of the axis.
    let bounds = rows.flatMap { [$0.estimate.interval.lower, $0.estimate.interval.upper] }
    let limits = Interval(
      lower: max(-10, min(-1, bounds.min() ?? 0)), upper: min(10, max(2, bounds.max() ?? 0)),
      confidence: 1)
    return .forest(
      ForestChart(
        title: title, axis: "effect in units of δ, the smallest effect of interest", rows: rows,
        threshold: 1, limits: limits))
  }
}
