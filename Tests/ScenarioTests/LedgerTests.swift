import Claims
import Experiments
import Scenarios
import TestSupport
import Testing

@Suite("The ledger covers the claims")
struct LedgerTests {
  @Test("every registered claim has an expected verdict on both engines")
  func complete() {
    for claim in allScenarios.flatMap(\.claims) {
      for engine in Engine.Name.allCases {
        #expect(ledger[claim.id, engine.rawValue] != nil, "\(claim.id) on \(engine)")
      }
    }
  }

  @Test("planted fault: a ledger that expects the opposite is contradicted")
  func contradiction() throws {
    let wrong: Ledger = ["S01.1": ["tiny": .refuted(.opposite)]]
    let findings = try FullRun.findings(on: .tiny).filter { $0.claim.id == "S01.1" }
    #expect(wrong.differences(from: findings, on: "tiny").count == 1)
    #expect(ledger.differences(from: try FullRun.findings(on: .tiny), on: "tiny").isEmpty)
  }

  @Test("the same run twice gives the same bytes")
  func deterministic() throws {
    var files: [[String]] = []
    for threads in [1, 2] {
      var run = ReportRun(allScenarios)
      try run.run(
        ["S01-sentiment", "S04-sycophancy"],
        on: .tiny(seed: Engine.seed, compute: .init(threads: threads)))
      files.append(try run.files().map { $0.path + "\n" + $0.contents })
    }
    #expect(files[0] == files[1])
  }
}
