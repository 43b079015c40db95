import Foundation
import TestSupport
import Testing

@Suite("steer generate")
struct GenerateCommandTests {
  let folder: TemporaryFolder
  var vector: String { folder.path("vector.gguf") }

  static let prompts = ["the garden was", "i think the \"sea\", is", "my friend"]

  init() throws {
    folder = try TemporaryFolder()
    _ = try ConvertCommandTests.vector(folder)
  }

  struct Line: Decodable, Equatable {
    let prompt: String
    let layer: Int?
    let coefficient: Double
    let text: String
    let nll: Double?
  }

  struct One: Decodable {
    let promptIDs, ids: [Int]
    let text: String

    enum CodingKeys: String, CodingKey {
      case promptIDs = "prompt_ids"
      case ids, text
    }
  }

  private func lines(_ text: String) throws -> [Line] {
    try text.split(separator: "\n").map {
      try JSONDecoder().decode(Line.self, from: Data($0.utf8))
    }
  }

  private func bulk(_ more: String..., file: String? = nil) throws -> Run {
    let text = file ?? Self.prompts.joined(separator: "\n\n") + "\n"
    return try Run(
      ["generate", "--quiet", "--prompts", folder.file("prompts", text).path] + [
        "--max-new-tokens", "6",
      ] + more)
  }

  private var steered: [String] { ["--vector", vector, "--layers", "3-4"] }

  @Test("every prompt at every layer and coefficient: the text of a run of its own, and its NLL")
  func grid() throws {
    struct Scores: Decodable { let logprobs: [Double?] }
    let run = try Run(
      ["generate", "--quiet", "--max-new-tokens", "6", "--coefficients", "-2,0,2", "--prompts"]
        + [folder.file("prompts", Self.prompts.joined(separator: "\n") + "\n").path] + steered)
    #expect(run.status == 0 && run.errors == "", "\(run.errors)")
    let lines = try lines(run.output)
    #expect(lines.map(\.prompt) == Self.prompts.flatMap { Array(repeating: $0, count: 6) })
    #expect(lines.map(\.layer) == (0..<3).flatMap { _ in [3, 3, 3, 4, 4, 4] })
    #expect(lines.map(\.coefficient) == (0..<6).flatMap { _ in [-2, 0, 2] as [Double] })
    for line in lines {
      let plain = ["generate", "--quiet", "--json", "--max-new-tokens", "6"]
      let steering =
        line.coefficient == 0
        ? []
        : ["--vector", vector, "--layer", "\(try #require(line.layer))", "--coefficient"]
          + ["\(line.coefficient)"]
      let one = try Run(plain + steering + [line.prompt]).json(One.self)
      #expect(line.text == one.text)
      let ids = (one.promptIDs + one.ids).map(String.init).joined(separator: ",")
      let scores = try Run("score", "--json", "--ids", ids).json(Scores.self).logprobs
      let own = scores.dropFirst(one.promptIDs.count).compactMap(\.self)
      let nll = -own.reduce(0, +) / Double(own.count)
      // The same sums in another order of passes.
      #expect(abs(try #require(line.nll) - nll) < 1e-9, "\(line)")
    }
    #expect(Set(lines.map(\.text)).count > 3, "steering changes texts")
    #expect(Set(lines.filter { $0.coefficient == 0 }.map(\.text)).count == 3)
  }

  @Test("JSON lines are prompts too; a file of JSON lines, or CSV by its name")
  func files() throws {
    let printed = try bulk()
    #expect(printed.status == 0, "\(printed.errors)")
    let lines = try lines(printed.output)
    #expect(lines.map(\.layer) == [nil, nil, nil] && lines.map(\.coefficient) == [0, 0, 0])
    #expect(printed.output.contains("\"layer\":null"))
    let objects = Self.prompts.map {
      #"{"id": 1, "prompt": "\#($0.replacing("\"", with: "\\\""))"}"# + "\r\n"
    }
    #expect(try bulk(file: objects.joined()).output == printed.output)
    #expect(try bulk("--json").output == printed.output)
    let json = try bulk("--output", folder.path("texts.jsonl"))
    #expect(json.status == 0 && json.output == "")
    #expect(
      try String(contentsOfFile: folder.path("texts.jsonl"), encoding: .utf8) == printed.output)
    let csv = try bulk("--output", folder.path("texts.CSV"))
    #expect(csv.status == 0, "\(csv.errors)")
    let rows = try String(contentsOfFile: folder.path("texts.CSV"), encoding: .utf8)
      .split(separator: "\n")
    #expect(rows[0] == "prompt,layer,coefficient,text,nll" && rows.count == 4)
    #expect(rows[2].hasPrefix(#""i think the ""sea"", is",,0.0,""#), "\(rows[2])")
    #expect(rows[2].hasSuffix(",\(try #require(lines[1].nll))"))
  }

  @Test("no token is written where none is wanted: an empty text, and no likelihood of it")
  func nothing() throws {
    let path = try folder.file("prompts", "the garden\n").path
    let run = try Run("generate", "--quiet", "--prompts", path, "--max-new-tokens", "0")
    #expect(
      try lines(run.output)
        == [Line(prompt: "the garden", layer: nil, coefficient: 0, text: "", nll: nil)])
  }

  @Test("draws are those of a run of its own; other operations; more prompts than one batch")
  func others() throws {
    let draws = ["--temperature", "2", "--seed", "3"]
    let path = try folder.file("prompts", Self.prompts[0] + "\n" + Self.prompts[2]).path
    let drawn = try Run(["generate", "--prompts", path, "--max-new-tokens", "6"] + draws)
    for line in try lines(drawn.output) {
      let one = try Run(["generate", "--json", "--max-new-tokens", "6"] + draws + [line.prompt])
      #expect(try one.json(One.self).text == line.text)
    }
    let ablate = try Run(
      ["generate", "--prompts", path, "--operation", "ablate"] + steered)
    #expect(try lines(ablate.output).count == 4, "\(ablate.errors)")
    // To clamp at 0 is not to leave the model as it is.
    let hate = "i hate the garden . the garden was"
    let pairs = ["garden", "house", "river", "sea", "film", "meal"].map {
      #"{"positive": "i love the \#($0) .", "negative": "i hate the \#($0) ."}"#
    }
    let own = folder.path("own.gguf")
    let extract = try Run(
      "extract", "--pairs", folder.file("pairs", pairs.joined(separator: "\n")).path, "--output",
      own)
    #expect(extract.status == 0, "\(extract.errors)")
    let clamping = ["--operation", "clamp", "--vector", own, "--layers", "3"]
    let clamp = try Run(
      ["generate", "--prompts", folder.file("hate", hate).path, "--coefficients", "0,9"] + clamping)
    #expect(try lines(clamp.output).map(\.coefficient) == [0, 9], "\(clamp.errors)")
    let zero = try Run(["generate", "--json", "--coefficient", "0", hate] + clamping)
    #expect(try lines(clamp.output)[0].text == zero.json(One.self).text)
    #expect(
      try zero.json(One.self).text != Run("generate", "--json", hate).json(One.self).text)
    let many = (0..<300).map { "the garden \($0 % 2 == 0 ? "was" : "is")" }
    let long = try bulk("--max-new-tokens", "2", file: many.joined(separator: "\n"))
    #expect(try lines(long.output).map(\.prompt) == many)
    #expect(Set(try lines(long.output).map(\.text)).count <= 2)
  }

  @Test("what is refused, with the way out")
  func refusals() throws {
    let path = try folder.file("prompts", "the garden\n").path
    for (arguments, said) in [
      ([], "give either"), (["--prompts", path, "i"], "give either"),
      (["--coefficients", "1", "i"], "go with --prompts"),
      (["--output", "x", "i"], "go with --prompts"),
      (["--prompts", path, "--coefficients", "1"], "needs a --vector"),
      (["--prompts", path, "--coefficients", "1,x"] + steered, "got 'x'"),
      (["--prompts", path, "--coefficients", "1", "--coefficient", "2"] + steered, "in place of"),
      (["--prompts", path, "--coefficients", "1", "--operation", "ablate"] + steered, "takes no"),
      (["--prompts", path, "--operation", "clamp"] + steered, "needs a --coefficient"),
      (["--system", "x", "i"], "--system needs --chat"),
      (["--max-new-tokens", "100000", "i"], "the prompt takes 1; 511 are left"),
    ] {
      let run = try Run(["generate"] + arguments)
      #expect(run.status == 2 && run.output == "", "\(arguments): \(run.errors)")
      #expect(run.errors.contains(said), "\(arguments): \(run.errors)")
    }
    let much = try bulk("--max-new-tokens", "1000")
    #expect(much.status == 2 && much.errors.contains("--max-new-tokens 1000"), "\(much.errors)")
    let lossy = try Run(
      "generate", "--max-new-tokens", "2", "--prompts",
      folder.file("lossy", "the zygote\nthe garden\nthe metaphor\n").path)
    #expect(lossy.errors.contains("parts of 2 of the 3 texts"), "told once: \(lossy.errors)")
    #expect(lossy.errors.filter(\.isNewline).count == 1, "\(lossy.errors)")
    for (text, said) in [
      ("", "got none"), ("\n \n", "got none"),
      ("{\"prompt\": \"a\"}\n{}\n", ":2: expected an object"),
      ("{\"text\": \"a\"}\n", ":1: expected an object"), ("{\"prompt\": \"a\"}\nx\n", ":2: "),
      ("a\n" + String(repeating: "garden ", count: 600), "\"garden garden"),
    ] {
      let run = try bulk(file: text)
      #expect(run.status == 3 && run.output == "", "\(run.errors)")
      #expect(run.errors.contains(said) && run.errors.contains("prompts"), "\(run.errors)")
    }
    for verb in [["generate"], ["sweep", "--store", folder.path("s.sqlite")]] {
      let endless = try Run(verb + ["--prompts", "/dev/zero"])
      #expect(endless.status == 3)
      #expect(endless.errors.contains("expected at most 67108864 bytes"), "\(endless.errors)")
    }
    let full = try bulk("--output", "/none/texts.jsonl")
    #expect(full.status == 4 && full.errors.contains("there is no folder /none"), "\(full.errors)")
  }

  @Test("a text is printed as it is written: a reader of its beginning has it long before the end")
  func streaming() throws {
    let arguments = ["generate", "--ignore-end", "--max-new-tokens", "500", "the garden was"]
    let whole = try Run(arguments).output
    let once = try Run(arguments + ["--json"]).json(One.self)
    #expect(whole == once.text + "\n")
    // Killed at the first byte, what it would have written later is never there.
    let script = """
      import subprocess, sys
      command = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE)
      first = command.stdout.read(1)
      command.kill()
      sys.stdout.buffer.write(first + command.stdout.read())
      """
    let begun = try Run(
      shell: #"script=$1; shift; exec python3 -c "$script" "$0" "$@""#,
      arguments: [script] + arguments
    ).output
    print("\(begun.count) of \(whole.count) characters")
    #expect(!begun.isEmpty && begun.count < whole.count && whole.hasPrefix(begun))
  }
}
