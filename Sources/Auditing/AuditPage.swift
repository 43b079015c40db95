import Claims
import Formatting
import Reporting
import Statistics

extension AuditCard {
  /// The audit for people: the answer, what it rests on, where it fails, what it costs.
  public func page(name: String) throws -> PlainPage {
    let results = results
    return PlainPage(
      name: name, title: "Audit of a vector of \(behavior.name) on \(model.name)",
      blocks: [
        .prose("**\(results.verdict)**"),
        .prose(Self.paragraph(results.because)),
        .facts([
          ("what is judged", results.hypothesis),
          (
            "effect",
            "\(Formatted.estimate(results.effect.estimate)) nats on \(results.items) items in \(results.templates) templates; "
              + "the least that matters is \(Formatted.number(results.delta))"
          ),
          (
            "dose",
            "c = \(Formatted.number(results.coefficient)) at layer \(results.layer)"
              + (results.isLayerChosen ? ", chosen on other items" : ", as asked for")
              + "; the next token on neutral prose moves by KL \(Formatted.number(results.cost)) nats"
          ),
          (
            "the wrong way",
            "\(Formatted.percent(results.antiSteerable.value)) of the items"
          ),
        ]),
        .table(
          try Table(
            "What the verdict rests on", columns: ["check", "measured", "rule", "holds"],
            rows: results.checks.map {
              [.text($0.name), .text($0.measured), .text($0.rule), .text($0.holds)]
            })),
      ] + limits + (try effects()) + (try costs()) + (try wordings()) + (try failures())
        + [.prose("## What was audited"), origin])
  }

  /// Texts that may hold signs of Markdown, as a paragraph of prose.
  private static func paragraph(_ text: String) -> String {
    text.map { "\\`*_[]<>#|&".contains($0) ? "\\\($0)" : "\($0)" }.joined()
  }

  private var limits: [PlainPage.Block] {
    results.limits.isEmpty
      ? []
      : [
        .prose("## What it does not tell"),
        .prose(results.limits.map { "- " + Self.paragraph($0) }.joined(separator: "\n")),
      ]
  }

  private func effects() throws -> [PlainPage.Block] {
    let doses = results.doses
    func series(_ name: String, _ values: [AuditResults.Ranged], isNull: Bool = false)
      -> LineChart.Series
    {
      LineChart.Series(
        name, zip(doses, values).map { .init($0.coefficient, $1.estimate) }, isNull: isNull)
    }
    let controls = doses.compactMap(\.controls)
    let layers = results.layers.map { LineChart.Point(Double($0.layer), $0.effect.estimate) }
    return [
      .prose("## Effect"),
      .chart(
        .doseResponse(
          "Dose and response", metric: "change of y (nats)",
          [series("items", doses.map(\.items))]
            + (controls.count == doses.count
              ? [series("controls", controls, isNull: true)] : []),
          threshold: results.delta,
          xMarks: [AxisMark("audited", at: results.coefficient)]),
        caption:
          "Mean change on the test items in the wanted direction by coefficient, 90 % intervals by template. Dashed: the least"
          + " that matters."),
      .chart(
        .effectByLayer(
          "Layers", effect: "change of y (nats)", [LineChart.Series("items for choosing", layers)],
          xMarks: [AxisMark("used", at: Double(results.layer))]),
        caption: "Mean change at |c| = 1 on items that are not reported, by layer."),
      .table(
        try Table(
          "Directions that do not carry it",
          columns: ["directions", "the vector", "largest of them"],
          rows: results.nulls.map {
            [
              .text("\($0.draws.count) \($0.name)"), .number($0.observed),
              $0.draws.max().map(Table.Cell.number) ?? .empty,
            ]
          })),
    ]
  }

  private func costs() throws -> [PlainPage.Block] {
    [
      .prose("## What it costs"),
      .table(
        try Table(
          "What should stay as it is", columns: ["", "change", "unit", "tolerable"],
          rows: results.sideEffects.map {
            [
              .text($0.name), .estimate($0.change.estimate), .text($0.unit),
              $0.margin.map(Table.Cell.number) ?? .empty,
            ]
          })),
      .table(
        try Table(
          "Other behaviours at the same dose", columns: ["", "change (nats)"],
          rows: results.otherBehaviors.map { [.text($0.name), .estimate($0.change.estimate)] })),
    ]
  }

  private func wordings() throws -> [PlainPage.Block] {
    guard let robustness = results.robustness else { return [] }
    let asked = results.asking.map {
      " Asking for it in words, against asking for its contrary, does \(Formatted.estimate($0.estimate)) nats."
    }
    return [
      .prose("## Other wordings"),
      .prose(
        Self.paragraph(
          "After \(results.wordings.count) sentences that ask for nothing, the smallest slope is \(Formatted.estimate(robustness.estimate)) of"
            + " the slope as written." + (asked ?? ""))),
      .table(
        try Table(
          "Slope after a sentence", columns: ["sentence", "nats per unit of c"],
          rows: results.wordings.map { [.text($0.name), .estimate($0.slope.estimate)] })),
    ]
  }

  private func failures() throws -> [PlainPage.Block] {
    guard !results.failures.isEmpty else { return [] }
    return [
      .prose("## Where it fails"),
      .table(
        try Table(
          "Items that move the wrong way, the worst first", columns: ["item", "nats", "text"],
          rows: results.failures.map {
            [.integer($0.item + 1), .number($0.effect), .text(String($0.text.prefix(200)))]
          })),
    ]
  }

  private var origin: PlainPage.Block {
    .facts([
      ("model", "\(model.source), \(model.precision), SHA-256 \(model.sha256)"),
      ("vector", "\(vector.source), SHA-256 \(vector.sha256)"),
      ("behavior", "\(behavior.source), SHA-256 \(behavior.sha256)"),
      ("made by", "steer \(command.version), engine \(command.engine)"), ("seal", seal),
    ])
  }

  /// The same for continuous integration: a test for the verdict, and one for each condition.
  public var junit: JUnit {
    JUnit(
      name: "audit of \(behavior.name) on \(model.name)",
      cases: [
        JUnit.Case(
          results.hypothesis,
          failure: results.verdict == "\(Verdict.supported)"
            ? nil : "\(results.verdict): \(results.because)")
      ]
        + results.checks.map {
          JUnit.Case(
            $0.name, failure: $0.holds == "yes" ? nil : "\($0.measured); rule: \($0.rule)")
        })
  }
}
