import Claims
import Foundation
import Inference
import Protocols
import Reporting
import Scenarios
import Subjects
import TestSupport
import Testing

/// Every scenario, run once a model in a process, in the precision of the committed report.
enum FullRun {
  static func on(_ card: ModelCard) throws -> ReportRun {
    try lock.withLock {
      if let known = runs[card.id] { return try known.get() }
      let run = Result { try self.run(card) }
      runs[card.id] = run
      return try run.get()
    }
  }

  static func findings(on card: ModelCard) throws -> [Finding] {
    try on(card).findings().filter { $0.engine == card.id }
  }

  private static let lock = NSLock()
  nonisolated(unsafe) private static var runs: [String: Result<ReportRun, any Error>] = [:]

  private static func run(_ card: ModelCard) throws -> ReportRun {
    let subject = try Subject(card)
    print(
      "verdicts on \(card.id): \(subject.model.precision.rawValue) precision, "
        + "\(subject.model.compute.instructionSet) kernels")
    var run = ReportRun(allScenarios, items: sourceMaterial)
    try run.run(on: subject)
    return run
  }
}

/// What is claimed is what a run gives: each claim's verdict, and every byte of the report.
@Suite("Verdicts and the committed report")
struct VerdictTests {
  static let claims = allScenarios.flatMap(\.claims)

  @Test("planted model (instrument check)", arguments: claims.map(\.id))
  func planted(claim: String) throws {
    try expectVerdict(of: claim, on: .planted)
  }

  @Test("real weights", .fullEngine, .vectorKernels, arguments: claims.map(\.id))
  func realWeights(claim: String) throws {
    try expectVerdict(of: claim, on: .smolLM2)
  }

  @Test("planted model: the run gives the committed pages, figures and records, byte for byte")
  func plantedReport() throws {
    #expect(try differences(on: .planted) == "")
  }

  @Test(
    "real weights: the run gives the committed pages, figures and records", .fullEngine,
    .vectorKernels)
  func realReport() throws {
    #expect(try differences(on: .smolLM2) == "")
  }

  private func expectVerdict(of id: String, on card: ModelCard) throws {
    let finding = try #require(FullRun.findings(on: card).first { $0.claim.id == id })
    print("\(id) on \(card.id): \(finding.verdict) · \(finding.summary)")
    #expect(finding.verdict == ledger[id, card.id], "\(finding)")
  }

  /// The other models' part of the pages comes from their committed records.
  private func differences(on card: ModelCard) throws -> String {
    var run = try FullRun.on(card)
    try run.addRecords(in: CommittedReportTests.folder)
    return try ReportWriter(folder: CommittedReportTests.folder)
      .check(run.files(), isComplete: true).map(\.description).joined(separator: "\n")
  }
}
