import Claims
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
    let other = verdict == .supported ? "INCONCLUSIVE" : "SUPPORTED"
    #expect(try filled("{{S90.1.models:\(other)}}") == "no model")
    #expect(try filled("{{S90.1.count:\(other)}}") == "no model")
  }

  @Test(
    "what no record holds fails the weave, and says what there is",
    arguments: [
      ("S91.1.effect@full", "no finding of S91.1"), ("S90.1.effect@other", "run on: "),
      ("S90.1.effect", "expected @"), ("effect@full", "expected a claim"),
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
