import Reporting
import Statistics

extension Calibration {
  /// Share of SUPPORTED against the true effect: the operating characteristic of the four claims.
  func operatingCharacteristic() throws -> Chart {
    let shown = points.map(\.claim).filter { "S01" <= $0 && $0 < "S05" }
    let claims = shown.indices.filter { shown.firstIndex(of: shown[$0]) == $0 }.map { shown[$0] }
    return .lines(
      LineChart(
        title: "SUPPORTED by the size of the true effect", xAxis: "true effect, in units of δ",
        yAxis: "SUPPORTED (%)",
        series: try claims.map { claim in
          let nothing = unplanted.supporting.first { $0.name == claim }
          let mine = points.filter { $0.claim == claim }
          return LineChart.Series(
            claim,
            try (nothing.map { [LineChart.Point(0, try share($0.count, of: models))] } ?? [])
              + mine.map { .init($0.wanted, try share($0.supported, of: $0.models)) })
        }, marks: .whiskers))
  }

  /// Share of intervals that hold the truth, contrast by contrast, beside those that ignore clusters.
  func coverageChart() throws -> Chart {
    .forest(
      ForestChart(
        title: "90 % intervals that hold the truth", axis: "intervals that hold the truth (%)",
        rows: try coverage.flatMap { one in
          [
            ForestChart.Row(
              one.contrast, try share(one.held, of: one.samples),
              text: "\(one.held) of \(one.samples)")
          ]
            + (one.items > one.clusters
              ? [
                ForestChart.Row(
                  "clusters ignored", try share(one.heldByItems, of: one.samples),
                  text: "\(one.heldByItems) of \(one.samples)", isMuted: true)
              ] : [])
        }, limits: Interval(lower: 40, upper: 100, confidence: 0.95)))
  }
}

/// A share in per cent with its exact 95 % interval.
func share(_ count: Int, of total: Int) throws -> Estimate {
  let share = try clopperPearson(successes: count, trials: total, confidence: 0.95)
  return Estimate(
    value: 100 * share.value,
    interval: Interval(
      lower: 100 * share.interval.lower, upper: 100 * share.interval.upper, confidence: 0.95))
}
