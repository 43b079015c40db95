import Claims
import Reporting
import Testing

@Suite("Table of verdicts")
struct VerdictTableTests {
  private func table() throws -> VerdictTable {
    let page = try DemoPage().page
    return VerdictTable(
      claims: demoClaims, findings: page.findings,
      models: [
        ModelKey(name: "full", title: "Full", meaning: ""),
        ModelKey(name: "new", title: "New", meaning: ""),
        ModelKey(name: "tiny", title: "Tiny", isControl: true, meaning: ""),
      ])
  }

  private func readme(_ table: String) -> String {
    "before\n\n\(VerdictTable.begin)\n\n\(table)\n\n\(VerdictTable.end)\n\nafter\n"
  }

  @Test("what a row says by hand stays; verdicts, columns and missing rows are written")
  func fill() throws {
    let old = "| claim | gone |\n| --- | --- |\n| S90.1 said *by hand* | PROVEN |\n| S1 gone | x |"
    let new = """
      | claim | full | new | tiny (instrument check) |
      | --- | --- | --- | --- |
      | S90.1 said *by hand* | INCONCLUSIVE | NOT RUN | SUPPORTED |
      | S90.2 Later layers dominate. | REFUTED (opposite) | NOT RUN | REFUTED (opposite) |
      """
    #expect(try table().fill(readme(old), file: "f") == readme(new))
    #expect(try table().fill(readme(new), file: "f") == readme(new), "again changes no byte")
  }

  @Test(
    "a text without the two comments, or with more, is refused",
    arguments: [
      "", VerdictTable.begin, VerdictTable.end, "\(VerdictTable.end)\n\(VerdictTable.begin)",
      "\(VerdictTable.begin)\n\(VerdictTable.begin)\n\(VerdictTable.end)",
      "\(VerdictTable.begin)\n\(VerdictTable.end)\n\(VerdictTable.end)",
    ])
  func unmarked(text: String) throws {
    #expect(throws: ReportingError.unmarkedTable(file: "f")) {
      try table().fill(text, file: "f")
    }
  }
}
