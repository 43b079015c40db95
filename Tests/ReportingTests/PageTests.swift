import Claims
import Foundation
import Statistics
import Testing

@testable import Reporting

@Suite("Page and record")
struct PageTests {
  private static let text = """
    //: # T
    let a = 1
    //: prose
    let b = 2
    """
  private func source(_ text: String = Self.text) throws -> LiterateSource {
    try LiterateSource(path: "Scenarios/T.swift", text: text)
  }

  @Test("a call outside the scenario's code is an error, never a lost output")
  func outside() throws {
    for (file, line) in [("M/Other.swift", 2), ("Scenarios/T.swift", 3), ("Scenarios/T.swift", 9)]
      as [(StaticString, UInt)]
    {
      let page = Page(engine: "tiny", isInstrumentCheck: true)
      page.show("x", fileID: file, line: line)
      #expect(
        throws: ReportingError.outputOutsideSource(
          file: file.description, line: Int(line), expected: "Scenarios/T.swift")
      ) { try page.record(of: source()) }
    }
  }

  @Test("calls keep their order, also when a loop repeats a line")
  func order() throws {
    let page = Page(engine: "tiny", isInstrumentCheck: true)
    for text in ["c", "a", "b"] { page.show(text, fileID: "Scenarios/T.swift", line: 4) }
    page.show("first", fileID: "Scenarios/T.swift", line: 2)
    let outputs = try page.record(of: source()).outputs
    #expect(outputs.map(\.content) == ["c", "a", "b", "first"].map { .text($0) })
    #expect(outputs.map(\.codeLine) == [1, 1, 1, 0])
  }

  @Test("a call over several lines reports its first line")
  func multiline() throws {
    let page = Page(engine: "tiny", isInstrumentCheck: true)
    let line: UInt = #line + 1
    page.show(
      try Table(
        "t", columns: ["a"],
        rows: [[1]]))
    let text = "//: # T\n" + String(repeating: "\n", count: Int(line) - 2) + "let here = 1\n"
    let source = try LiterateSource(path: "Tests/ReportingTests/PageTests.swift", text: text)
    #expect(try page.record(of: source).outputs.map(\.codeLine) == [0])
  }

  @Test("a record's JSON has one form, and doubles come back rounded to nine digits")
  func json() throws {
    let numbers = [
      0.1, 1 / 3, -0.0, Double.leastNonzeroMagnitude, .greatestFiniteMagnitude, 1e22,
      123_456_789.123_456_78,
      .infinity, -.infinity,
    ]
    let page = Page(engine: "full", isInstrumentCheck: false)
    page.show(
      try Table("numbers", columns: ["x"], rows: numbers.map { [.number($0)] }),
      fileID: "Scenarios/T.swift", line: 2)
    page.show("é / e\u{301} / \u{1F600} / \"\\", fileID: "Scenarios/T.swift", line: 4)
    let record = try page.record(of: source())
    let data = try record.json()
    let copy = try PageRecord(json: data)
    #expect(copy == record)
    #expect(try copy.json() == data)
    guard case .table(let table) = copy.outputs[0].content else {
      Issue.record("the first output is a table")
      return
    }
    let bits = table.rows.map { row -> UInt64? in
      if case .number(let x) = row[0] { x.bitPattern } else { nil }
    }
    let kept = [
      0.1, 0.333333333, -0.0, .leastNonzeroMagnitude, 1.79769313e308, 1e22, 123_456_789, .infinity,
      -.infinity,
    ]
    #expect(bits == kept.map(\.bitPattern))
    guard case .text(let text) = copy.outputs[1].content else { return }
    #expect(Array(text.utf8) == Array("é / e\u{301} / \u{1F600} / \"\\".utf8))
  }

  @Test(
    "fractions are rounded wherever they stand; whole numbers, words and text are not",
    arguments: [
      ("{\"a\":[0.12345678951,-1.00000000049e-7,1e3]}", "{\"a\":[0.12345679,-1e-07,1000]}"),
      ("[12345678901234,true,false,null,1.5]", "[12345678901234,true,false,null,1.5]"),
      ("\"0.12345678951 \\\" 0.12345678951\"", "\"0.12345678951 \\\" 0.12345678951\""),
      ("[\"\\\\\",0.12345678951]", "[\"\\\\\",0.12345679]"), ("0.12345678951", "0.12345679"),
    ])
  func rounding(json: String, expected: String) {
    let once = RecordRounding.rounded(json: Data(json.utf8))
    #expect(String(decoding: once, as: UTF8.self) == expected)
    #expect(RecordRounding.rounded(json: once) == once)
  }

  @Test("a difference in the last digits changes no byte; one that a reader could see does")
  func platforms() throws {
    func json(_ factor: Double) throws -> Data {
      let page = Page(engine: "full", isInstrumentCheck: false)
      page.show(
        try Table(
          "t", columns: ["x"], rows: [0.1, 1 / 3, 2e-7, 31.4].map { [.number($0 * factor)] }),
        fileID: "Scenarios/T.swift", line: 2)
      return try page.record(of: source()).json()
    }
    #expect(try json(1 + 1e-13) == json(1))
    #expect(try json(1 + 1e-6) != json(1))
  }

  @Test("a broken record is a typed error", arguments: ["", "{}", "[1]", "{\"engine\":3}"])
  func badRecord(json: String) {
    #expect(throws: ReportingError.self) { try PageRecord(json: Data(json.utf8)) }
  }

  @Test("a table with a row of another width is refused")
  func table() {
    #expect(throws: ReportingError.unfitTable(title: "t", columns: 2, rowWidths: [2, 1])) {
      try Table("t", columns: ["a", "b"], rows: [[1, 2], [3]])
    }
  }
}
