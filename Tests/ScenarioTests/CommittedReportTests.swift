import Experiments
import Foundation
import Reporting
import Scenarios
import Testing

/// What the committed records and sources give, without a run.
@Suite("The committed report")
struct CommittedReportTests {
  static let folder = allScenarios[0].checkout + "/Reports"

  static func run() throws -> ReportRun {
    var run = ReportRun(allScenarios, items: sourceMaterial)
    try run.addRecords(in: folder)
    return run
  }

  @Test("pages, figures and index are those that its records weave to, byte for byte")
  func markdown() throws {
    let differences = try ReportWriter(folder: Self.folder)
      .check(Self.run().files(), isComplete: true)
    #expect(differences.isEmpty, "\(differences.map(\.description).joined(separator: "\n"))")
  }
}
