import Claims
import Statistics
import Testing

@testable import Reporting

@Suite("Placeholders that cite a record")
struct RecordPlaceholdersTests {
  private static func estimate(_ value: Double, _ lower: Double, _ upper: Double) -> Estimate {
    Estimate(value: value, interval: Interval(lower: lower, upper: upper, confidence: 0.9))
  }

  /// A page of every kind of output, its numbers `shift` larger than those of the first model.
  private static func record(_ engine: String, shift: Double = 0, sweet: String = "no") throws
    -> PageRecord
  {
    let doses = try Table(
      "Doses, select texts", columns: ["c", "effect (nats)", "sweet", "S", "passed"],
      rows: [
        [0.25, .estimate(estimate(1.2 + shift, 1 + shift, 1.4 + shift)), "no", 14.2, "✓ 9 of 10"],
        [
          0.5, .estimate(estimate(3 + shift, 2.5 + shift, 3.5 + shift)), .text(sweet), 0.5,
          "✗ 2 of 10",
        ],
      ])
    let labels = try Table(
      "Choice", columns: ["behaviour", "labels", "found"],
      rows: [
        ["honesty", "true", "an effect"], ["honesty", "shuffled", "nothing"],
      ])
    let one = try Table("Where", columns: ["layer", "‖v‖"], rows: [[.integer(20), 28.7]])
    let map = try HeatMap(
      title: "Moved", quantity: "nats", rowAxis: "vector", columnAxis: "measured",
      columns: ["kind", "honest"],
      rows: [
        HeatMap.Row("honesty", [.init(estimate(0.4, 0.3, 0.5)), .init(estimate(0.1, -0.1, 0.3))]),
        HeatMap.Row("bare", [1.5 + shift, 0]),
      ])
    let lines = LineChart(
      title: "By layer", xAxis: "layer", yAxis: "effect",
      series: [
        .init("vector", [.init(3, estimate(1, 0.9, 1.1)), .init(7, estimate(2 + shift, 1.9, 2.1))])
      ], marks: .whiskers)
    let forest = ForestChart(
      title: "Methods", axis: "effect",
      rows: [
        .init("mean", estimate(4, 3.8, 4.2)), .init("PCA", estimate(3, 2.8, 3.2)),
        .init("LDA", estimate(3.7, 3.5, 3.9)),
      ])
    let scatter = ScatterChart(
      title: "Cost", xAxis: "cost", yAxis: "effect",
      series: [.init("clamp", [.init("1", x: estimate(0.1, 0, 0.2), y: estimate(4, 3, 5))])])
    let contents: [PageRecord.Content] = [
      .table(doses), .table(labels), .table(one), .chart(.heatMap(map), caption: ""),
      .chart(.lines(lines), caption: ""), .chart(.forest(forest), caption: ""),
      .chart(.scatter(scatter), caption: ""), .text("not cited"),
    ]
    return PageRecord(
      engine: engine, isInstrumentCheck: engine == "tiny", codeFingerprint: "",
      outputs: contents.map { .init(codeLine: 0, content: $0) })
  }

  private func filled(_ text: String, second: String = "yes", shift: Double = 0.5) throws -> String
  {
    try Placeholders(
      models: [
        ModelKey(name: "a", title: "Model A", meaning: ""),
        ModelKey(name: "b", title: "Model B", meaning: ""),
        ModelKey(name: "c", title: "Could Not", meaning: ""),
        ModelKey(name: "tiny", title: "planted", isControl: true, meaning: ""),
      ],
      records: [
        "S90-demo": [
          Self.record("a"), Self.record("b", shift: shift, sweet: second),
          PageRecord(
            engine: "c", isInstrumentCheck: false, codeFingerprint: "", outputs: [],
            obstacle: "its context is short"),
          Self.record("tiny", shift: 100),
        ]
      ]
    ).fill(text, in: "x.swift")
  }

  @Test(
    "a cell by title, row and column, as the page shows it",
    arguments: [
      ("S90 | Doses, select texts | 0.25 | effect (nats) @a", "1.20 [1.00, 1.40]"),
      ("value S90 | Doses, select texts | 0.250 | effect (nats) @b", "1.70"),
      ("S90 | Doses, select texts | 0.5 | sweet @b", "yes"),
      ("S90 | Doses, select texts | 0.25 | S @a", "14.2"),
      ("S90 | Choice | honesty, shuffled | found @a", "nothing"),
      ("value S90 | Where | only row | layer @a", "20"), ("S90 | Where | 20 | ‖v‖ @a", "28.7"),
      ("S90 | Moved | honesty | kind @a", "0.40 [0.30, 0.50]"),
      ("S90 | Moved | bare | kind @b", "2"),
      ("S90 | By layer | vector | 7 @tiny", "102.00 [1.90, 2.10]"),
      ("column S90 | By layer | vector | largest column @a", "7"),
      ("row S90 | Doses, select texts | largest row | effect (nats) @a", "0.50"),
      ("value S90 | Methods | PCA @a", "3.00"),
      ("S90 | Cost | clamp, 1 | x @a", "0.10 [0.00, 0.20]"),
    ])
  func cells(text: String, shown: String) throws {
    #expect(try filled("{{\(text)}}") == shown)
    #expect(try filled("so {{\(text.replacing(" | ", with: " |\n"))}}.") == "so \(shown).")
  }

  @Test(
    "all studied models at once; one that could not run has nothing to say, a control never has",
    arguments: [
      (
        "value S90 | Doses, select texts | 0.25 | effect (nats) @each",
        "1.20 on Model A and 1.70 on Model B"
      ),
      ("S90 | Where | only row | layer @each", "20 on Model A and Model B"),
      ("range S90 | Doses, select texts | 0.25 | effect (nats)", "1.20 to 1.70"),
      ("range S90 | Where | only row | layer", "20"),
      ("range S90 | Doses, select texts | 0.25 | passed", "9"),
      ("count S90 | Doses, select texts | some row | sweet | is yes", "one of the two models"),
      ("models S90 | Doses, select texts | some row | sweet | is yes", "Model B"),
      ("count S90 | Doses, select texts | every row | sweet | is no", "one of the two models"),
      ("count S90 | Doses, select texts | 0.25 | effect (nats) | > 1.4", "one of the two models"),
      ("count S90 | Doses, select texts | 0.25 | effect (nats) | < 1.4", "neither model"),
      ("count S90 | Moved | honesty | honest | includes 0", "both models"),
      ("count S90 | Moved | honesty | some column | > 0.2", "both models"),
      ("count S90 | Moved | honesty | every column | > 0.2", "neither model"),
      ("models S90 | Doses, select texts | 0.25 | passed | begins ✗", "no model"),
      ("all S90", "both models"), ("models S90", "Model A and Model B"),
      ("them S90 | Doses, select texts | some row | sweet | is yes", "one of them"),
      ("them S90 | Moved | honesty | honest | includes 0", "both of them"),
      ("them S90 | Doses, select texts | 0.25 | effect (nats) | < 1.4", "neither of them"),
      ("count S90 | Methods | PCA | < \"mean\"", "both models"),
      ("count S90 | Methods | LDA | < \"mean\"", "neither model"),
    ])
  func models(text: String, shown: String) throws {
    #expect(try filled("{{\(text)}}") == shown)
  }

  @Test("a range keeps both ends apart: a bare 1 does not round the other end away")
  func range() throws {
    #expect(try filled("{{range S90 | Moved | bare | kind}}", shift: 0.504) == "1.5 to 2.0")
    #expect(try filled("{{range S90 | Moved | bare | kind}}", shift: -0.5) == "1.0 to 1.5")
    #expect(try filled("{{range S90 | Moved | bare | kind}}", shift: 0) == "1.5")
  }

  @Test("where one model has no number, a range says so and no rule holds")
  func missing() throws {
    let text = "S90 | Doses, select texts | 0.5 | sweet"
    #expect(
      try filled("{{range \(text)}}", second: "0.7 of it") == "0.7 (no on Model A)")
    #expect(try filled("{{count \(text) | > 0.5}}", second: "0.7 of it") == "one of the two models")
    #expect(try filled("{{them \(text) | < 0.5}}", second: "0.7 of it") == "neither of them")
  }

  @Test("a number that changes in a record changes the prose")
  func changes() throws {
    let text = "{{range S90 | Doses, select texts | 0.25 | effect (nats)}}"
    #expect(try filled(text, shift: 0.5) != filled(text, shift: 0.7))
    let count = "{{count S90 | Doses, select texts | some row | sweet | is yes}}"
    #expect(try filled(count, second: "yes") != filled(count, second: "no"))
  }

  @Test(
    "what no record holds fails the weave, and says what there is",
    arguments: [
      ("S91 | Doses | 1 | S @a", "no record of S91 on a"),
      ("S90 | Doses | 0.25 | S @a", "it has 'Doses, select texts', 'Choice'"),
      ("S90 | Doses, select texts | 0.3 | S @a", "has no row '0.3'; it has '0.25', '0.50'"),
      ("S90 | Doses, select texts | 0.25 | T @a", "has no column 'T'; it has 'c', 'effect (nats)'"),
      (
        "S90 | Choice | honesty | found @a", "2 cells 'honesty | found'; say which: 'honesty, true'"
      ),
      ("S90 | Choice | only row | found @a", "has several rows"),
      ("S90 | Doses, select texts | 0.25 @a", "is read by row and column"),
      ("S90 | Methods | PCA | x @a", "is read by row alone"),
      ("S90 | Where | 20 | layer @d", "there is one on a, b, c, tiny"),
      ("S90 | Where | 20 | layer", "expected @ and a model"),
      ("S90 | Doses, select texts | every row | S @a", "are for count and models"),
      ("range S90 | Doses, select texts | 0.5 | sweet", "a range is of numbers"),
      ("count S90 | Where | 20 | layer | above 3", "is no rule; one is"),
      ("count S90 | Where | 20 | layer | > many", "'many' in the rule"),
      ("count S90 | Doses, select texts | 0.5 | sweet | > 3", "no number there that"),
      ("count S90 | Methods | PCA | < \"ICA\"", "has no row 'ICA'"),
      ("range S91 | Where | 20 | layer", "no studied model"), ("all S91", "no studied model"),
      ("Doses | 0.25", "expected a page"),
    ])
  func unknown(text: String, said: String) throws {
    let error = #expect(throws: ReportingError.self) { try filled("so {{\(text)}} it is") }
    #expect(error?.description.contains(said) == true, "\(error?.description ?? "")")
  }
}
