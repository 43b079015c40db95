import Foundation
import TestSupport
import Testing

/// What is said of pairs whose fields have other names, and of files that are none of what a verb reads.
@Suite("Messages about data")
struct PairMessageTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let rows = [
    ("i love a garden .", "i hate a garden ."), ("i love the sea .", "i hate the sea ."),
    ("i love a house .", "i hate a house ."), ("i love the film .", "i hate the film ."),
  ]

  private func json(_ positive: String, _ negative: String) -> String {
    Self.rows.map { #"{"\#(positive)": "\#($0.0)", "\#(negative)": "\#($0.1)"}"# + "\n" }.joined()
  }

  private func extract(_ text: String, _ more: String...) throws -> Run {
    try Run(
      ["extract", "--pairs", folder.file("pairs", text).path, "--output", folder.path("v.gguf")]
        + more)
  }

  static let tables: [(text: String, said: String)] = [
    (
      "{\"pos\": \"a\", \"neg\": \"b\"}",
      ":1:1: field \"positive\": expected a text, got no such field; this file has pos, neg: "
        + "try --positive pos --negative neg\n"
    ),
    ("[{\"rejected\": \"a\", \"chosen\": \"b\"}]", "try --positive chosen --negative rejected\n"),
    ("pos,neg\na,b\n", "this file has pos, neg: try --positive pos --negative neg\n"),
    ("\"the good\",\"the bad\"\na,b\n", "try --positive 'the good' --negative 'the bad'\n"),
    (
      "{\"id\": 1, \"a\": \"x\", \"b\": \"y\"}",
      "this file has id, a, b: --positive and --negative say which of them hold the two texts\n"
    ),
    ("{\"positive\": \"a\", \"neg\": \"b\"}", "try --positive positive --negative neg\n"),
    ("positive;negative\na;b\n", "it looks separated by ';': put commas there"),
    ("pos\tneg\na\tb\n", "it looks separated by tabs: put commas there"),
    ("positive|negative\na|b\n", "it looks separated by '|': put commas there"),
  ]

  @Test("fields of other names, and columns between other marks", arguments: tables.indices)
  func advice(index: Int) throws {
    let (text, said) = Self.tables[index]
    // Of all verbs that take pairs once: they read them in one place.
    let others = [["experiment", "--behavior", "sentiment", "--quiet"], ["new-scenario", "mine"]]
    for arguments in [["extract", "--output", folder.path("v.gguf")]] + (index == 0 ? others : []) {
      let run = try Run(arguments + ["--pairs", folder.file("pairs", text).path])
      #expect(run.status == 3 && run.output == "", "\(arguments)")
      #expect(run.errors.contains(said), "\(run.errors)")
      #expect(run.errors.filter(\.isNewline).count == 1)
    }
  }

  @Test("no advice where the fields are there, and none to a text that is no table")
  func noAdvice() throws {
    for text in [
      "{\"positive\": \"a\", \"negative\": \"b\"}\n{}\n", "{\"positive\": \"a\", \"negative\": 3}",
      "The moon, a coin\nTime, a thief\n", "love, hate",
    ] {
      let run = try extract(text)
      #expect(run.status == 3)
      #expect(!run.errors.contains("--positive"), "\(run.errors)")
      #expect(!run.errors.contains("separated"), "\(run.errors)")
    }
  }

  @Test("--positive and --negative make the vector that the usual names make")
  func named() throws {
    func vector(_ text: String, _ more: String...) throws -> Data {
      let run = try Run(
        ["extract", "--pairs", folder.file("pairs", text).path, "--output", folder.path("v.gguf")]
          + more)
      #expect(run.status == 0, "\(run.errors)")
      let svec = try Run(
        "convert", folder.path("v.gguf"), folder.path("v.svec"), "--format", "svec", "--force")
      #expect(svec.status == 0, "\(svec.errors)")
      return try Data(contentsOf: URL(fileURLWithPath: folder.path("v.svec")))
    }
    let usual = try vector(json("positive", "negative"))
    #expect(try vector(json("pos", "neg"), "--positive", "pos", "--negative", "neg") == usual)
    #expect(try vector(json("positive", "less of it"), "--negative", "less of it") == usual)
    let table =
      "a,b,answer_matching_behavior\n" + Self.rows.map { "\($0.0),\($0.1),x\n" }.joined()
    #expect(try vector(table, "--positive", "a", "--negative", "b") == usual, "and no question")
    #expect(
      try vector(json("positive", "negative"), "--positive", "negative", "--negative", "positive")
        != usual)
  }

  @Test("what --positive and --negative cannot mean")
  func refused() throws {
    let same = try extract(json("a", "b"), "--positive", "a", "--negative", "a")
    #expect(same.status == 2 && same.errors.contains("both are 'a'"), "\(same.errors)")
    let set = try Run(
      "extract", "--dataset", "caa/sycophancy", "--positive", "a", "--output", folder.path("v"))
    #expect(set.status == 2 && set.errors.contains("--dataset"), "\(set.errors)")
    let none = try extract(json("a", "b"), "--positive", "a", "--negative", "c")
    #expect(
      none.status == 3 && none.errors.contains("field \"c\"")
        && none.errors.contains("this file has a, b"), "\(none.errors)")
  }

  @Test("--items takes so many pairs, evenly spread; of both orders, both or none")
  func items() throws {
    struct Extracted: Decodable { let pairs: Int }
    func norms(_ text: String, _ more: String...) throws -> (pairs: Int, bytes: Data) {
      let run = try Run(
        [
          "extract", "--json", "--pairs", folder.file("pairs", text).path, "--output",
          folder.path("v.gguf"),
        ] + more)
      #expect(run.status == 0, "\(run.errors)")
      let svec = try Run(
        "convert", folder.path("v.gguf"), folder.path("v.svec"), "--format", "svec", "--force")
      #expect(svec.status == 0)
      return (
        try run.json(Extracted.self).pairs,
        try Data(contentsOf: URL(fileURLWithPath: folder.path("v.svec")))
      )
    }
    let lines = json("positive", "negative").split(separator: "\n")
    let half = try norms(json("positive", "negative"), "--items", "2")
    #expect(half.pairs == 2)
    #expect(try half.bytes == norms("\(lines[0])\n\(lines[2])\n").bytes, "the first and the third")
    #expect(try norms(json("positive", "negative"), "--items", "9").pairs == 4)
    let questions = (0..<4).map {
      #"{"question": "is it \#($0) ?\n(A) i love it\n(B) i hate it", "#
        + #""answer_matching_behavior": "(A)", "answer_not_matching_behavior": "(B)"}"# + "\n"
    }
    let both = try norms(
      questions.joined(), "--quiet", "--answers", "both-orders", "--items", "4")
    #expect(both.pairs == 4)
    let two = try norms(questions[0] + questions[2], "--quiet", "--answers", "both-orders")
    #expect(both.bytes == two.bytes, "two questions in both orders")
    let none = try extract(json("positive", "negative"), "--items", "0")
    #expect(none.status == 2 && none.errors.contains("--items: expected at least 1"))
  }

  static let files: [(name: String, text: String, said: String)] = [
    (
      "pairs.jsonl", "{\"positive\": \"a\", \"negative\": \"b\"}\n{}\n",
      "JSON lines with positive, negative, no model and no vector: `steer extract --pairs`"
    ),
    ("pairs.csv", "positive,negative\na,b\n", "CSV with positive, negative, no model"),
    (
      "q.json", "[{\"question\": \"q\", \"answer_matching_behavior\": \"(A)\"}]",
      "a JSON list with question, answer_matching_behavior, no model"
    ),
    ("other.jsonl", "{\"pos\": \"a\", \"neg\": \"b\"}\n", "try --positive pos --negative neg"),
    ("prompts.jsonl", "{\"prompt\": \"a\"}\n", "`steer generate --prompts` takes it"),
    ("prompts.txt", "the garden was\nthe sea was\n", "text, no model and no vector: `steer gen"),
    ("cells.sqlite", "SQLite format 3\u{0}abc", "a store of results, no model and no vector"),
  ]

  @Test("inspect says what else a file is, and which verb takes it", arguments: files.indices)
  func otherFiles(index: Int) throws {
    let (name, text, said) = Self.files[index]
    let path = try folder.file(name, text).path
    let run = try Run("inspect", path)
    #expect(run.status == 3 && run.output == "")
    #expect(run.errors.hasPrefix("steer: \(path): ") && run.errors.contains(said), "\(run.errors)")
    #expect(run.errors.filter(\.isNewline).count == 1)
  }

  @Test("inspect says of what is damaged what it said before")
  func damaged() throws {
    for (name, text, said) in [
      ("a.gguf", "GG", "magic"), ("a.html", "<html>\n<p>\n", "HTML"),
      ("a.svec", "{\"directions\": 3}", "directions"),
    ] {
      let run = try Run("inspect", try folder.file(name, text).path)
      #expect(run.status == 3 && run.errors.contains(said), "\(run.errors)")
    }
  }
}
