import Reporting
import Testing

@Suite("Literate source")
struct LiterateSourceTests {
  /// Cells in short: "p:" and "c:" with the lines joined by "/".
  private func cells(_ text: String) throws -> [String] {
    try LiterateSource(path: "S.swift", text: "//: # T\n" + text).cells.map { cell in
      switch cell {
      case .prose(let lines): "p:" + lines.joined(separator: "/")
      case .code(let lines): "c:" + lines.map { "\($0.number) \($0.text)" }.joined(separator: "/")
      }
    }
  }

  @Test("prose and code alternate; blank lines end nothing and begin nothing")
  func cellRules() throws {
    #expect(
      try cells("//: a\n//: b\nlet x = 1\n\nlet y = 2\n\n  //: c\n//:d\n//:\n") == [
        "p:a/b", "c:4 let x = 1/5 /6 let y = 2", "p:c/d",
      ])
    #expect(try cells("//: a\n\n//: b") == ["p:a", "p:b"])
    #expect(try cells("//:   indented\n//://: x") == ["p:  indented///: x"])
    #expect(
      try cells("// : comment\n/// doc\n x //: trailing") == [
        "c:2 // : comment/3 /// doc/4  x //: trailing"
      ])
  }

  @Test("line ends: CRLF, none at the end, nothing at all")
  func lineEnds() throws {
    #expect(try cells("//: a\r\nlet x = 1\r\n//: b\r\n") == ["p:a", "c:3 let x = 1", "p:b"])
    #expect(try cells("let x = 1") == ["c:2 let x = 1"])
    #expect(try cells("") == [])
    #expect(throws: ReportingError.missingTitle(file: "S.swift")) {
      try LiterateSource(path: "S.swift", text: "")
    }
    #expect(throws: ReportingError.missingTitle(file: "S.swift")) {
      try LiterateSource(path: "S.swift", text: "//: ## no title\nlet x = 1\n")
    }
  }

  @Test(
    "a marker inside a string or a comment is code",
    arguments: [
      "let s = \"\"\"\n//: no\n\"\"\"", "let s = #\"\"\"\n//: no \"\"\"\n//: no\n\"\"\"#",
      "/* a\n//: no\n/* b */\n//: no\n*/", "let s = \"\"\"\n\\\"\"\"\n//: no\n\"\"\"",
      "f(\"\", \"\"\"  \n//: no\n  \"\"\")",
    ])
  func literals(text: String) throws {
    let cells = try cells(text + "\n//: yes")
    #expect(cells.count == 2, "\(cells)")
    #expect(cells.last == "p:yes")
  }

  @Test(
    "what only looks like an opening quote opens nothing",
    arguments: [
      "let s = \"a \\\"\"", "let s = \"\"", "let s = #\"\"\"#", "// \"\"\"", "let s = \"// \"",
      "let s = \"/*\"", "let s = #\"\\\"#", "#if DEBUG", "let s = \"\\(f(\"x\"))\"",
    ])
  func notOpen(text: String) throws {
    #expect(try cells(text + "\n//: yes") == ["c:2 \(text)", "p:yes"])
  }
}
