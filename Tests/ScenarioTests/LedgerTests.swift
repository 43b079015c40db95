import Claims
import Protocols
import Scenarios
import Subjects
import TestSupport
import Testing

@Suite("The ledger covers the claims")
struct LedgerTests {
  @Test("every registered claim has an expected verdict on each model that a report is run on")
  func complete() {
    for claim in allScenarios.flatMap(\.claims) {
      for card in Roster.standard {
        #expect(ledger[claim.id, card.id] != nil, "\(claim.id) on \(card.id)")
      }
    }
  }

  @Test("planted fault: a ledger that expects the opposite is contradicted")
  func contradiction() throws {
    let wrong: Ledger = ["S04.2": ["planted": .refuted(.opposite)]]
    let findings = try FullRun.planted.get().findings.filter { $0.claim.id == "S04.2" }
    #expect(wrong.differences(from: findings, on: "planted").count == 1)
    #expect(ledger.differences(from: try FullRun.planted.get().findings, on: "planted").isEmpty)
  }

  @Test("the same run twice gives the same bytes")
  func deterministic() throws {
    var files: [[String]] = []
    for threads in [1, 2] {
      var run = ReportRun(allScenarios)
      try run.run(
        ["S01-sentiment", "S04-sycophancy"],
        on: .planted(seed: Subject.seed, compute: .init(threads: threads)))
      // Prose cites findings on the other models.
      try run.addRecords(in: CommittedReportTests.folder)
      files.append(try run.files().map { $0.path + "\n" + $0.contents })
    }
    #expect(files[0] == files[1])
  }
}
