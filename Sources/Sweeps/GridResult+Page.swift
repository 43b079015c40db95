import Claims
import Formatting
import Reporting

extension GridResult {
  /// `sweep.md` with its figure: a pure function of what was measured.
  ///
  /// - Parameters:
  ///   - vector, model: what they are called, and their hashes.
  public func files(vector: String, model: String) throws -> [ReportFile] {
    let coefficients = Array(Set(doses.map(\.point.coefficient))).sorted()
    let series = coefficients.map { coefficient in
      LineChart.Series(
        "c = \(Formatted.number(coefficient))",
        doses.filter { $0.point.coefficient == coefficient }.map {
          .init(Double($0.point.layer), $0.change)
        })
    }
    return try PlainPage(
      name: "sweep", title: "Sweep of \(metric)",
      blocks: [
        .prose(
          """
          *Exploratory: nothing here was registered. q-values are Benjamini–Hochberg-adjusted over the \
          \(doses.count) points of the grid; intervals are not adjusted.*
          """),
        .facts([
          ("model", model), ("vector", vector), ("metric", "\(metric), nats"),
          ("items", "\(items) in \(clusters) clusters"),
        ]),
        .chart(
          .effectByLayer("Change of \(metric) by layer", effect: "change (nats)", series),
          caption: "Mean change from the unsteered model, 90 % intervals by cluster."),
        .table(
          try Table(
            "Points of the grid", columns: ["layer", "c", "change [90 %]", "q"],
            rows: doses.map {
              [
                .integer($0.point.layer), .text(Formatted.number($0.point.coefficient)),
                .estimate($0.change), .pValue($0.adjustedPValue),
              ]
            })),
      ]
    ).files
  }
}
