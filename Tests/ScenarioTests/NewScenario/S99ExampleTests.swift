import Claims
import Protocols
import Reporting
import Subjects
import Testing

@Suite("What a new scenario finds, and its page")
struct S99ExampleTests {
  /// As the report judges it: the registration is a family of its own, so no other scenario is run.
  static func verdict(on subject: Subject) throws -> Verdict {
    let page = try exampleScenario.run(in: Laboratory(subject))
    let findings = try Registration([exampleClaim]).judge(page.evidence, on: subject.name)
    let finding = try #require(findings.first)
    print("\(finding.claim.id) on \(subject.name): \(finding.verdict) · \(finding.summary)")
    return finding.verdict
  }

  @Test("planted model (instrument check): what is there is found")
  func planted() throws {
    #expect(try Self.verdict(on: Subject(.planted)) == .supported)
  }

  @Test("planted fault: nothing is planted, and nothing is found")
  func unplanted() throws {
    #expect(try Self.verdict(on: .planted(seed: Subject.seed, planting: .none)) != .supported)
  }

  @Test("it is woven as it was written: the question, the pairs, both figures, the verdict")
  func page() throws {
    var run = ReportRun([exampleScenario])
    try run.run(on: Subject(.planted))
    let files = try run.files()
    let page = try #require(files.first { $0.path == "S99-example.md" }).contents
    for said in [
      "# S99 · Does a vector of example work", "\n## Answer\n", "let examplePairs = #\"\"\"",
      "choice-of-the-layer.svg", "dose-and-response.svg", "**S99.1: SUPPORTED.**", "\n## Limits\n",
    ] {
      #expect(page.contains(said), "\(said)")
    }
    let index = try #require(files.first { $0.path == "README.md" }).contents
    #expect(index.contains("Own: example"))
    #expect(files.filter { $0.path.hasPrefix("figures/S99-example") }.count >= 3)
  }
}
