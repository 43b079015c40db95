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

  @Test("its table is the one that the committed records give, byte for byte")
  func generated() throws {
    let path = allScenarios[0].checkout + "/README.md"
    let readme = try String(contentsOfFile: path, encoding: .utf8)
    #expect(try CommittedReportTests.run().readme(readme).contents == readme)
  }

  /// Ids of the models that the table's columns are of.
  static func columns(_ readme: String) -> [String] {
    let header = readme.split(separator: "\n").first { $0.hasPrefix("| claim |") } ?? ""
    return header.split(separator: "|").dropFirst().map {
      String($0.trimmingCharacters(in: .whitespaces).prefix { $0 != " " })
    }
  }

  static func mismatches(_ readme: String) -> [String] {
    let (rows, models) = (table(readme), columns(readme))
    return allScenarios.flatMap(\.claims).flatMap { claim in
      models.indices.compactMap { index in
        let cells = rows[claim.id] ?? []
        let cell = cells.indices.contains(index) ? cells[index] : ""
        return cell == ledger[claim.id, models[index]]?.description ?? "NOT RUN"
          ? nil : "\(claim.id) on \(models[index]): '\(cell)'"
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
