import Claims
import Testing

@testable import Reporting

@Suite("Index")
struct ReportIndexTests {
  private func readme(_ pages: [ReportPage], items: [SourceItem] = []) throws -> String {
    try #require(index(pages, items: items).first).contents
  }

  private func source(_ text: String) throws -> LiterateSource {
    try LiterateSource(path: "S.swift", text: "//: # T\n" + text)
  }

  @Test("each question has its pages, their verdicts by engine and the answer in brief")
  func items() throws {
    let page = try DemoPage().page
    let notes = ReportPage(
      name: "S91-notes", source: try source("//: Why?\n"),
      records: page.records.filter(\.isInstrumentCheck), findings: [])
    let text = try readme(
      [page, notes],
      items: [
        SourceItem(question: "Does a | page read?", pages: ["S90-demo", "S91-notes"]),
        SourceItem(question: "Unanswered?", pages: []),
      ])
    let row = try #require(text.split(separator: "\n").first { $0.hasPrefix("| Does a") })
    #expect(
      row.hasPrefix("| Does a \\| page read? | [S90 · A made-up effect, to show what a page"))
    #expect(
      row.hasSuffix(
        "(S90-demo.md) | It does: the question stands first, e.g. above, and after it the answer in 1.5"
          + " lines. | S90.1 **INCONCLUSIVE**<br>S90.2 **REFUTED (opposite)** |"))
    #expect(text.contains("\n|  | [T](S91-notes.md) |  | exploratory |\n"))
    #expect(text.contains("\n| Unanswered? | none |"))
    #expect(!text.contains("Other pages"))
  }

  @Test("verdicts that differ are counted over studied models; without one a claim was not run")
  func counts() throws {
    let page = try DemoPage().page
    let registration = try Registration(demoClaims)
    let more = try ["a", "b"].flatMap { try registration.judge([], on: $0) }
    func row(_ findings: [Finding]) throws -> String? {
      let page = ReportPage(
        name: page.name, source: page.source, records: page.records, findings: findings)
      return try readme([page], items: [SourceItem(question: "Q", pages: ["S90-demo"])])
        .split(separator: "\n").first { $0.hasPrefix("| Q ") }.map(String.init)
    }
    #expect(
      try row(page.findings + more)?.hasSuffix(
        "| S90.1 **INCONCLUSIVE** on 1, **NOT RUN** on 2<br>S90.2 **REFUTED (opposite)** on 1, **NOT RUN** on 2 |"
      ) == true)
    #expect(
      try row(page.findings.filter { $0.engine == "tiny" })?.hasSuffix(
        "| S90.1 **NOT RUN**<br>S90.2 **NOT RUN** |") == true)
  }

  @Test("a page that no question names is listed, and a question may not name what is not there")
  func names() throws {
    let page = try DemoPage().page
    #expect(try readme([page]).contains("## Pages\n\n- [S90"))
    let other = [SourceItem(question: "q", pages: [])]
    #expect(try readme([page], items: other).contains("## Other pages\n\n- [S90"))
    #expect(throws: ReportingError.unknownPage(name: "S91", question: "q")) {
      try index([page], items: [SourceItem(question: "q", pages: ["S91"])])
    }
  }

  @Test("every page's link to the key finds it")
  func key() throws {
    let page = try DemoPage().page
    #expect(try readme([page]).contains("\n## Key\n"))
    #expect(try #require(weave(page).first).contents.contains("(README.md#key)"))
  }

  @Test(
    "the answer in brief is the first sentence of a first section '## Answer'",
    arguments: [
      (
        "//: q\n//: ## Answer\n//:\n//: At c = 0.5,\n//: e.g. here, *yes.* More.",
        "At c = 0.5, e.g. here, *yes.*"
      ),
      ("//: ## Answer\n//: No end\n//:\n//: Next. X", "No end"),
      ("import A\n//: ## Answer\n//: After imports. X", "After imports."),
      ("//: q\n\n//: ## Answer\n//: Torn. X", "Torn."),
      ("//: ## Data\n//: x\n//: ## Answer\n//: Late.", nil),
      ("let a = 1\n//: ## Answer\n//: After code.", nil),
      ("//: q", nil), ("//: ## Answer\n//: ## Data", nil), ("//: ### Answer\n//: No.", nil),
    ] as [(String, String?)])
  func brief(text: String, expected: String?) throws {
    #expect(try source(text).answerInBrief == expected)
  }
}
