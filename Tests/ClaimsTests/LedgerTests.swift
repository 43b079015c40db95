import Claims
import Testing

@Suite("Ledger of expected verdicts")
struct LedgerTests {
  private func findings() throws -> [Finding] {
    let claims = [Synthetic.claim("S01.1"), Synthetic.claim("S02.1"), Synthetic.claim("S03.1")]
    return try registeredJudge(
      claims,
      [
        Synthetic.evidence(for: claims[0], [try Synthetic.spread(0.6, 0.2)]),
        Synthetic.evidence(for: claims[1], [try Synthetic.spread(-0.6, 0.2)]),
      ])
  }

  @Test("agreement is silent, a refuted claim included")
  func agreement() throws {
    let ledger: Ledger = [
      "S01.1": ["full": .supported, "tiny": .supported],
      "S02.1": ["full": .refuted(.opposite)],
      "S03.1": ["full": .notRun],
    ]
    #expect(try ledger.differences(from: findings(), on: "full").isEmpty)
  }

  @Test("a change in either direction, a missing entry and a missing finding all differ")
  func differences() throws {
    let ledger: Ledger = [
      "S01.1": ["full": .inconclusive],
      "S02.1": ["full": .refuted(.equivalent)],
      "S09.1": ["full": .supported],
    ]
    let differences = try ledger.differences(from: findings(), on: "full")
    #expect(differences.map(\.claimID) == ["S01.1", "S02.1", "S03.1", "S09.1"])
    let text = differences.map(\.description)
    #expect(text[0].contains("− expected: INCONCLUSIVE\n+ found:    SUPPORTED"))
    #expect(text[1].contains("− expected: REFUTED (equivalent)\n+ found:    REFUTED (opposite)"))
    #expect(text[2].contains("no entry in the ledger"))
    #expect(text[3].contains("no finding"))
    #expect(text[0].contains("interval"), "a failure shows the whole finding")
  }
}
