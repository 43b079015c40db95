import Claims
import Foundation
import Inference
import Protocols
import Reporting
import Scenarios
import Selectivity
import Steering
import Subjects
import TestSupport
import Testing

/// Every scenario, run once a model in a process, in the precision of the committed report.
struct FullRun {
  static let planted = Result { try FullRun(.planted) }
  static let smolLM2 = Result { try FullRun(.smolLM2) }

  let card: ModelCard
  let report: ReportRun

  /// Those on the model.
  var findings: [Finding] {
    get throws { try report.findings().filter { $0.engine == card.id } }
  }

  private init(_ card: ModelCard) throws {
    let subject = try Subject(card).redrawingFewNulls()
    print(
      "verdicts on \(card.id): \(subject.model.precision.rawValue) precision, "
        + "\(subject.model.compute.instructionSet) kernels")
    var run = ReportRun(allScenarios, questions: sourceMaterial)
    // Of the studies of public data, which take as long as all else, the committed records stand.
    let names = allScenarios.filter(\.dataSets.isEmpty).map(\.name)
    try run.run(subject.isInstrumentCheck ? nil : Set(names), on: subject)
    if !subject.isInstrumentCheck { try run.addRecords(in: CommittedReportTests.folder) }
    (self.card, report) = (card, run)
  }
}

/// What is claimed is what a run gives: each claim's verdict, and every byte of the report.
@Suite("Verdicts and the committed report")
struct VerdictTests {
  static let claims = allScenarios.flatMap(\.claims)

  @Test("planted model (instrument check)", arguments: claims.map(\.id))
  func planted(claim: String) throws {
    try expectVerdict(of: claim, in: FullRun.planted.get())
  }

  @Test("real weights", .fullEngine, .vectorKernels, arguments: claims.map(\.id))
  func realWeights(claim: String) throws {
    try expectVerdict(of: claim, in: FullRun.smolLM2.get())
  }

  @Test("planted model: the run gives the committed pages, figures and records, byte for byte")
  func plantedReport() throws {
    #expect(try differences(of: FullRun.planted.get()) == "")
  }

  @Test(
    "real weights: the run gives the committed pages, figures and records", .fullEngine,
    .vectorKernels)
  func realReport() throws {
    #expect(try differences(of: FullRun.smolLM2.get()) == "")
  }

  /// The roster beyond the models that every report is run on, as far as findings on it are committed.
  static let others = Roster.models.filter { card in
    !Roster.standard.contains { $0.id == card.id } && !recordNames(of: card).isEmpty
  }

  @Test("other models: their committed records give the ledger's verdicts", arguments: others)
  func recorded(card: ModelCard) throws {
    let findings = try CommittedReportTests.run().findings().filter { $0.engine == card.id }
    let run = findings.filter { $0.verdict != .notRun }
    #expect(!run.isEmpty)
    for finding in run {
      #expect(finding.verdict == ledger[finding.claim.id, card.id], "\(finding)")
    }
  }

  /// One scenario stands for all, which take hours: `make test-models` runs those.
  @Test(
    "other models that are in the cache: a run gives the committed records", .vectorKernels,
    arguments: others.filter { $0.asset?.testsRun ?? false })
  func recomputed(card: ModelCard) throws {
    let names =
      FullEngine.isThorough
      ? Set(allScenarios.filter(\.dataSets.isEmpty).map(\.name)) : ["S08-corrigibility"]
    var run = ReportRun(allScenarios, questions: sourceMaterial)
    try run.run(names, on: Subject(card).redrawingFewNulls())
    // Prose cites findings on the other models.
    try run.addRecords(in: CommittedReportTests.folder)
    let records = try run.files().filter { $0.path.hasSuffix("-\(card.id).json") }
    #expect(!records.isEmpty)
    #expect(
      try ReportWriter(folder: CommittedReportTests.folder)
        .check(records, isComplete: false).map(\.description) == [])
  }

  private static func recordNames(of card: ModelCard) -> [String] {
    let folder = CommittedReportTests.folder + "/records"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix("-\(card.id).json") }
  }

  private func expectVerdict(of id: String, in run: FullRun) throws {
    let finding = try #require(run.findings.first { $0.claim.id == id })
    print("\(id) on \(run.card.id): \(finding.verdict) · \(finding.summary)")
    #expect(finding.verdict == ledger[id, run.card.id], "\(finding)")
  }

  /// The other models' part of the pages comes from their committed records.
  private func differences(of run: FullRun) throws -> String {
    var report = run.report
    try report.addRecords(in: CommittedReportTests.folder)
    return try ReportWriter(folder: CommittedReportTests.folder)
      .check(report.files(), isComplete: true).map(\.description).joined(separator: "\n")
  }
}

extension Subject {
  /// The same with the committed records' null draws, of which only the first few are made again unless a run is
  /// thorough.
  func redrawingFewNulls() throws -> Subject {
    if FullEngine.isThorough { return self }
    var subject = self
    let selective = [
      sentimentIsSelective, subtractionIsSelective, honestyIsSelective, confidenceIsSelective,
      corrigibilityIsSelective,
    ]
    for claim in selective {
      let id = claim.claim.id
      let scenario = try #require(allScenarios.first { $0.claims.contains { $0.id == id } })
      let path = CommittedReportTests.folder + "/records/\(scenario.name)-\(name).json"
      guard let json = FileManager.default.contents(atPath: path),
        let evidence = try PageRecord(json: json).evidence.first(where: { $0.claimID == id })
      else { continue }
      for kind in SelectiveNull.allCases {
        let reading = evidence.controls.first { $0.name == kind.check.name }?.reading
        guard case .null(_, let draws) = reading else { continue }
        subject.knownDraws["\(claim.behavior.rawValue) \(kind.rawValue)"] = draws
      }
    }
    return subject
  }
}
