import Testing

@testable import Reporting

@Suite("Tables of several models")
struct MergedTableTests {
  private func merged(_ tables: Table...) -> [[String]]? {
    let names = ["one", "two", "three"]
    return Table.merged(Array(zip(names, tables)))?.markdown.split(separator: "\n")
      .filter { !$0.contains("---") }
      .map { $0.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) } }
  }

  private func table(
    _ labels: [String], _ number: Double, title: String = "t", columns: [String] = ["x", "y"]
  ) throws -> Table {
    try Table(title, columns: columns, rows: labels.map { [.text($0), .number(number)] })
  }

  @Test("one row a model: the model is the row's name")
  func oneRow() throws {
    #expect(
      try merged(table(["a"], 1.25), table(["b"], 20.5))
        == [["model", "x", "y"], ["one", "a", "1.25"], ["two", "b", "20.50"]])
  }

  @Test("the same few rows: models under one another, the row's name said once")
  func sameRows() throws {
    #expect(
      try merged(table(["a", "b"], 1.25), table(["a", "b"], 20.5)) == [
        ["x", "model", "y"], ["a", "one", "1.25"], ["", "two", "20.50"], ["b", "one", "1.25"],
        ["", "two", "20.50"],
      ])
  }

  @Test("other rows, other columns, many rows or long texts stay apart")
  func apart() throws {
    let long = String(repeating: "word ", count: 20)
    let many = (1...6).map { "\($0)" }
    #expect(try merged(table(["a"], 1)) == nil)
    #expect(try merged(table(["a", "b"], 1), table(["a", "c"], 1)) == nil)
    #expect(try merged(table(["a"], 1), table(["a"], 1, columns: ["x", "z"])) == nil)
    #expect(try merged(table(["a"], 1), table(["a", "b"], 1)) == nil)
    #expect(try merged(table(many, 1), table(many, 1)) == nil)
    #expect(try merged(table([long], 1), table([long], 1)) == nil)
    #expect(try merged(table([], 1), table([], 1)) == nil)
  }
}
