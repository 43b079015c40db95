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
    let files = try demo.files
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

  /// Each piece after the one before it; the first places count, so that none stands earlier too.
  private func expectOrder(_ pieces: [String], in text: String) throws {
    var rest = text[...]
    let firsts = pieces.compactMap { text.range(of: $0)?.lowerBound }
    #expect(firsts == firsts.sorted(), "\(pieces)")
    for piece in pieces {
      let range = try #require(rest.range(of: piece), "\(piece) is missing or out of order")
      rest = rest[range.upperBound...]
    }
  }

  @Test("question, answer, verdicts, figure, then the rest")
  func answerFirst() throws {
    let text = try markdown(DemoPage().page)
    #expect(text.hasPrefix("# S90 · A made-up effect, to show what a page looks like\n"))
    try expectOrder(
      [
        "Nothing here was measured", "## Answer", "It does:", "- **S90.1** Coefficient +1 raises",
        "- **S90.2** Later layers", "| claim | model | verdict |", "| **S90.1** | full |",
        "S90-demo-verdicts.svg", "- **S90.1, full:**", "**Registered before",
      ], in: text)
    #expect(!text.contains("Exploratory:"))
  }

  @Test("without an answer the verdicts follow the question; without claims the page says so")
  func noAnswer() throws {
    let page = try DemoPage {
      $0.replacingOccurrences(of: "//: ## Answer", with: "//: ## What was registered")
    }.page
    try expectOrder(
      ["Nothing here", "| claim | model |", "## What was registered", "It does:"],
      in: markdown(page))
    let source = try LiterateSource(
      path: "S.swift", text: "//: # T\n//: Why?\nlet a = 1\n//: ## Answer\n//: late\n")
    let bare = try markdown(ReportPage(name: "S", source: source, records: [], findings: []))
    try expectOrder(
      ["# T", "*Exploratory: nothing", "Why?", "let a", "## Answer", "late"], in: bare)
  }

  @Test("code is folded; a cell of imports or of closing braces is left out")
  func folding() throws {
    let source = try LiterateSource(
      path: "S.swift",
      text: """
        //: # T
        import A
        //: one
        import B

        let a = {
          [1
        //: two
          ]
        }
        //: three
        f(
          2
        )
        //: four
        let b = 1
        """)
    let text = try markdown(ReportPage(name: "S", source: source, records: [], findings: []))
    #expect(
      text.contains(
        """
        one

        <details><summary>Code</summary>

        ````swift
        let a = {
          [1
        ````

        </details>

        two

        three

        <details><summary>Code</summary>

        ````swift
        f(
          2
        )
        """))
    #expect(!text.contains("import") && text.components(separatedBy: "<details>").count == 4)
  }

  @Test("each output follows its own cell, real weights before the instrument")
  func placement() throws {
    let text = try markdown(DemoPage().page)
    let order = [
      "## Data", "What the prompts look like", "A call in a loop",
      "<summary><b>full</b>: text", "love: a model", "hate: a model",
      "<summary><b>tiny (instrument check)</b>: text", "## Dose and response",
      "S90-demo-1-dose-and-response.svg", "## Depth", "S90-demo-2-effect-by-layer.svg",
      "## Word by word", "S90-demo-full-5-concept-monitor.svg",
      "S90-demo-tiny-5-concept-monitor.svg", "## Verdicts", "**S90.1: ",
    ]
    try expectOrder(order, in: text)
    #expect(!text.contains("import Statistics"))
  }

  @Test(
    "what models showed alike is told once; what each showed is folded, the verdict said outside")
  func folds() throws {
    let text = try markdown(DemoPage().page)
    let captions = text.components(separatedBy: "*Effect of the vector of each layer").count - 1
    #expect(captions == 1)
    #expect(
      text.contains(
        "<details><summary><b>full</b>: S90.1 <b>INCONCLUSIVE</b>, S90.2 <b>REFUTED (opposite)</b></summary>"
      ))
    // A chart that cannot be one figure for all is to be seen, on the first model.
    #expect(text.contains("<details open><summary><b>full</b>: Concept monitor</summary>"))
    #expect(
      text.contains("<details><summary><b>tiny (instrument check)</b>: Concept monitor</summary>"))
  }

  @Test("on one model alone nothing is folded, and a figure is that model's")
  func oneModel() throws {
    let page = try DemoPage().page
    let alone = ReportPage(
      name: page.name, source: page.source, records: page.records.filter { $0.engine == "full" },
      findings: page.findings.filter { $0.engine == "full" })
    let text = try markdown(alone)
    #expect(!text.contains("<details><summary><b>"))
    #expect(text.contains("(figures/S90-demo-full-2-effect-by-layer.svg)"))
  }

  @Test("an instrument that shows another table does not keep the studied models apart")
  func otherInstrument() throws {
    let source = try LiterateSource(path: "S.swift", text: "//: # T\nlet a = 1\n")
    let records = try [("m0", "x"), ("m1", "x"), ("planted", "y")].map { engine, column in
      let page = Page(engine: engine, isInstrumentCheck: engine == "planted")
      page.show(
        try Table("t", columns: [column], rows: [[.text("of \(engine)")]]), fileID: "M/S.swift",
        line: 2)
      return try page.record(of: source)
    }
    let text = try markdown(
      ReportPage(name: "S", source: source, records: records, findings: []))
    try expectOrder(
      [
        "| model | x |", "| m0 | of m0 |", "| m1 | of m1 |",
        "<details><summary><b>planted (instrument check)</b>: t</summary>", "| y |",
        "| of planted |",
      ], in: text)
  }

  @Test("what is to be known of several models is said once")
  func remarks() throws {
    let page = try DemoPage().page
    let records = try (0..<3).map { index in
      let page = Page(
        engine: "m\(index)", isInstrumentCheck: false, remark: index < 2 ? "Hm." : "Ah.")
      return try page.record(of: DemoPage().page.source)
    }
    let text = try markdown(
      ReportPage(name: "S", source: page.source, records: records, findings: []))
    #expect(text.contains("- **m0, m1:** Hm.\n- **m2:** Ah.\n"))
  }

  @Test("reasons are given for what is not supported; the table says why the rest is")
  func reasons() throws {
    let page = try DemoPage().page
    let text = try markdown(page)
    for finding in page.findings {
      let line = "\n- **\(finding.claim.id), \(finding.engine):**"
      #expect(text.contains(line) == (finding.verdict != .supported), "\(line)")
      #expect(text.contains("**\(finding.claim.id): \(finding.verdict).**"), "in the details")
    }
    #expect(Set(page.findings.map { $0.verdict == .supported }) == [true, false])
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
    let figure = try #require(text.range(of: "S90-demo-2-effect-by-layer.svg"))
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
    #expect(try index([once]) == index([again]))
  }

  @Test("a report names no place and no time")
  func anonymous() throws {
    let demo = try DemoPage()
    for file in try demo.files {
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

  @Test("numbers have units, p-values say which they are, hashes are short")
  func units() throws {
    let text = try markdown(DemoPage().page)
    #expect(
      text.contains("| more than off target | control | 0.20 [0.10, 0.30] nats | lower bound"))
    #expect(text.contains("&gt; 0 nats |"))
    #expect(text.contains("draws 0.38 nats, p = "))
    #expect(text.contains("| 0.12 [0.07, 0.17] VADER compound |"))
    #expect(text.contains("| δ | p (Holm) |") && text.contains("| δ | p (raw) |"))
    #expect(text.contains("model 0123456789ab, exact arithmetic, data fedcba987654, seed"))
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
