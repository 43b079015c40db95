import Claims
import Foundation
import Reporting

/// The demo scenario run, judged and woven, as the report command does with a real one.
struct DemoPage {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path
  static let path = "Tests/ReportingTests/DemoScenario.swift"

  static let items = [
    SourceItem(question: "Does a page read as a finding?", pages: ["S90-demo"]),
    SourceItem(question: "What is without an answer?", pages: []),
  ]

  let page: ReportPage
  /// Of page and index.
  var files: [ReportFile] { get throws { try weave(page) + index([page], items: Self.items) } }

  init(transform: (String) -> String = { $0 }) throws {
    let text = try String(contentsOfFile: "\(Self.folder)/DemoScenario.swift", encoding: .utf8)
    let ran = try LiterateSource(path: Self.path, text: text)
    let registration = try Registration(demoClaims)
    var records: [PageRecord] = []
    var findings: [Finding] = []
    for (engine, effect, seed) in [("tiny", 0.9, UInt64(1)), ("full", 0.35, 2)] {
      let page = Page(engine: engine, isInstrumentCheck: engine == "tiny")
      try demo(page, effect: effect, seed: seed)
      let record = try page.record(of: ran)
      records.append(record)
      findings += try registration.judge(record.evidence, on: engine)
    }
    page = ReportPage(
      name: "S90-demo", source: try LiterateSource(path: Self.path, text: transform(text)),
      records: records, findings: findings)
  }

  /// Every figure of the demo page.
  static func charts() throws -> [Chart] {
    try DemoPage().page.records.flatMap { record in
      record.outputs.compactMap { if case .chart(let chart, _) = $0.content { chart } else { nil } }
    }
  }
}
