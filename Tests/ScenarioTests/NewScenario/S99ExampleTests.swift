import Claims
import Protocols
import Scenarios
import Subjects
import TestSupport
import Testing

@Suite("S99 · A vector of example on pairs that it was not made from")
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

  @Test(
    "real weights", .fullEngine,
    .enabled(
      if: ledger["S99.1", "smollm2-135m"] != nil, "the ledger has no verdict on real weights yet"))
  func realWeights() throws {
    #expect(try Self.verdict(on: Subject(.smolLM2)) == ledger["S99.1", "smollm2-135m"])
  }
}
