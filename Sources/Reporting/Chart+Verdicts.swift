import Claims
import Formatting
import Statistics

extension Chart {
  /// Beyond ten δ nothing is learnt from the length of an axis.
  private static let widestVerdict = 10.0

  /// The findings' contrasts in units of each claim's own δ, so that claims of different units stand
  /// on one axis. Nil when nothing was measured.
  ///
  /// - Parameter decisiveOnly: of claims with several contrasts, only the one that decides.
  static func verdicts(
    _ title: String, _ findings: [Finding], instruments: Set<String>, decisiveOnly: Bool = false
  ) -> Chart? {
    let widest = widestVerdict
    let rows = findings.flatMap { finding -> [ForestChart.Row] in
      guard let delta = finding.threshold, delta > 0 else { return [] }
      let contrasts = decisiveOnly ? [finding.decisive].compactMap(\.self) : finding.contrasts
      return contrasts.enumerated().map { index, contrast in
        let interval = contrast.estimate.interval
        let scaled = Estimate(
          value: contrast.estimate.value / delta,
          interval: Interval(
            lower: interval.lower / delta, upper: interval.upper / delta,
            confidence: interval.confidence))
        let name = finding.contrasts.count > 1 ? " · \(contrast.name)" : ""
        // What cannot be seen on the axis is written beside it.
        let size = scaled.value.magnitude > widest ? "\(Formatted.number(scaled.value)) δ" : ""
        let text = [index == 0 ? "\(finding.verdict)" : "", size].filter { !$0.isEmpty }
        return ForestChart.Row(
          "\(finding.engine)\(name)", scaled,
          text: text.joined(separator: ", "), isMuted: instruments.contains(finding.engine),
          isHollow: finding.verdict == .notTestable,
          group: "\(finding.claim.id) \(finding.claim.hypothesis)")
      }
    }
    guard !rows.isEmpty else { return nil }
    let bounds = rows.flatMap { [$0.estimate.interval.lower, $0.estimate.interval.upper] }
    let (low, high) = (min(-1, bounds.min() ?? 0), max(2, bounds.max() ?? 0))
    let limits = Interval(lower: max(-widest, low), upper: min(widest, high), confidence: 1)
    let notes = [
      low < -widest || high > widest
        ? "cut at \(Formatted.number(widest)) δ, where an arrow goes on" : nil,
      rows.contains(where: \.isHollow) ? "ring: NOT TESTABLE" : nil,
    ].compactMap(\.self)
    return .forest(
      ForestChart(
        title: title, axis: (["effect in units of δ"] + notes).joined(separator: "; "), rows: rows,
        threshold: 1, limits: limits))
  }
}
