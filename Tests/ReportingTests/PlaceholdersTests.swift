import Claims
import Foundation
import Testing

@testable import Reporting

@Suite("Placeholders in prose")
struct PlaceholdersTests {
  let demo: ReportPage
  let placeholders: Placeholders

  init() throws {
    demo = try DemoPage().page
    placeholders = Placeholders(
      findings: demo.findings,
      models: [
        ModelKey(name: "full", title: "A Real Model", meaning: "real"),
        ModelKey(name: "tiny", title: "planted", isControl: true, meaning: "control"),
      ])
  }

  private func filled(_ text: String) throws -> String {
    try placeholders.fill(text, in: "x.swift")
  }

  @Test("numbers are those of the page's own tables")
  func numbers() throws {
    let finding = try #require(
      demo.findings.first { $0.claim.id == "S90.1" && $0.engine == "full" })
    let contrast = try #require(finding.decisive)
    #expect(
      try filled("It moves by {{S90.1.effect@full}}.")
        == "It moves by \(FindingBlocks.effect(contrast, finding)).")
    #expect(try filled("{{S90.1.value@full}}") == FindingBlocks.value(contrast, finding))
    #expect(
      try filled("{{S90.1.verdict@full}} {{S90.1.n@full}}")
        == "\(finding.verdict) \(contrast.count)")
    #expect(try filled("{{S90.1.baseline\nagreement@full}}") == finding.gates[0].measured)
    #expect(try filled("no {braces} are {{ left alone").contains("{{ left"))
  }

  @Test("a list is of studied models alone; a control never is in it")
  func lists() throws {
    let all = Dictionary(grouping: demo.findings.filter { $0.claim.id == "S90.1" }, by: \.engine)
    let verdict = try #require(all["full"]?.first).verdict
    let word = "\(verdict)".split(separator: " ")[0]
    #expect(try filled("{{S90.1.models:\(word)}}") == "A Real Model")
    #expect(try filled("{{S90.1.count:\(word)}}") == "the one model")
    #expect(try filled("{{S90.1.them:\(word)}}") == "the one model")
    let other = verdict == .supported ? "INCONCLUSIVE" : "SUPPORTED"
    #expect(try filled("{{S90.1.models:\(other)}}") == "no model")
    #expect(try filled("{{S90.1.count:\(other)}}") == "no model")
  }

  private func renamed(_ finding: Finding, _ name: String) throws -> Finding {
    let json = String(decoding: try JSONEncoder().encode(finding), as: UTF8.self)
    return try JSONDecoder().decode(
      Finding.self, from: Data(json.replacing("\"full\"", with: "\"\(name)\"").utf8))
  }

  @Test("how many: neither, both, all, some", arguments: [1, 2, 3, 4])
  func counts(models: Int) throws {
    let real = demo.findings.filter { $0.claim.id == "S90.1" && $0.engine == "full" }
    let word = try "\(#require(real.first).verdict)".split(separator: " ")[0]
    // The same finding on so many models, as far as `having`; on the rest one that was not testable.
    func counted(_ having: Int) throws -> String {
      let names = (0..<models).map { "m\($0)" }
      let findings = try names.enumerated().map { index, name in
        index < having
          ? try renamed(#require(real.first), name)
          : .notTestable(try #require(real.first).claim, on: name, because: "x")
      }
      return try Placeholders(
        findings: findings, models: names.map { ModelKey(name: $0, title: $0, meaning: "") }
      ).fill("{{S90.1.count:\(word)}}", in: "x.swift")
    }
    let expected = [
      1: ["no model", "the one model"],
      2: ["neither model", "one of the two models", "both models"],
      3: [
        "none of the three models", "one of the three models", "two of the three models",
        "all three models",
      ],
      4: ["none of the four models", "one of the four models"],
    ]
    for (having, text) in (expected[models] ?? []).enumerated() {
      #expect(try counted(having) == text)
    }
  }

  @Test(
    "all verdicts as a clause",
    arguments: [
      ([0, 0, 0, 4], "is shown on none of the four models: none of them can be tested"),
      ([0, 0, 0, 2], "is shown on neither model: neither of them can be tested"),
      ([0, 0, 0, 1], "is shown on no model: it cannot be tested"),
      ([0, 0, 1, 1], "is shown on neither model: undecided on one and not testable on one"),
      ([2, 1, 1, 0], "is shown on two of the four models, refuted on one and undecided on one"),
      ([1, 0, 0, 2], "is shown on one of the three models, not testable on two"),
      ([0, 0, 2, 0], "is undecided on both models"),
      ([0, 3, 0, 0], "is refuted on all three models"),
      ([3, 0, 0, 0], "is shown on all three models"),
    ])
  func outcomes(counts: [Int], text: String) {
    #expect(
      Placeholders.outcome(
        shown: counts[0], refuted: counts[1], undecided: counts[2], untestable: counts[3]) == text)
  }

  @Test("a field on every studied model, without intervals; what was not run is left out")
  func each() throws {
    let finding = try #require(
      demo.findings.first { $0.claim.id == "S90.1" && $0.engine == "full" })
    let other = try renamed(finding, "other")
    let unable = Finding.notTestable(finding.claim, on: "unable", because: "x")
    let text = try Placeholders(
      findings: demo.findings + [other, unable],
      models: ["full", "other", "unable"].map { ModelKey(name: $0, title: "\($0)!", meaning: "") }
        + [ModelKey(name: "tiny", title: "planted", isControl: true, meaning: "")]
    ).fill("{{S90.1.effect@each}}", in: "x.swift")
    let value = FindingBlocks.value(try #require(finding.decisive), finding)
    #expect(text == "\(value) on full! and other!")
  }

  @Test("how many, said again")
  func again() {
    let said = (1...3).map { total in
      (0...total).map { Placeholders.countedAgain($0, of: total) }
    }
    #expect(
      said == [
        ["no model", "the one model"], ["neither of them", "one of them", "both of them"],
        ["none of them", "one of them", "two of them", "all of them"],
      ])
  }

  @Test("the outcome of a claim, a title")
  func names() throws {
    let verdict = try #require(
      demo.findings.first { $0.claim.id == "S90.1" && $0.engine == "full" }
    ).verdict
    let counts = ["SUPPORTED", "REFUTED", "INCONCLUSIVE", "NOT TESTABLE"].map {
      "\(verdict)".hasPrefix($0) ? 1 : 0
    }
    #expect(
      try filled("It {{S90.1.outcome}}.")
        == "It "
        + Placeholders.outcome(
          shown: counts[0], refuted: counts[1], undecided: counts[2], untestable: counts[3]) + ".")
    #expect(try filled("{{model:full}}, {{model:tiny}}") == "A Real Model, planted")
  }

  @Test(
    "what no record holds fails the weave, and says what there is",
    arguments: [
      ("S91.1.effect@full", "no finding of S91.1"), ("S90.1.effect@other", "run on: "),
      ("S90.1.effect", "expected @"), ("effect@full", "expected a claim"),
      ("model:other", "there is full, tiny"), ("S90.1.colour@each", "it has effect, value"),
      ("S90.1.colour@full", "it has effect, value"),
      ("S90.1.models:TRUE", "expected one of SUPPORTED"),
    ])
  func unknown(text: String, said: String) throws {
    let error = #expect(throws: ReportingError.self) { try filled("so {{\(text)}} it is") }
    #expect(error?.description.contains("x.swift") == true)
    #expect(error?.description.contains(said) == true, "\(error?.description ?? "")")
  }

  @Test("a page and the index's short answer are filled; a number that changes changes the prose")
  func page() throws {
    let prose = "The answer is {{S90.1.value@full}}. More"
    let source = try DemoPage {
      $0.replacing("It does: the question", with: prose + ": the question")
    }
    .page.source
    func page(_ findings: [Finding]) throws -> ReportPage {
      ReportPage(
        name: demo.name, source: source, records: demo.records, findings: findings,
        placeholders: Placeholders(findings: findings, models: []))
    }
    let value = try filled("{{S90.1.value@full}}")
    let text = try #require(weave(page(demo.findings)).first).contents
    #expect(text.contains("The answer is \(value). More"))
    #expect(try page(demo.findings).answerInBrief() == "The answer is \(value).")
    #expect(throws: ReportingError.self) {
      try weave(page(demo.findings.filter { $0.engine != "full" }))
    }
  }
}
