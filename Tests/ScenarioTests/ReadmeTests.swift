import Claims
import Foundation
import Scenarios
import Subjects
import Testing

@Suite("README")
struct ReadmeTests {
  static func table(_ readme: String) -> [String: [String]] {
    var rows: [String: [String]] = [:]
    for line in readme.split(separator: "\n") where line.hasPrefix("| S") {
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      rows[String(cells[0].prefix { $0 != " " })] = Array(cells.dropFirst())
    }
    return rows
  }

  static func mismatches(_ readme: String) -> [String] {
    let rows = table(readme)
    return allScenarios.flatMap(\.claims).flatMap { claim in
      zip(Roster.standard.map(\.id), rows[claim.id] ?? ["", ""]).compactMap { model, cell in
        cell == ledger[claim.id, model]?.description ? nil : "\(claim.id) on \(model): '\(cell)'"
      }
    }
  }

  @Test("the verdict table says what the ledger says")
  func verdicts() throws {
    let readme = try String(
      contentsOfFile: allScenarios[0].checkout + "/README.md", encoding: .utf8)
    #expect(Self.mismatches(readme) == [])
    let altered = readme.replacingOccurrences(of: "SUPPORTED", with: "PROVEN")
    #expect(!Self.mismatches(altered).isEmpty, "planted fault: other words in the table")
  }
}
