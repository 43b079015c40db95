import Foundation
import Statistics
import Testing

@testable import Reporting

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
      (0..<9).map { .init("series \($0)", [.init(0, estimate(0, 1)), .init(1, estimate(1, 1))]) }),
  ]

  @Test("a figure is well-formed XML with finite coordinates", arguments: hard)
  func wellFormed(chart: Chart) throws {
    let svg = chart.svg
    #expect(XMLCheck.problem(in: svg) == nil)
    #expect(!svg.contains("nan") && !svg.contains("inf"), "\(svg)")
    #expect(svg.contains("prefers-color-scheme:dark"))
    #expect(svg == chart.svg)
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

/// A strict little reader of the XML that figures use: tags nest, attributes are quoted, and text
/// holds no bare `<` or `&`.
enum XMLCheck {
  static func problem(in text: String) -> String? {
    var open: [String] = []
    var rest = text[...]
    while let start = rest.firstIndex(of: "<") {
      if let fault = badEntity(rest[..<start]) { return fault }
      guard let end = rest[start...].firstIndex(of: ">") else { return "unclosed tag" }
      let tag = rest[rest.index(after: start)..<end]
      if tag.contains("<") { return "bare '<' before \(tag)" }
      if let fault = badEntity(tag) { return fault }
      if tag.hasPrefix("/") {
        guard open.popLast() == String(tag.dropFirst()) else { return "misnested \(tag)" }
      } else if tag.count(where: { $0 == "\"" }) % 2 != 0 {
        return "unbalanced quotes in \(tag)"
      } else if !tag.hasSuffix("/") {
        guard let first = tag.first, first.isLetter else { return "bare '<'" }
        open.append(String(tag.prefix { $0.isLetter }))
      }
      rest = rest[rest.index(after: end)...]
    }
    return open.isEmpty ? nil : "unclosed \(open)"
  }

  private static func badEntity(_ text: Substring) -> String? {
    for part in text.split(separator: "&", omittingEmptySubsequences: false).dropFirst()
    where !["amp;", "lt;", "gt;", "quot;"].contains(where: { part.hasPrefix($0) }) {
      return "bare '&' before \(part.prefix(10))"
    }
    return nil
  }
}
