import Claims
import Foundation
import Reporting

/// The demo scenario run, judged and woven, as the report command does with a real one.
struct DemoPage {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path
  static let path = "Tests/ReportingTests/DemoScenario.swift"

  let page: ReportPage

  init(transform: (String) -> String = { $0 }) throws {
    let text = try String(contentsOfFile: "\(Self.folder)/DemoScenario.swift", encoding: .utf8)
    let ran = try LiterateSource(path: Self.path, text: text)
    let registration = try Registration(demoClaims)
    var records: [PageRecord] = []
    var findings: [Finding] = []
    for (engine, effect, seed) in [("tiny", 0.9, UInt64(1)), ("full", 0.35, 2)] {
      let page = Page(engine: engine, isInstrumentCheck: engine == "tiny")
      try demo(page, effect: effect, seed: seed)
      records.append(try page.record(of: ran))
      findings += try registration.judge(page.evidence, on: engine)
    }
    page = ReportPage(
      name: "S90-demo", source: try LiterateSource(path: Self.path, text: transform(text)),
      records: records, findings: findings)
  }
}
