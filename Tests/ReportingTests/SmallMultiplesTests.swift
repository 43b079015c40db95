import Claims
import Statistics
import Testing

@testable import Reporting

@Suite("Small multiples")
struct SmallMultiplesTests {
  private static func estimate(_ value: Double, _ half: Double = 0.1) -> Estimate {
    ChartTests.estimate(value, half)
  }

  private static func lines(
    _ values: [Double], title: String = "t", names: [String] = ["a"], axis: String = "effect"
  ) -> Chart {
    .effectByLayer(
      title, effect: axis,
      names.map { name in
        .init(name, values.enumerated().map { .init(Double($0), estimate($1)) })
      })
  }

  private static func figure(_ charts: [Chart], instrument: Chart? = nil) -> SmallMultiples? {
    SmallMultiples(
      (instrument.map { [("planted", true, $0)] } ?? [])
        + charts.enumerated().map { ("model-\($0 + 1)", false, $1) })
  }

  private static func source(_ charts: [Chart], instrument: Chart? = nil) throws -> String {
    try #require(figure(charts, instrument: instrument)).drawing.source
  }

  /// Heights of the points, panel by panel, in the panels' own coordinates.
  private static func heights(_ source: String) -> [[Double]] {
    source.components(separatedBy: "<g ").dropFirst(2).map { panel in
      panel.matches(of: /<circle class="first" cx="[\d.]+" cy="([\d.]+)" r="2.5"/)
        .compactMap { Double($0.1) }
    }
  }

  @Test("studied models first, the instrument last and marked")
  func order() throws {
    let boxes = TextLayout(
      try Self.source([Self.lines([1]), Self.lines([2])], instrument: Self.lines([1]))
    ).boxes.map(\.text)
    let names = boxes.filter { $0.hasPrefix("model-") || $0 == "planted" || $0.hasPrefix("(") }
    #expect(names == ["model-1", "model-2", "planted", "(instrument check)"])
  }

  @Test("the same value stands at the same height in all studied panels")
  func oneScale() throws {
    let heights = Self.heights(try Self.source([Self.lines([0, 1]), Self.lines([0, 5, 1])]))
    try #require(heights.map(\.count) == [2, 3])
    #expect(heights[0][0] == heights[1][0] && heights[0][1] == heights[1][2])
    #expect(heights[1][1] < heights[0][1])
  }

  @Test("an instrument shares the scale unless one of the two would hardly be seen")
  func instrumentScale() throws {
    let note = "planted: on a scale of its own"
    let near = try Self.source([Self.lines([0, 2])], instrument: Self.lines([0, 1]))
    #expect(!near.contains(note))
    let heights = Self.heights(near)
    try #require(heights.map(\.count) == [2, 2])
    #expect(heights[0][0] == heights[1][0])
    for far in [0.2, 20.0] {
      let source = try Self.source([Self.lines([0, 2])], instrument: Self.lines([0, far]))
      #expect(source.contains(note), "\(far)")
      #expect(Self.heights(source)[0] != Self.heights(source)[1])
    }
  }

  @Test("one scale of colors, and another bar of colors for an instrument of another order")
  func colors() throws {
    func map(_ value: Double) throws -> Chart {
      try .heatMap(
        "t", "q", rowAxis: "r", columnAxis: "c", columns: ["x"], rows: [.init("y", [value])])
    }
    let source = try Self.source([map(2), map(4)], instrument: map(0.1))
    // The second is half as strong as its neighbour; the bars' ends say what full tints are.
    #expect(source.contains(/class="warm" [^>]* width="140" [^>]*fill-opacity="0.50"/))
    let ends = TextLayout(source).boxes.map(\.text).filter { ["4", "2", "0.1"].contains($0) }
    #expect(ends == ["4", "0.1"])
    // A panel has no room for the name: it would be cut to "…".
    #expect(source.components(separatedBy: ">q<").count == 2, "what they are the figure says once")
    #expect(!source.contains("…"))
  }

  @Test("panels of a heat map print what a whole figure prints, so many beside one another as can")
  func printedCells() throws {
    func map(columns: Int) throws -> Chart {
      try .heatMap(
        "t", "q", rowAxis: "r", columnAxis: "c", columns: (0..<columns).map { "\($0)" },
        rows: [.init("y", (0..<columns).map { .init(Self.estimate(Double($0), 0.01)) })])
    }
    for (columns, rowCount) in [(1, 1), (8, 3)] {
      let chart = try map(columns: columns)
      let boxes = TextLayout(try Self.source([chart, chart, chart])).boxes
      let single = TextLayout(chart.svg).boxes
      func intervals(_ boxes: [TextLayout.Box]) -> Int { boxes.count { $0.text.hasPrefix("[") } }
      #expect(intervals(single) == columns && intervals(boxes) == 3 * columns)
      #expect(Set(boxes.filter { $0.text.hasPrefix("model-") }.map(\.top)).count == rowCount)
    }
  }

  @Test("names of rows stand once a row of panels, and in each panel where they differ")
  func rowNames() throws {
    func chart(_ name: String) -> Chart {
      .effects("t", unit: .nats, [.init(name, Self.estimate(1)), .init("two", Self.estimate(2))])
    }
    func count(_ source: String) -> Int { source.components(separatedBy: ">two<").count - 1 }
    #expect(count(try Self.source([chart("one"), chart("one"), chart("one")])) == 1)
    #expect(count(try Self.source([chart("one"), chart("other")])) == 2)
  }

  @Test(
    "an instrument alone in its row may have longer values than there is room for beside others")
  func longValues() throws {
    func chart(_ value: Double) -> Chart {
      .effects(
        "t", unit: .nats,
        [.init("a row with a name of some length", Self.estimate(value, value / 10))])
    }
    let source = try Self.source([chart(1), chart(2)], instrument: chart(-0.000062123))
    let boxes = TextLayout(source).boxes
    let names = boxes.filter { $0.text.hasPrefix("model-") }
    #expect(names.count == 2 && names[0].top == names[1].top, "side by side")
    #expect(boxes.contains { $0.text.hasPrefix("−0.000062") && $0.text.hasSuffix("]") })
  }

  @Test("a key stands once where all panels have the same")
  func keys() throws {
    func count(_ source: String) -> Int { source.components(separatedBy: ">a<").count - 1 }
    #expect(count(try Self.source([Self.lines([1]), Self.lines([2])])) == 1)
    #expect(count(try Self.source([Self.lines([1]), Self.lines([2], names: ["a", "b"])])) == 2)
  }

  @Test("charts that are not alike, or are texts, make no figure together")
  func unlike() throws {
    let chart = Self.lines([1])
    #expect(Self.figure([chart]) == nil)
    #expect(Self.figure([chart, Self.lines([1], title: "u")]) == nil)
    #expect(Self.figure([chart, Self.lines([1], axis: "cost")]) == nil)
    #expect(Self.figure([chart, .doseResponse("t", metric: "effect", [])]) == nil)
    #expect(Self.figure([.tokens("t", "q", []), .tokens("t", "q", [])]) == nil)
    let grouped = Chart.forest(
      ForestChart(title: "t", axis: "x", rows: [.init("r", Self.estimate(1), group: "g")]))
    #expect(Self.figure([grouped, grouped]) == nil)
  }

  static var charts: [Chart] {
    get throws {
      try (ChartTests.hard + ChartTests.hardMaps() + DemoPage.charts())
        .filter { $0.paneled != nil }
    }
  }

  @Test(
    "with two, three and five models: XML, no text on another, every value", arguments: try charts)
  func figures(chart: Chart) throws {
    let single = chart.drawing.inline(named: "").components(separatedBy: "<title>").count - 1
    for count in [2, 3, 5] {
      let figure = try #require(
        Self.figure(Array(repeating: chart, count: count - 1), instrument: chart))
      let source = figure.drawing.source
      #expect(XMLCheck.problem(in: source) == nil)
      #expect(!source.contains("nan") && !source.contains("inf"))
      #expect(TextLayout(source).problems == [], "\(count) models")
      #expect(source.contains("width=\"820\""))
      let inline = figure.drawing.inline(named: "")
      #expect(inline.components(separatedBy: "<title>").count - 1 == count * single)
      #expect(inline.components(separatedBy: "<title>planted: ").count - 1 == single)
      #expect(XMLCheck.problem(in: inline) == nil)
    }
  }
}
