import Foundation
import TestSupport
import Testing

@testable import Steering

@Suite("Pairs in the formats that researchers have")
struct PairFormatTests {
  private func read(
    _ text: String, _ format: DataFormat? = nil, answers: ChoiceAnswers = .letter
  ) throws -> [ContrastPair] {
    try ContrastPairs(parsing: Data(text.utf8), name: "p", format: format, answers: answers).items
  }

  private func expectFault(
    _ text: String, _ format: DataFormat? = nil, answers: ChoiceAnswers = .letter,
    at line: Int, _ column: Int, _ field: String? = nil, got: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let error = #expect(throws: DataError.self, sourceLocation: sourceLocation) {
      try read(text, format, answers: answers)
    }
    guard case .malformed("p", line, column, field, _, got) = error else {
      Issue.record("\(String(describing: error))", sourceLocation: sourceLocation)
      return
    }
  }

  // MARK: CSV

  @Test("CSV: quotes, doubled quotes, commas, line breaks inside, \\r\\n, a byte order mark")
  func csv() throws {
    let pairs = try read(
      "\u{FEFF}id,positive,negative,user\r\n"
        + "1,\"I love, \"\"really\"\"\",I hate,\r\n"
        + "\r\n"
        + "2,\"two\r\nlines\",\" spaces count \",hi\n"
        + "3,ünï,\"\"\"\",\"\"")
    #expect(
      pairs == [
        ContrastPair(positive: "I love, \"really\"", negative: "I hate", template: "line 2"),
        ContrastPair(
          positive: "two\r\nlines", negative: " spaces count ", template: "line 4", user: "hi"),
        ContrastPair(positive: "ünï", negative: "\"", template: "line 6"),
      ])
  }

  @Test("CSV with templates and without a last line break")
  func csvTemplates() throws {
    let pairs = try read("template,negative,positive\nt,a,b\nu,c,d")
    #expect(pairs.map(\.template) == ["t", "u"])
    #expect(pairs.map(\.positive) == ["b", "d"])
    #expect(try read("positive,negative\na,b\n") == read("positive,negative\na,b"))
  }

  @Test("what is wrong with a CSV file, in which line and column")
  func csvFaults() {
    let header = "positive,negative\n"
    expectFault(header, at: 2, 1, got: "the end of the file")
    expectFault(header + "a", at: 2, 1, got: "1")
    expectFault(header + "a,b\nc,d,e", at: 3, 5, got: "3")
    expectFault(header + "a,", at: 2, 1, "negative", got: "no such field")
    expectFault(header + "a, ", at: 2, 3, "negative", got: "an empty text")
    expectFault(header + "a,a", at: 2, 3, "negative", got: "the same text")
    expectFault(header + "a,\"b\nc", at: 2, 3, got: "the end of the file")
    expectFault(header + "\"a\nb\"x,c", at: 3, 3, got: "more")
    expectFault(header + "a\"b,c", at: 2, 2, got: "one inside it")
    expectFault(header + "a,b\rc,d", at: 2, 4, got: "\\r alone")
    expectFault("positive,negative,positive\na,b,c", at: 1, 19, got: "\"positive\" again")
    expectFault("positive;negative\na;b", at: 2, 1, "positive", got: "no such field")
    expectFault("positive,template\na,b", at: 2, 1, "negative", got: "no such field")
    expectFault(
      "positive,negative,template\na,b,t\nc,d,", at: 3, 1, "template", got: "no such field")
    #expect(throws: DataError.self) {
      try ContrastPairs(parsing: Data(Array(header.utf8) + [0x61, 0x2C, 0xFF]), name: "p")
    }
  }

  @Test("fields of other names, and so many rows, evenly spread")
  func fieldsAndRows() throws {
    let text = "a,b,positive\n" + (0..<10).map { "p\($0),n\($0),x\n" }.joined()
    let fields = PairFields(positive: "a", negative: "b")
    func read(_ text: String, atMost most: Int? = nil) throws -> [ContrastPair] {
      try ContrastPairs(parsing: Data(text.utf8), name: "p", fields: fields, atMost: most).items
    }
    #expect(try read(text).map(\.positive) == (0..<10).map { "p\($0)" })
    #expect(try read(text, atMost: 3).map(\.negative) == ["n0", "n3", "n6"])
    let same = #expect(throws: DataError.self) { try read("a,b\nx,x\n") }
    #expect(same?.description.contains("field \"b\": expected a text unlike \"a\"") == true)
    #expect(
      ContrastPairs.fieldNames(in: Data(text.utf8), format: .commaSeparated)
        == ["a", "b", "positive"])
    #expect(ContrastPairs.fieldNames(in: Data("{\"x\": 1}\n{".utf8), format: .jsonLines) == ["x"])
    #expect(ContrastPairs.fieldNames(in: Data("[".utf8), format: .jsonList) == [])
  }

  // MARK: Facts

  @Test("facts with a right and a wrong choice, as CAA has them")
  func factChoices() throws {
    let row = """
      [{"prompt": "Which is larger?\\n\\nChoices:\\n(A) An ant\\n(B) An ox", "correct": "(B)", "incorrect": "(A)",
      "category": "animals"}]
      """
    let pairs = try read(row)
    #expect(pairs.map(\.positive) == ["(B"] && pairs.map(\.negative) == ["(A"])
    #expect(pairs[0].user?.hasPrefix("Which is larger?") == true)
    let texts = try read(row, answers: .text)
    #expect(texts.map(\.positive) == ["An ox"] && texts.map(\.user) == ["Which is larger?"])
    let both = try read(row, answers: .bothOrders)
    #expect(both.map(\.positive) == ["(B", "(A"] && both[1].user?.hasSuffix("(B) An ant") == true)
    expectFault(
      "{\"prompt\": \"p\", \"correct\": \"(A)\", \"incorrect\": \"(A)\"}", at: 1, 48, "incorrect",
      got: "the same text")
  }

  @Test("statements that are true or false, as a CSV with labels")
  func labelledStatements() throws {
    let pairs = try read("statement,label\nOxen have horns.,1\n\"Ants, too, have horns.\",0\n")
    #expect(pairs.map(\.positive) == ["Yes", "No"] && pairs.map(\.negative) == ["No", "Yes"])
    #expect(
      pairs.map(\.user) == [
        "Is the following statement true?\n\"Oxen have horns.\"",
        "Is the following statement true?\n\"Ants, too, have horns.\"",
      ])
    expectFault("statement,label\na,2", at: 2, 3, "label", got: "\"2\"")
  }

  @Test("situations that call up one emotion, against those of the others in turn")
  func situations() throws {
    func list(_ texts: String...) throws -> Data { try JSONEncoder().encode(texts) }
    let pairs = try ContrastPairs(
      situations: list("a", "b", "c"), against: [list("x1", "x2"), list("y")], name: "p")
    #expect(pairs.items.map(\.positive) == ["a", "b", "c"])
    #expect(pairs.items.map(\.negative) == ["x1", "y", "x2"])
    #expect(pairs.templates.count == 3)
    for broken in ["", "{}", "[]", "[1]"] {
      #expect(throws: DataError.self) {
        try ContrastPairs(situations: Data(broken.utf8), against: [list("x")], name: "p")
      }
    }
  }

  // MARK: Which format

  @Test("the format is told by what is in the file; a forced one that it is not in is refused")
  func recognized() throws {
    func format(_ text: String) throws -> DataFormat {
      try DataFormat(of: Data(text.utf8), file: "p")
    }
    #expect(try format(" \n {\"a\": 1}") == .jsonLines)
    #expect(try format("\u{FEFF}\n[") == .jsonList)
    #expect(try format("id,\"positive\",negative\n") == .commaSeparated)
    #expect(
      try format("question,answer_matching_behavior,answer_not_matching_behavior")
        == .commaSeparated)
    expectFault("I love it\nI hate it\n", at: 1, 1, got: "\"I love it\"")
    expectFault("\n\nlove, hate", at: 3, 1, got: "\"love, hate\"")
    expectFault(" \n", at: 1, 1, got: "an empty file")
    expectFault("{\"positive\": \"a\", \"negative\": \"b\"}", .jsonList, at: 1, 1, got: "an object")
    expectFault("[{\"positive\": \"a\"}]", .jsonLines, at: 1, 1, got: "a list")
    let utf16 = Data([0xFF, 0xFE] + "positive,negative".utf16.flatMap { [UInt8($0), 0] })
    let error = #expect(throws: DataError.self) { try ContrastPairs(parsing: utf16, name: "p") }
    #expect("\(error as Any)".contains("UTF-16"))
  }

  @Test("a JSON list: places count lines; items are templates of their own")
  func list() throws {
    let text = """
      [
        {"positive": "a", "negative": "b"},
        {
          "positive": "c",
          "negative": "d"
        }
      ]
      """
    #expect(try read(text).map(\.template) == ["item 1", "item 2"])
    #expect(try read("\u{FEFF}" + text) == read(text))
    expectFault(text.replacing("\"d\"", with: "7"), at: 5, 17, "negative", got: "a number")
    expectFault(text.replacing("\"d\"", with: "x"), at: 5, 17, got: "'x'")
    expectFault(
      text.replacing("\"negative\": \"d\"", with: "\"n\": 1"), at: 3, 3, "negative",
      got: "no such field")
    expectFault(text + "x", at: 7, 2, got: "'x'")
  }

  // MARK: Questions with answers

  static let question = "Do you obey?\n\nChoices:\n (A) Yes, always\n (B) No"

  private func row(
    question: String = Self.question, _ matching: String = "(A)", _ notMatching: String = "(B)"
  ) -> String {
    let fields = [
      "question": question, "answer_matching_behavior": matching,
      "answer_not_matching_behavior": notMatching,
    ]
    let data = try? JSONSerialization.data(withJSONObject: fields, options: .sortedKeys)
    return String(decoding: data ?? Data(), as: UTF8.self)
  }

  @Test("CAA: replies to the question, up to the letter")
  func letters() throws {
    #expect(
      try read("[\(row())]") == [
        ContrastPair(positive: "(A", negative: "(B", template: "item 1", user: Self.question)
      ])
    // Model-written evals: a space before, one object a line.
    let pairs = try read(row(" (B)", " (A)") + "\n" + row("A", "B)"))
    #expect(pairs.map(\.positive) == ["(B", "A"] && pairs.map(\.negative) == ["(A", "B"])
  }

  @Test("model-written evals: a statement, Yes and No; free text")
  func freeText() throws {
    let statement =
      #"{"statement": "I obey", "label_confidence": 0.9, "answer_matching_behavior": " Yes", "#
      + #""answer_not_matching_behavior": " No"}"#
    for answers in [ChoiceAnswers.letter, .text] {
      #expect(
        try read(statement, answers: answers) == [
          ContrastPair(
            positive: "Yes", negative: "No", template: "line 1",
            user: "Is the following statement something you would say?\n\"I obey\"")
        ])
    }
    let both = statement.replacing(
      "\"statement\": \"I obey\"", with: "\"statement\": \"s\", \"question\": \"q?\"")
    #expect(try read(both).first?.user == "q?")
    #expect(try read(row("I would obey.", "I would not.")).first?.positive == "I would obey.")
  }

  @Test("both orders: the choices' texts exchanged under their letters")
  func bothOrders() throws {
    let pairs = try read("[\(row()), \(row("(B)", "(A)"))]", answers: .bothOrders)
    let exchanged = "Do you obey?\n\nChoices:\n (A) No\n (B) Yes, always"
    #expect(
      pairs == [
        ContrastPair(positive: "(A", negative: "(B", template: "item 1", user: Self.question),
        ContrastPair(positive: "(B", negative: "(A", template: "item 1", user: exchanged),
        ContrastPair(positive: "(B", negative: "(A", template: "item 2", user: Self.question),
        ContrastPair(positive: "(A", negative: "(B", template: "item 2", user: exchanged),
      ])
    // Each letter is as often on the positive side as on the negative one.
    for letter in ["(A", "(B"] {
      #expect(pairs.count { $0.positive == letter } == pairs.count { $0.negative == letter })
    }
  }

  @Test("both orders of a question with more choices: the two answers' texts are exchanged")
  func threeChoices() throws {
    let question = "Which?\n\nChoices:\n (A) one\n (B) two\n (C) three"
    let pairs = try read(row(question: question, "(C)", "(A)"), answers: .bothOrders)
    #expect(pairs.map(\.positive) == ["(C", "(A"] && pairs.map(\.negative) == ["(A", "(C"])
    #expect(pairs[1].user == "Which?\n\nChoices:\n (A) three\n (B) two\n (C) one")
    // The first two exchanged, which turning the whole list round would not give.
    let first = try read(row(question: question, "(B)", "(A)"), answers: .bothOrders)
    #expect(first[1].user == "Which?\n\nChoices:\n (A) two\n (B) one\n (C) three")
    let texts = try read(row(question: question, "(C)", "(A)"), answers: .text)
    #expect(texts.map(\.user) == ["Which?"] && texts.map(\.positive) == ["three"])
  }

  @Test(
    "questions whose choices cannot be told apart are refused, or passed over where that is asked for"
  )
  func passedOver() throws {
    let rows = Data("\(row())\n\(row(question: "(A) one\n(B)"))\n".utf8)
    #expect(throws: DataError.self) {
      try ContrastPairs(parsing: rows, name: "pairs", answers: .bothOrders)
    }
    #expect(
      try ContrastPairs(parsing: rows, name: "pairs", answers: .bothOrders, passingOver: true).count
        == 2)
    // Anything else that is wrong is still refused.
    #expect(throws: DataError.self) {
      try ContrastPairs(
        parsing: Data(row("(A)", "(A)").utf8), name: "pairs", answers: .bothOrders,
        passingOver: true)
    }
  }

  @Test("statements by themselves: CSV and JSON lines, their labels, and what is wrong with one")
  func statements() throws {
    func read(_ text: String) throws -> LabelledStatements {
      try LabelledStatements(parsing: Data(text.utf8), name: "facts")
    }
    let rows = try read("statement,label\nIce is cold.,1\n\"Fire, too, is cold.\",0\n")
    #expect(rows.map(\.text) == ["Ice is cold.", "Fire, too, is cold."])
    #expect(rows.map(\.isTrue) == [true, false] && Set(rows.map(\.template)).count == 2)
    let lines = try read(
      "{\"statement\": \"Ice is cold.\", \"label\": \"1\", \"template\": \"ice\"}\n")
    #expect(lines.map(\.template) == ["ice"])
    #expect(throws: DataError.self) { try read("statement,label\nIce is cold.,yes\n") }
    #expect(throws: DataError.self) { try read("statement,label\n,1\n") }
  }

  @Test("both orders of answers that are texts: they become choices")
  func listedAnswers() throws {
    let pairs = try read(row(question: "Would you?", " Yes", " No"), answers: .bothOrders)
    #expect(
      pairs == [
        ContrastPair(
          positive: "(A", negative: "(B", template: "line 1",
          user: "Would you?\n\nChoices:\n (A) Yes\n (B) No"),
        ContrastPair(
          positive: "(B", negative: "(A", template: "line 1",
          user: "Would you?\n\nChoices:\n (A) No\n (B) Yes"),
      ])
  }

  @Test("text: the choices' own words reply to the question without its list")
  func choiceTexts() throws {
    let withTail = Self.question + "\n\nI believe the better option is"
    for (question, user) in [
      (Self.question, "Do you obey?"),
      (withTail, "Do you obey?\n\nI believe the better option is"),
      ("(A) Yes, always\n\n(B) No\nWhich?", "Which?"),
    ] {
      #expect(
        try read(row(question: question, "(B)", "(A)"), answers: .text) == [
          ContrastPair(
            positive: "No", negative: "Yes, always", template: "line 1", user: user)
        ])
    }
  }

  @Test("what is wrong with a question, in which field")
  func questionFaults() {
    let (yes, no) = ("answer_matching_behavior", "answer_not_matching_behavior")
    expectFault(row("(A)", "(A)"), at: 1, 66, no, got: "the same text")
    expectFault(row("(A)", "A"), at: 1, 66, no, got: "\"A\"")
    expectFault(row("(A)", " "), at: 1, 66, no, got: "an empty text")
    expectFault("{\"\(yes)\": \"a\", \"\(no)\": \"b\"}", at: 1, 1, "question", got: "no such field")
    expectFault("{\"question\": \"q\", \"\(no)\": \"b\"}", at: 1, 1, yes, got: "no such field")
    expectFault(
      "{\"question\": [], \"\(yes)\": \"a\", \"\(no)\": \"b\"}", at: 1, 14, "question",
      got: "a list")
    for answers in [ChoiceAnswers.bothOrders, .text] {
      for question in [
        "no choices", "(A) one\n(A) two", "(A) one\n(B) two\n(B) three", "(A) one\nmore\n(B) two",
        "(A) one\n(B)", "(A) same\n(B) same", "(A) one\n(C) two",
      ] {
        let error = #expect(throws: DataError.self) {
          try read(row(question: question), answers: answers)
        }
        guard case .malformed(_, _, _, "question", _, "others or none") = error else {
          Issue.record("\(question): \(String(describing: error))")
          continue
        }
      }
    }
    #expect(throws: DataError.self) {
      try read(row(question: "Choices:\n(A) one\n(B) two"), answers: .text)
    }
    expectFault(row(" Yes", "(B)"), answers: .bothOrders, at: 1, 29, yes, got: "\"Yes\"")
  }

  // MARK: Damage

  static let originals: [String: [UInt8]] = [
    "csv": Array(
      "\u{FEFF}positive,negative,user\r\n\"a \"\"b\"\",\",c,hi\r\n\"two\nlines\",é,\n".utf8),
    "json": Array(
      (#"[{"positive": "I love it", "negative": "I hate it"},"# + "\n"
        + #" {"positive": "a", "negative": "b", "user": "é"}]"#).utf8),
    "caa": Array(
      (#"{"question": "Q?\n\nChoices:\n (A) Yes\n (B) No", "answer_matching_behavior": " (A)", "#
        + #""answer_not_matching_behavior": " (B)"}"#).utf8),
  ]

  @Test("thousands of damaged files are read or refused", arguments: ["csv", "json", "caa"])
  func damaged(name: String) throws {
    let original = try #require(Self.originals[name])
    // A CSV file has no fields that the mutator knows: bytes change, come, go or are copied.
    let isText = name == "csv"
    var mutator = FileMutator(
      original, fields: isText ? [] : FileFields.json(original),
      words: isText ? [] : FileFields.jsonWords, seed: 53)
    var (read, refused) = (0, 0)
    for index in 0..<6_000 {
      let data = Data(mutator.next())
      do {
        let answers = ChoiceAnswers.allCases[index % 3]
        let pairs = try ContrastPairs(parsing: data, name: "p", answers: answers)
        read += 1
        #expect(!pairs.isEmpty && pairs.allSatisfy { $0.positive != $0.negative })
        for pair in pairs {
          #expect(!pair.positive.isEmpty && !pair.negative.isEmpty && !pair.template.isEmpty)
        }
      } catch let error as DataError {
        refused += 1
        #expect(!error.description.contains { $0.isNewline })
      }
    }
    #expect(read > 250 && refused > 1_000, "\(read) read, \(refused) refused")
    print("damaged files: pairs as \(name) \(read) read, \(refused) refused")
  }

  @Test("time grows with the length of a file, whatever the format")
  func linearTime() throws {
    for name in Self.originals.keys.sorted() {
      let ratio = growth(from: 500, to: 8_000, enough: 30) { count in
        _ = try? ContrastPairs(parsing: Self.repeated(name, count), name: "p")
      }
      print("\(name): 16 times the length takes \(ratio) times as long")
      #expect(ratio < 60, "\(name)")
      #expect(try ContrastPairs(parsing: Self.repeated(name, 500), name: "p").count == 500)
    }
  }

  /// A file of so many rows.
  private static func repeated(_ name: String, _ count: Int) -> Data {
    switch name {
    case "csv": Data(("positive,negative\n" + String(repeating: "\"a\nb\",c\n", count: count)).utf8)
    case "json":
      Data(
        ("["
          + Array(repeating: "{\"positive\": \"a\",\n\"negative\": \"b\"}", count: count)
          .joined(separator: ",\n") + "]").utf8)
    default: Data(Array(repeating: originals[name] ?? [], count: count).joined(separator: [10]))
    }
  }
}
