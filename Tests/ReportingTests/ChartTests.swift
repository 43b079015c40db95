import Claims
import Foundation
import Statistics
import Testing

@testable import Reporting

extension Chart: CustomTestStringConvertible {
  public var testDescription: String { title }
}

@Suite("Charts")
struct ChartTests {
  static func estimate(_ value: Double, _ half: Double) -> Estimate {
    Estimate(
      value: value,
      interval: Interval(lower: value - half, upper: value + half, confidence: 0.9))
  }

  static let hard: [Chart] = [
    .effects("empty", unit: .nats, []),
    .doseResponse("no series", metric: "m", []),
    .doseResponse("one point", metric: "m", [.init("a", [.init(1, estimate(0, 0))])]),
    .doseResponse(
      "not a number", metric: "m",
      [.init("a", [.init(.nan, estimate(1, 1)), .init(1, estimate(.infinity, 1))])]),
    .effectByLayer(
      "tiny range", effect: "e",
      [.init("a", [.init(0, estimate(1e-9, 1e-10)), .init(1, estimate(2e-9, 1e-10))])]),
    .effects(
      "<script>&\"'\u{1B}\n", unit: .ratio,
      [
        .init(
          "a label so long that it cannot be shown in the room there is for labels",
          estimate(1e12, 1))
      ]),
    .doseResponse(
      "crowded", metric: "m",
      (0..<9).map { .init("series \($0)", [.init(0, estimate(0, 1)), .init(1, estimate(1, 1))]) },
      threshold: -0.25,
      xMarks: (0..<5).map { AxisMark("a mark with a long name \($0)", at: 0.5 + 0.02 * Double($0)) }
    ),
    .doseResponse(
      "beyond", metric: "m",
      [.init("a", [-1, 0, 1].map { .init($0, estimate(400 * $0, 100)) })], limits: -1...1),
    .effects(
      "many rows", unit: .natsPerToken,
      (0..<40).map { .init("row \($0)", estimate(1e6 * Double($0), 1)) }, threshold: -1),
    .scatter("empty", x: "x", y: "y", []),
    .scatter(
      "crowded", x: "x", y: "y",
      [
        .init(
          "all in one place",
          (0..<30).map { .init("c = \($0)", x: estimate(1, 0.1), y: estimate(1, 0.1)) }),
        .init(
          "no number", [.init("a", x: estimate(.nan, 1), y: estimate(1, .infinity))], isNull: true),
      ] + (0..<8).map { .init("series with a rather long name \($0)", []) },
      xMarks: [AxisMark("harm", at: 1), AxisMark("harm too", at: 1.01)],
      yMarks: [AxisMark("δ", at: 1), AxisMark("2 δ", at: 1.01)]),
    .tokens("empty", "q", []),
    .tokens(
      "hard tokens",
      "a quantity whose name is so long that it cannot stand beside its bar, or can it?",
      [
        .init("", []),
        .init(
          "a label so long " + String(repeating: "that ", count: 40),
          [
            .init("", 1), .init("\u{1B}[31m\u{202E}", -1), .init("</text>&", .nan),
            .init("\r\n", 0), .init("\n", 0, isMarked: true),
            .init(String(repeating: "wide", count: 60), 1e-300), .init("日本語", .infinity),
          ]),
      ], mark: "a frame means this, which takes many words to say, more than there is room for"),
    .tokens("one score", "q", [.init("t", [.init("a", 3)])], scale: .sequential()),
  ]

  /// Heat maps are checked as they are made, so they cannot stand in the list above.
  static func hardMaps() throws -> [Chart] {
    func map(
      _ title: String, rows: Int, columns: Int, label: String = "",
      scale: ColorScale = .diverging(),
      cell: (Int, Int) -> HeatMap.Cell
    ) throws -> Chart {
      try .heatMap(
        title, "q", rowAxis: "a name for the rows that is too long", columnAxis: "columns",
        columns: (0..<columns).map { "\(label)\($0)" },
        rows: (0..<rows).map { row in
          HeatMap.Row("\(label)\(row)", (0..<columns).map { cell(row, $0) })
        }, scale: scale, mark: "m")
    }
    return try [
      map("empty", rows: 0, columns: 0) { _, _ in .init(0) },
      map("no rows", rows: 0, columns: 3) { _, _ in .init(0) },
      map("no columns", rows: 3, columns: 0) { _, _ in .init(0) },
      map("nothing but zeros", rows: 2, columns: 2) { _, _ in .init(0) },
      map("one size", rows: 2, columns: 2, scale: .sequential()) { _, _ in .init(3) },
      map("not numbers", rows: 2, columns: 4) {
        .init([.nan, .infinity, -.infinity, Double($0)][$1])
      },
      map("intervals", rows: 5, columns: 5, label: "behavior ") {
        .init(estimate(Double($0 - $1) / 3, 1))
      },
      map("intervals too long", rows: 2, columns: 12, label: "some behavior ") {
        .init(estimate(1e5 * Double($0 - $1), 1))
      },
      map("layers", rows: 30, columns: 30) { .init(Double($0 * $1), isMarked: $0 == $1) },
      map("wide", rows: 3, columns: 200, label: "word", scale: .sequential(0...1)) {
        .init(Double($0 * $1))
      },
      map("large and small", rows: 2, columns: 3, scale: .diverging(limit: 1)) {
        .init(1e-9 + 1e9 * Double($0) - Double($1))
      },
    ]
  }

  @Test(
    "a figure is well-formed XML with finite coordinates",
    arguments: try hard + hardMaps() + DemoPage.charts())
  func wellFormed(chart: Chart) throws {
    let svg = chart.svg
    #expect(XMLCheck.problem(in: svg) == nil)
    #expect(!svg.contains("nan") && !svg.contains("inf"), "\(svg)")
    #expect(svg.contains("prefers-color-scheme:dark"))
    #expect(svg == chart.svg)
    let inline = chart.drawing.inline(named: "<script>&\"'\u{1B}")
    #expect(XMLCheck.problem(in: inline) == nil)
  }

  @Test(
    "no text comes within 4 pixels of another, or out of the panel",
    arguments: try hard + hardMaps() + DemoPage.charts())
  func clearTexts(chart: Chart) {
    #expect(TextLayout(chart.svg).problems == [])
  }

  @Test("the layout check finds planted faults")
  func plantedOverlap() {
    func problems(_ draw: (inout SVG) -> Void) -> Int {
      var svg = SVG(width: 200, height: 100, title: "")
      draw(&svg)
      return TextLayout(svg.source).problems.count
    }
    #expect(problems { $0.text("abc", 20, 60, .ink) } == 0)
    #expect(problems { $0.text("abc", 190, 60, .ink) } == 1)
    #expect(
      problems {
        $0.text("abc", 20, 60, .ink)
        $0.text("abc", 44, 60, .ink)
      } == 1)
    #expect(
      problems {
        $0.text("abc", 20, 60, .ink)
        $0.text("abc", 50, 60, .ink)
      } == 0)
    #expect(
      problems {
        $0.text("abc", 20, 60, .ink)
        $0.text("abc", 20, 75, .ink)
      } == 1)
    #expect(problems { $0.text("abc", 60, 60, .ink, anchor: .end, rotated: true) } == 0)
    #expect(problems { $0.text("abcdefghijkl", 60, 60, .ink, anchor: .end, rotated: true) } == 1)
  }

  @Test("a heat map with a row of another width is refused, decoded too")
  func unfitMap() throws {
    let error = ReportingError.unfitTable(title: "t", columns: 2, rowWidths: [2, 1])
    func map(_ columns: [String]) throws -> HeatMap {
      try HeatMap(
        title: "t", quantity: "q", rowAxis: "r", columnAxis: "c", columns: columns,
        rows: [HeatMap.Row("a", [1, 2]), HeatMap.Row("b", [1])])
    }
    #expect(throws: error) { try map(["a", "b"]) }
    let fit = try HeatMap(
      title: "t", quantity: "q", rowAxis: "r", columnAxis: "c", columns: ["a"],
      rows: [HeatMap.Row("a", [1])])
    let json = String(decoding: try JSONEncoder().encode(fit), as: UTF8.self)
    #expect(try JSONDecoder().decode(HeatMap.self, from: Data(json.utf8)) == fit)
    let wide = json.replacingOccurrences(of: "[\"a\"]", with: "[\"a\",\"b\"]")
    #expect(throws: ReportingError.unfitTable(title: "t", columns: 2, rowWidths: [1])) {
      try JSONDecoder().decode(HeatMap.self, from: Data(wide.utf8))
    }
  }

  @Test(
    "a part of a page says each number with its interval; a file says none",
    arguments: try DemoPage.charts())
  func values(chart: Chart) {
    let values = chart.drawing.inline(named: "").components(separatedBy: "<title>").dropFirst()
    let numbers: Int
    switch chart {
    case .forest(let chart): numbers = chart.rows.count
    case .lines(let chart): numbers = chart.series.flatMap(\.points).count
    case .scatter(let chart): numbers = chart.series.flatMap(\.points).count
    case .heatMap(let chart): numbers = chart.rows.flatMap(\.cells).count
    case .tokens(let chart): numbers = chart.texts.flatMap(\.tokens).count
    }
    #expect(values.count == numbers)
    #expect(values.allSatisfy { $0.contains("=") || $0.contains(": ") })
    if case .lines = chart { #expect(values.allSatisfy { $0.contains(" [") }) }
    #expect(!chart.svg.contains("class=\"value\""))
  }

  @Test("a framed cell does not read as 0 where there is room for its digits")
  func framedDigits() throws {
    func svg(columns: Int) throws -> String {
      try Chart.heatMap(
        "t", "q", rowAxis: "r", columnAxis: "c", columns: (0..<columns).map { "\($0)" },
        rows: [
          HeatMap.Row("a", (0..<columns).map { .init(Self.estimate($0 == 0 ? 1 : 0.004, 0.001)) })
        ]
      ).svg
    }
    let wide = try svg(columns: 2)
    #expect(
      wide.contains(">1.000<") && wide.contains(">0.004<") && wide.contains(">[0.003, 0.005]<"))
    #expect(try svg(columns: 12).contains(">[0.0, 0.0]<"), "intervals matter more than digits")
  }

  @Test("tints are centered on 0, or run from end to end")
  func tints() throws {
    let diverging = Tints(.diverging(), of: [-1, 4, .nan])
    #expect(diverging[4].map { $0.role == .warm && $0.opacity == 1 } == true)
    #expect(diverging[-1].map { $0.role == .cool && $0.opacity == 0.25 } == true)
    #expect(diverging[0]?.opacity == 0)
    #expect(diverging[.nan] == nil)
    let limited = Tints(.diverging(limit: 2), of: [-1, 4])
    #expect(limited[4]?.opacity == 1 && limited[-1]?.opacity == 0.5)
    let sequential = Tints(.sequential(), of: [2, 4])
    #expect(sequential[2]?.opacity == 0 && sequential[3]?.opacity == 0.5)
    #expect(sequential[4].map { $0.role == .cool && $0.opacity == 1 } == true)
  }

  @Test("a threshold below 0 is −δ")
  func negativeThreshold() {
    let series = [LineChart.Series("a", [.init(0, Self.estimate(-1, 1))])]
    let fall = Chart.doseResponse("t", metric: "m", series, threshold: -0.25).svg
    #expect(fall.contains(">−δ = −0.25<") && !fall.contains(">δ"))
    #expect(
      Chart.doseResponse("t", metric: "m", series, threshold: 0.25).svg.contains(">δ = 0.25<"))
  }

  @Test(
    "the verdict figure says where it ends, writes what lies beyond, and leaves a ring untestable")
  func verdictFigure() throws {
    func finding(_ effect: Double, gate: Double) throws -> Finding {
      let claim = Claim(
        id: "S1", hypothesis: "h", unit: .nats, smallestEffectOfInterest: 0.25,
        gates: [Check("g", .within(0, 1))])
      let values = (0..<20).map { effect + 0.01 * Double($0 % 5) }
      let evidence = Evidence(
        for: claim, contrasts: [Contrast("effect", try ClusteredSample(values: values))],
        gates: [Measurement("g", .value(gate))],
        provenance: Provenance(
          engine: "e", modelHash: "", precision: "exact", dataHash: "", seed: 1))
      return try Registration([claim]).judge([evidence], on: "e")[0]
    }
    func svg(_ effect: Double, gate: Double = 0.5) throws -> String {
      try #require(Chart.verdicts("t", [finding(effect, gate: gate)], instruments: [])).svg
    }
    #expect(try svg(0.5).contains(">effect in units of δ<"))
    let far = try svg(4)
    #expect(far.contains("cut at 10 δ") && far.contains(">SUPPORTED, 16.1 δ<"))
    #expect(!far.contains("<circle"))
    let broken = try svg(0.5, gate: 2)
    #expect(broken.contains("ring: NOT TESTABLE"))
    #expect(broken.contains("<circle class=\"panel\""))
  }

  @Test("no line of the axis runs through a heading")
  func headings() {
    let chart = ForestChart(
      title: "t", axis: "x", rows: [.init("r", Self.estimate(1, 1), group: "what it is about")])
    let lines = chart.drawing.source.split(separator: "\n")
    let heading = lines.firstIndex { $0.contains(">what it is about<") }
    #expect(heading.map { lines[$0 - 1].hasPrefix("<rect class=\"panel\"") } == true)
    #expect(
      heading.map { index in lines[index...].contains { $0.contains("class=\"grid\"") } } == false)
  }

  @Test("the well-formedness check finds a planted fault")
  func plantedFault() {
    #expect(XMLCheck.problem(in: "<svg><text>a < b</text></svg>") != nil)
    #expect(XMLCheck.problem(in: "<svg><g></svg>") != nil)
    #expect(XMLCheck.problem(in: "<svg>&nbsp;</svg>") != nil)
  }

  @Test(
    "ticks are round and labelled without error",
    arguments: [
      ([0, 1], 6, false, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
      ([-2, 2], 10, false, ["−2.0", "−1.5", "−1.0", "−0.5", "0.0", "0.5", "1.0", "1.5", "2.0"]),
      ([0, 29], 10, true, ["0", "5", "10", "15", "20", "25"]),
      ([0, 7], 10, true, ["0", "1", "2", "3", "4", "5", "6", "7"]),
      ([0, 24], 10, true, ["0", "3", "6", "9", "12", "15", "18", "21", "24"]),
      ([0, 0.3], 6, false, ["0.0", "0.1", "0.2", "0.3"]),
      ([0, 1_000_000], 5, false, ["0", "250000", "500000", "750000", "1000000"]),
    ] as [([Double], Int, Bool, [String])])
  func ticks(values: [Double], count: Int, whole: Bool, labels: [String]) {
    let scale = AxisScale(
      covering: values, from: 0, to: 100, tickCount: count, whole: whole, padded: true)
    #expect(scale.ticks.map(\.label) == labels)
  }

  @Test("names are cut to slugs")
  func slugs() {
    #expect(slug("Effect by layer (ρ = 0.1)") == "effect-by-layer-0-1")
    #expect(slug("../../etc") == "etc")
    #expect(slug("…") == "figure")
    #expect(slug(String(repeating: "ab ", count: 40)).utf8.count <= 40)
  }
}
