import Claims
import Experiments
import Reporting
import Scenarios
import TestSupport
import Testing

/// Every scenario, run once a model in a process, in *exact* as the committed report is.
enum FullRun {
  static func on(_ engine: Engine.Name) throws -> ReportRun {
    switch engine {
    case .tiny: try tiny.get()
    case .full: try full.get()
    }
  }

  static func findings(on engine: Engine.Name) throws -> [Finding] {
    try on(engine).findings().filter { $0.engine == engine.rawValue }
  }

  private static let tiny = Result { try run(.tiny) }
  private static let full = Result { try run(.full) }

  private static func run(_ name: Engine.Name) throws -> ReportRun {
    let engine = try Engine(name)
    print(
      "verdicts on \(name.rawValue): \(engine.model.precision.rawValue) precision, "
        + "\(engine.model.compute.instructionSet) kernels")
    var run = ReportRun(allScenarios, items: sourceMaterial)
    try run.run(on: engine)
    return run
  }
}

/// What is claimed is what a run gives: each claim's verdict, and every byte of the report.
@Suite("Verdicts and the committed report")
struct VerdictTests {
  static let claims = allScenarios.flatMap(\.claims)

  @Test("planted model (instrument check)", arguments: claims.map(\.id))
  func planted(claim: String) throws {
    try expectVerdict(of: claim, on: .tiny)
  }

  @Test("real weights", .fullEngine, .vectorKernels, arguments: claims.map(\.id))
  func realWeights(claim: String) throws {
    try expectVerdict(of: claim, on: .full)
  }

  @Test("planted model: the run gives the committed pages, figures and records, byte for byte")
  func plantedReport() throws {
    #expect(try differences(on: .tiny) == "")
  }

  @Test("real weights: the run gives the committed pages, figures and records", .fullEngine, .vectorKernels)
  func realReport() throws {
    #expect(try differences(on: .full) == "")
  }

  private func expectVerdict(of id: String, on engine: Engine.Name) throws {
    let finding = try #require(FullRun.findings(on: engine).first { $0.claim.id == id })
    print("\(id) on \(engine.rawValue): \(finding.verdict) · \(finding.summary)")
    #expect(finding.verdict == ledger[id, engine.rawValue], "\(finding)")
  }

  /// The other model's part of the pages comes from its committed records.
  private func differences(on engine: Engine.Name) throws -> String {
    var run = try FullRun.on(engine)
    try run.addRecords(in: CommittedReportTests.folder)
    return try ReportWriter(folder: CommittedReportTests.folder)
      .check(run.files(), isComplete: true).map(\.description).joined(separator: "\n")
  }
}
