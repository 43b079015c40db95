import Foundation
import TestSupport
import Testing

@Suite("steer chat")
struct ChatCommandTests {
  let folder: TemporaryFolder
  var vector: String { folder.path("love.gguf") }

  init() throws {
    folder = try TemporaryFolder()
    let run = try Run(
      "extract", "--pairs", try ExtractCommandTests.pairs(folder).path, "--output",
      folder.path("love.gguf"))
    #expect(run.status == 0, "\(run.errors)")
  }

  struct Answer: Decodable, Equatable {
    let user: String
    let layers: [Int]
    let coefficient: Double
    let seed: UInt64
    let unsteered, steered: String
  }

  private func chat(_ lines: [String], _ arguments: [String] = []) throws -> Run {
    let input = try folder.file("lines.txt", lines.joined(separator: "\n"))
    return try Run(
      shell: #"input=$1; shift; exec "$0" chat "$@" < "$input""#,
      arguments: [input.path, "--vector", vector, "--layer", "4", "--max-new-tokens", "8"]
        + arguments)
  }

  private func answers(_ run: Run) throws -> [Answer] {
    try run.output.split(separator: "\n").map {
      try JSONDecoder().decode(Answer.self, from: Data($0.utf8))
    }
  }

  @Test("each message is answered as generate answers it, steered and not")
  func asGenerate() throws {
    let run = try chat(["the garden was"], ["--json", "--quiet", "--coefficient", "2"])
    #expect(run.status == 0 && run.errors == "", "\(run.errors)")
    let answer = try #require(try answers(run).first)
    #expect(answer.user == "the garden was" && answer.layers == [4] && answer.coefficient == 2)
    func generated(_ more: String...) throws -> String {
      let run = try Run(
        ["generate", "--chat", "--max-new-tokens", "8"] + more + ["the garden was"])
      return run.output.trimmingCharacters(in: .newlines)
    }
    #expect(try generated() == answer.unsteered)
    #expect(
      try generated("--vector", vector, "--layer", "4", "--coefficient", "2") == answer.steered)
    #expect(answer.unsteered != answer.steered)
  }

  @Test("coefficient and layer change what follows; at 0 both answers are the same")
  func changes() throws {
    let run = try chat(
      [
        "the garden was", "/reset", "/coefficient -2", "the garden was", "/reset", "/layer 2",
        "the garden was", "/reset", "/coefficient 0", "the garden was",
      ], ["--json", "--coefficient", "2"])
    let answers = try answers(run)
    #expect(answers.map(\.coefficient) == [2, -2, -2, 0])
    #expect(answers.map(\.layers) == [[4], [4], [2], [2]])
    #expect(Set(answers.map(\.unsteered)).count == 1)
    #expect(answers[0].steered != answers[1].steered)
    #expect(answers[3].steered == answers[3].unsteered)
    #expect(run.errors.contains("layer 2, coefficient -2"))
  }

  @Test("each conversation goes on from its own answers; /reset forgets them; /quit ends it")
  func history() throws {
    let (before, asked) = ("my friend hates a garden .", "the garden was")
    let run = try chat(
      [asked, "/reset", before, asked, "/reset", asked, "/quit", asked], ["--json"])
    let answers = try answers(run)
    #expect(answers.map(\.user) == [asked, before, asked, asked])
    #expect(answers[2].unsteered != answers[0].unsteered, "after another message")
    #expect(answers[2].steered != answers[0].steered, "after another message")
    #expect(answers[3] == answers[0], "as at the beginning")
    #expect(run.status == 0)
  }

  @Test("the most likely tokens unless a temperature is given; then seeds decide")
  func draws() throws {
    let lines = [
      "the garden was", "/reset", "/seed 1", "the garden was", "/reset", "/seed 0",
      "the garden was",
    ]
    let greedy = try answers(chat(lines, ["--json"])).map(\.steered)
    #expect(Set(greedy).count == 1)
    let drawn = try answers(chat(lines, ["--json", "--temperature", "2"])).map(\.steered)
    #expect(drawn[0] == drawn[2] && drawn[0] != drawn[1])
    let live = try answers(chat(["/temperature 2"] + lines, ["--json"])).map(\.steered)
    #expect(live == drawn)
  }

  @Test("a line that cannot be followed is told of, and changes nothing")
  func badLines() throws {
    let lines = [
      "/coefficient", "/coefficient x", "/coefficient nan", "/coefficient inf", "/layer 8",
      "/layer 1.5", "/layer -1", "/seed -1", "/temperature -1", "/nonsense", "/\u{1B}[2J",
    ]
    let tooLong = String(repeating: "a ", count: 2_000)
    let run = try chat(lines + ["", "the garden was", tooLong], ["--json"])
    #expect(run.status == 0)
    let answers = try answers(run)
    #expect(answers.count <= 1 + lines.count)
    #expect(answers.first { $0.user == "the garden was" }?.coefficient == 1)
    #expect(answers.first { $0.user == "the garden was" }?.layers == [4])
    for said in [
      "/coefficient: expected a number like 2 or -0.5, got nothing", "got 'x'", "nan", "inf",
      "--layer 8", "'1.5'", "--layer -1", "'-1'", "/nonsense: no such command",
      "/reset begins anew",
    ] {
      #expect(run.errors.contains(said), "\(said): \(run.errors)")
    }
    #expect(!run.errors.contains("\u{1B}"))
  }

  @Test("answers stand beside each other on a wide terminal, below each other on a narrow one")
  func columns() throws {
    let arguments = [
      "chat", "--vector", vector, "--layer", "4", "--max-new-tokens", "20", "--quiet",
    ]
    func lines(_ columns: Int) throws -> [Substring] {
      try TerminalRun(
        arguments, environment: ["NO_COLOR": "1"], columns: columns, input: "the garden was\n"
      ).output.split(separator: "\r\n")
    }
    for columns in [80, 100] {
      let wide = try lines(columns)
      let left = (columns - 3) / 2
      #expect(wide[0].hasPrefix("unsteered "))
      #expect(wide[0].dropFirst(left + 3).hasPrefix("layer 4, coefficient 1"), "\(wide)")
      #expect(wide.allSatisfy { $0.count <= columns })
    }
    for columns in [0, 40, 74] {
      let narrow = try lines(columns)
      #expect(narrow[0] == "unsteered" && narrow[1].hasPrefix("  "), "\(narrow)")
      #expect(narrow.contains("layer 4, coefficient 1"))
    }
  }

  @Test("a model without a chat template says so once, and how the dialogue is put")
  func noTemplate() throws {
    let run = try chat(["the garden was", "the sea was"], ["--json"])
    #expect(run.errors.split(separator: "no chat template").count == 2, "\(run.errors)")
    #expect(run.errors.contains("plain text"), "\(run.errors)")
    #expect(try chat(["the garden was"], ["--quiet"]).errors == "")
  }

  @Test("a system message stands before both conversations, and stays when they begin anew")
  func system() throws {
    let system = "the garden was lovely ."
    let asked = "the garden was"
    let answers = try answers(
      chat([asked, "/reset", asked], ["--json", "--system", system, "--coefficient", "0"]))
    #expect(answers[0] == answers[1])
    let plain = try self.answers(chat([asked], ["--json"]))[0]
    #expect(answers[0].unsteered != plain.unsteered)
    #expect(answers[0].steered == answers[0].unsteered, "it stands before both")
    let generated = try Run(
      "generate", "--chat", "--system", system, "--max-new-tokens", "8", "--json", asked)
    struct Text: Decodable { let text: String }
    #expect(try generated.json(Text.self).text == answers[0].unsteered)
  }

  @Test("what is printed as it is written is in the end what both answers are")
  func growing() throws {
    let asked = "the garden was"
    let answer = try #require(try answers(chat([asked], ["--json"])).first)
    let printed = try chat([asked], ["--quiet"]).output
    #expect(
      printed
        == "unsteered\n  \(answer.unsteered)\nlayer 4, coefficient 1\n  \(answer.steered)\n\n")
    // In columns, rows of words.
    let words = ["--max-new-tokens", "60", "--temperature", "3"]
    let long = try #require(try answers(chat([asked], ["--json"] + words)).first)
    let wide = try TerminalRun(
      ["chat", "--vector", vector, "--layer", "4", "--quiet"] + words,
      environment: ["NO_COLOR": "1"], columns: 80, input: asked + "\n"
    ).output.split(separator: "\r\n").dropFirst()
    func column(_ part: (Substring) -> Substring) -> [Substring] {
      wide.flatMap { part($0).split(separator: " ") }
    }
    let left = (80 - 3) / 2
    #expect(column { $0.prefix(left) } == long.unsteered.split(separator: " "))
    #expect(column { $0.dropFirst(left + 3) } == long.steered.split(separator: " "))
    #expect(wide.count > 3, "planted fault: one row, which shows nothing of how rows follow")
  }

  @Test("more new tokens than the context holds are refused at the beginning")
  func tooMany() throws {
    let run = try chat(["the garden was"], ["--max-new-tokens", "100000"])
    #expect(run.status == 2 && run.errors.contains("--max-new-tokens 100000"), "\(run.errors)")
  }

  @Test("bad usage")
  func usage() throws {
    for (arguments, said) in [
      ([], "--vector"), (["--vector", vector], "--layer"),
      (["--vector", vector, "--layer", "4", "--max-new-tokens", "0"], "at least 1"),
      (["--vector", vector, "--layer", "4", "--temperature", "-1"], "temperature"),
      (["--vector", vector, "--layer", "8"], "--layer 8"),
    ] {
      let run = try Run(["chat"] + arguments)
      #expect(run.status == 2 && run.output == "" && run.errors.contains(said), "\(run.errors)")
    }
  }
}
