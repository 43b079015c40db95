import Claims
import Foundation
import Reporting
import Testing

@Suite("Weaving")
struct WeavingTests {
  /// Regenerate with STEER_REGENERATE_FIXTURES=1; that run still fails, so that nobody's green run
  /// has written what it was to check.
  @Test("the demo page is the committed one, byte for byte")
  func golden() throws {
    let demo = try DemoPage()
    let files = try weave(demo.page) + index([demo.page])
    let writer = ReportWriter(folder: "\(DemoPage.folder)/Fixtures/demo")
    let differences = try writer.check(files, isComplete: true)
    if ProcessInfo.processInfo.environment["STEER_REGENERATE_FIXTURES"] == "1" {
      try writer.write(files, isComplete: true)
      Issue.record("fixtures regenerated, \(differences.count) changed; run again without")
    }
    #expect(differences.isEmpty, "\(differences.map(\.description).joined(separator: "\n"))")
  }

  private func markdown(_ page: ReportPage) throws -> String {
    try #require(try weave(page).first).contents
  }

  @Test("the answer comes before the first prose")
  func answerFirst() throws {
    let text = try markdown(DemoPage().page)
    let verdict = try #require(text.range(of: "| claim | engine | verdict |"))
    let prose = try #require(text.range(of: "Nothing here was measured"))
    #expect(verdict.lowerBound < prose.lowerBound)
    #expect(text.hasPrefix("# S90 · A made-up effect, to show what a page looks like\n"))
  }

  @Test("each output follows its own cell, real weights before the instrument")
  func placement() throws {
    let text = try markdown(DemoPage().page)
    let order = [
      "## Data", "What the prompts look like", "A call in a loop", "love: a model", "hate: a model",
      "## Dose and response", "full-1-dose-and-response.svg",
      "tiny-1-dose-and-response.svg", "## Depth", "full-2-effect-by-layer.svg", "## Verdicts",
      "**S90.1: ",
    ]
    var rest = text[...]
    for piece in order {
      let range = try #require(rest.range(of: piece), "\(piece) is missing or out of order")
      rest = rest[range.upperBound...]
    }
    #expect(text.contains("**tiny** (instrument check)"))
    #expect(!text.contains("import Statistics"))
  }

  @Test("prose can be edited without a run, code cannot")
  func edits() throws {
    let page = try DemoPage().page
    let longer = try DemoPage {
      $0.replacingOccurrences(of: "  //: ## Depth", with: "  //: one\n  //: two\n\n  //: ## Depth")
    }.page
    let figures = try weave(page).dropFirst()
    #expect(try weave(longer).dropFirst() == figures)
    let text = try markdown(longer)
    #expect(text.contains("one\ntwo"))
    let depth = try #require(text.range(of: "## Depth"))
    let figure = try #require(text.range(of: "full-2-effect-by-layer.svg"))
    #expect(depth.lowerBound < figure.lowerBound)

    let changed = try DemoPage {
      $0.replacingOccurrences(of: "let depth = Double(layer) / 29", with: "let depth = 0.5")
    }.page
    #expect(throws: ReportingError.staleRecord(file: DemoPage.path, engine: "tiny")) {
      try weave(changed)
    }
  }

  @Test("what a model writes stays text")
  func injection() throws {
    let text = try markdown(DemoPage().page)
    #expect(text.contains("The weather \\| today \\`is\\` &lt;b&gt;fine&lt;/b&gt;"))
    #expect(text.contains("two ↵ lines, &#36;x^2&#36; and a [link\\](http&#58;//example.com)"))
    // The text holds four backticks, so its fence has five.
    #expect(text.contains("`````text\nlove: a model may write ````\nand <script>, \\u{1B}[31mred"))
    #expect(!text.unicodeScalars.contains("\u{1B}"))
  }

  @Test("weaving and running again change nothing")
  func deterministic() throws {
    let once = try DemoPage().page
    let again = try DemoPage().page
    #expect(try weave(once) == weave(again))
    #expect(index([once]) == index([again]))
  }

  @Test("a report names no place and no time")
  func anonymous() throws {
    let demo = try DemoPage()
    for file in try weave(demo.page) + index([demo.page]) {
      #expect(!file.contents.contains(DemoPage.folder), "\(file.path)")
      #expect(!file.contents.contains("/home/"), "\(file.path)")
    }
  }

  @Test("evidence without a finding, and two records of one engine, are errors")
  func errors() throws {
    let page = try DemoPage().page
    #expect(throws: ReportingError.missingFinding(claimID: "S90.1", engine: "full")) {
      try weave(
        ReportPage(name: "x", source: page.source, records: page.records, findings: []))
    }
    #expect(throws: ReportingError.duplicateRecord(engine: "tiny")) {
      try weave(
        ReportPage(
          name: "x", source: page.source, records: [page.records[0], page.records[0]],
          findings: page.findings))
    }
  }

  @Test("a claim that was not run on an engine says so in both tables")
  func notRun() throws {
    let page = try DemoPage().page
    let registration = try Registration(demoClaims)
    let half = ReportPage(
      name: page.name, source: page.source,
      records: page.records.filter(\.isInstrumentCheck),
      findings: try page.findings.filter { $0.engine == "tiny" }
        + registration.judge([], on: "full"))
    #expect(try markdown(half).contains("| full | **NOT RUN** |"))
    let readme = try #require(index([half]).first).contents
    #expect(readme.contains("**NOT RUN**"))
  }
}
