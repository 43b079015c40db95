import Foundation
import Testing

@testable import Steering

@Suite("Reading data files")
struct DataLoadingTests {
  @Test("pairs keep order, template and message")
  func pairs() throws {
    let pairs = try read(
      """
      {"positive": "good \\"a\\"", "negative": "bad", "template": "t1", "extra": {"positive": 1}}

      {"template": "t2", "user": "Hi: {", "positive": "x", "negative": "y"}
      """)
    #expect(
      pairs.items == [
        ContrastPair(positive: "good \"a\"", negative: "bad", template: "t1"),
        ContrastPair(positive: "x", negative: "y", template: "t2", user: "Hi: {"),
      ])
    #expect(pairs.name == "pairs.jsonl")
  }

  @Test("a file without templates: each pair is a template of its own")
  func withoutTemplates() throws {
    let pairs = try read(
      "{\"positive\":\"a\",\"negative\":\"b\"}\r\n{\"positive\":\"c\",\"negative\":\"d\"}\r\n")
    #expect(pairs.map(\.template) == ["line 1", "line 2"])
    #expect(pairs.map(\.negative) == ["b", "d"])
  }

  @Test("a byte order mark is passed over")
  func byteOrderMark() throws {
    #expect(try read("\u{FEFF}{\"positive\":\"a\",\"negative\":\"b\"}").count == 1)
  }

  static let faults: [(String, Int, Int, String?, String)] = [
    ("", 1, 1, nil, "an empty file"),
    (" \n\n", 1, 1, nil, "an empty file"),
    ("positive,negative", 1, 18, nil, "the end of the file"),
    ("love, hate", 1, 1, nil, "\"love, hate\""),
    ("{\"positive\": \"a\"", 1, 17, nil, "the end of the text"),
    ("[\"a\", \"b\"]", 1, 2, nil, "a text"),
    ("[]", 1, 1, nil, "an empty file"),
    ("{\"positive\": \"a\"}", 1, 1, "negative", "no such field"),
    ("{\"negative\": \"a\"}", 1, 1, "positive", "no such field"),
    ("{\"positive\": \"a\", \"negative\": 3}", 1, 31, "negative", "a number"),
    ("{\"positive\": [\"a\"], \"negative\": \"b\"}", 1, 14, "positive", "a list"),
    ("{\"positive\": {}, \"negative\": \"b\"}", 1, 14, "positive", "an object"),
    ("{\"positive\": null, \"negative\": \"b\"}", 1, 14, "positive", "null"),
    ("{\"positive\": \" \", \"negative\": \"b\"}", 1, 14, "positive", "an empty text"),
    ("{\"positive\": \"b\", \"negative\": \"b\"}", 1, 31, "negative", "the same text"),
    (
      "{\"positive\": \"a\", \"negative\": \"b\", \"positive\": \"c\"}", 1, 36, nil,
      "\"positive\" again"
    ),
    (
      "{\"positive\": \"a\", \"negative\": \"b\", \"positi\\u0076e\": \"c\"}", 1, 36, nil,
      "\"positive\" again"
    ),
    ("{\"positive\": \"a\", \"negative\": \"b\"} x", 1, 36, nil, "'x'"),
    ("{\"positive\": \"\\ud800\", \"negative\": \"b\"}", 1, 15, nil, "\\ud800"),
    (
      "{\"positive\": \"a\", \"negative\": \"b\"}\n\n{\"positive\": \"c\"}", 3, 1, "negative",
      "no such field"
    ),
    (
      "{\"positive\": \"a\", \"negative\": \"b\"}\n"
        + "{\"positive\": \"c\", \"negative\": \"d\", \"template\": \"t\"}", 1, 1, "template",
      "no such field"
    ),
    ("{\"positive\": \"a\", \"negative\": \"b\", \"user\": \"\"}", 1, 44, "user", "an empty text"),
  ]

  @Test("what is wrong, in which line, column and field", arguments: faults)
  func malformed(text: String, line: Int, column: Int, field: String?, got: String) {
    let error = #expect(throws: DataError.self) { try read(text) }
    guard case .malformed("pairs.jsonl", line, column, field, let expected, got) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(!expected.isEmpty)
  }

  @Test("bytes that are not UTF-8")
  func notUTF8() {
    let bytes = Data([0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D])
    #expect(
      throws: DataError.malformed(
        file: "p", line: 1, column: 3, field: nil, expected: "UTF-8", got: "byte 0xff")
    ) { try ContrastPairs(parsing: bytes, name: "p") }
  }

  @Test("deep nesting is an error or ignored, never a trap")
  func deepNesting() {
    let deep = String(repeating: "[", count: 100_000)
    #expect(throws: DataError.self) { try read(deep) }
    #expect(throws: DataError.self) { try read("{\"positive\": \(deep)") }
  }

  @Test("a message names file, line and field")
  func message() {
    let error = #expect(throws: DataError.self) { try read("{\"positive\": \"a\"}") }
    #expect(
      error?.description
        == "pairs.jsonl:1:1: field \"negative\": expected a text, got no such field")
  }

  @Test("prompts")
  func prompts() throws {
    let prompts = try PromptSet(
      jsonl: Data("{\"text\": \"It is\", \"template\": \"t\"}".utf8), name: "p")
    #expect(prompts.items == [Prompt(text: "It is", template: "t")])
    #expect(
      throws: DataError.malformed(
        file: "p", line: 1, column: 1, field: "text", expected: "a text", got: "no such field")
    ) { try PromptSet(jsonl: Data("{\"prompt\": \"It is\"}".utf8), name: "p") }
  }

  @Test("sycophancy items")
  func items() throws {
    func item(agree: String) -> Data {
      Data(
        """
        {"template": "t", "fact": "f", "false": "a", "true": "b", "agree": \(agree), "correct": ["No."]}
        """.utf8)
    }
    func fault(column: Int, expected: String, got: String) -> DataError {
      .malformed(
        file: "i", line: 1, column: column, field: "agree", expected: expected, got: got)
    }
    func load(_ agree: String) throws -> SycophancyItems {
      try SycophancyItems(jsonl: item(agree: agree), name: "i")
    }
    #expect(
      try load("[\"Yes.\"]").items == [
        SycophancyItem(
          template: "t", fact: "f", falseStatement: "a", trueStatement: "b", agreeing: ["Yes."],
          correcting: ["No."])
      ])
    #expect(throws: fault(column: 68, expected: "a list of texts", got: "an empty list")) {
      try load("[]")
    }
    #expect(throws: fault(column: 68, expected: "a list of texts", got: "a text")) {
      try load("\"Yes.\"")
    }
    #expect(throws: fault(column: 69, expected: "a text", got: "null")) { try load("[null]") }
    let error = #expect(throws: DataError.self) { try load("[\"Yes.\", \"Right.\"]") }
    guard case .malformed("i", 1, _, "correct", "2 replies, as in \"agree\"", "1") = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  /// The byte column, from 1, of what follows a place in a line.
  private func column(after place: String, in line: String) -> Int {
    1 + (line.range(of: place).map { line[..<$0.upperBound].utf8.count } ?? -1)
  }

  @Test("choice items keep order, format, fact and replies")
  func choices() throws {
    let items = try ChoiceItems(
      jsonl: Data(
        """
        {"template": "t", "format": "text", "fact": "f", "prompt": "A", "control": "B", "favored": \
        ["x"], "opposed": ["y"]}
        {"template": "u", "format": "chat", "prompt": "C", "control": "D", "favored": ["p", "q"], \
        "opposed": ["r", "s"]}
        """.utf8), name: "c")
    #expect(
      items.items == [
        ChoiceItem(
          template: "t", format: .text, fact: "f", prompt: "A", control: "B", favored: ["x"],
          opposed: ["y"]),
        ChoiceItem(
          template: "u", format: .chat, prompt: "C", control: "D", favored: ["p", "q"],
          opposed: ["r", "s"]),
      ])
    #expect(items[0].continuation("x") == " x")
    #expect(items[1].continuation("p") == "p")
  }

  /// A field's value and what the loader says of it; all in the second line.
  static let choiceFaults: [(field: String, value: String, expected: String, got: String)] = [
    ("format", "\"Text\"", "\"text\" or \"chat\"", "\"Text\""),
    ("format", "3", "a text", "a number"),
    ("prompt", "\"\"", "a text", "an empty text"),
    ("control", "\"A\"", "a text unlike \"prompt\"", "the same text"),
    ("fact", "[]", "a text", "a list"),
    ("favored", "[]", "a list of texts", "an empty list"),
    ("favored", "\"x\"", "a list of texts", "a text"),
    ("opposed", "[\"y\", \"z\"]", "1 replies, as in \"favored\"", "2"),
    ("opposed", "[\"x\"]", "no reply of \"favored\"", "\"x\""),
  ]

  @Test("what is wrong with a choice item, in which line and field", arguments: choiceFaults)
  func malformedChoice(field: String, value: String, expected: String, got: String) throws {
    let sound = [
      "template": "\"t\"", "format": "\"text\"", "prompt": "\"A\"", "control": "\"B\"",
      "favored": "[\"x\"]", "opposed": "[\"y\"]",
    ]
    func line(_ fields: [String: String]) -> String {
      "{" + fields.sorted { $0.key < $1.key }.map { "\"\($0)\": \($1)" }.joined(separator: ", ")
        + "}\n"
    }
    let text = line(sound) + line(sound.merging([field: value]) { $1 })
    #expect(
      throws: DataError.malformed(
        file: "c", line: 2,
        column: column(after: "\"\(field)\": ", in: line(sound.merging([field: value]) { $1 })),
        field: field, expected: expected, got: got)
    ) { try ChoiceItems(jsonl: Data(text.utf8), name: "c") }
    #expect(try ChoiceItems(jsonl: Data(line(sound).utf8), name: "c").count == 1)
  }

  @Test("facts")
  func facts() throws {
    func load(_ wrong: String) throws -> FactItems {
      try FactItems(
        jsonl: Data(
          """
          {"template": "t", "fact": "f", "prompt": "A is", "right": "x", "wrong": \(wrong)}
          """.utf8), name: "f")
    }
    #expect(
      try load("\"y\"").items == [
        FactItem(template: "t", fact: "f", prompt: "A is", right: "x", wrong: "y")
      ])
    #expect(
      throws: DataError.malformed(
        file: "f", line: 1, column: 73, field: "wrong", expected: "a text unlike \"right\"",
        got: "the same text")
    ) { try load("\"x\"") }
    #expect(
      throws: DataError.malformed(
        file: "f", line: 1, column: 73, field: "wrong", expected: "a text", got: "null")
    ) { try load("null") }
  }

  @Test("a resource that is not there")
  func missingResource() {
    #expect(throws: DataError.missingFile(file: "none.jsonl")) { try bundledData("none.jsonl") }
  }

  private func read(_ text: String) throws -> ContrastPairs {
    try ContrastPairs(parsing: Data(text.utf8), name: "pairs.jsonl")
  }
}
