import Foundation
import TestSupport
import Testing

@Suite("steer new-scenario")
struct NewScenarioTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try Self.copyLists(to: folder.url.path)
  }

  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  static let lists = [
    "Scenarios/AllScenarios.swift", "Tests/ScenarioTests/ExpectedVerdicts.swift",
  ]

  /// A checkout as far as the command looks at it, in which scenario 98 is the last.
  static func copyLists(to checkout: String) throws {
    for list in lists {
      let file = URL(fileURLWithPath: "\(checkout)/\(list)")
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(contentsOf: root.appendingPathComponent(list)).write(to: file)
    }
    try Data().write(to: URL(fileURLWithPath: "\(checkout)/Scenarios/S98Last.swift"))
  }

  private func text(_ path: String) throws -> String {
    try String(contentsOfFile: folder.path(path), encoding: .utf8)
  }

  private func create(_ arguments: String...) throws -> Run {
    try Run(["new-scenario", "--checkout", folder.url.path] + arguments)
  }

  /// What is under the folder, with contents.
  private func snapshot() throws -> [String: Data] {
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder.url.path)
    return Dictionary(
      uniqueKeysWithValues: files.compactMap { name in
        FileManager.default.contents(atPath: folder.path(name)).map { (name, $0) }
      })
  }

  struct Answer: Decodable {
    let name, scenario: String
    let changed, next: [String]
  }

  /// The expected file is compiled into `ScenarioTests` and run there. Where the template changes it is
  /// written anew: `steer new-scenario example --checkout` with a folder like that of ``copyLists(to:)``.
  @Test("what it writes is what is compiled and run as the example, byte for byte")
  func example() throws {
    let run = try create("example", "--json")
    #expect(run.status == 0, "\(run.errors)")
    let answer = try run.json(Answer.self)
    #expect(answer.name == "S99-example")
    #expect(answer.changed == Self.lists)
    #expect(answer.next.count == 5)
    let name = (answer.scenario as NSString).lastPathComponent
    let expected = try String(
      contentsOf: Self.root.appendingPathComponent("Tests/ScenarioTests/NewScenario/\(name)"),
      encoding: .utf8)
    #expect(try text(answer.scenario) == expected)
  }

  @Test("it is entered in both lists, each by one entry, and the next has the next number")
  func lists() throws {
    let before = try Self.lists.map(text)
    #expect(try create("less-hedging").status == 0)
    #expect(try create("more-hedging").status == 0)
    let entries = [
      ("  lessHedgingScenario,\n", "  moreHedgingScenario,\n"),
      (
        "  \"S99.1\": [\"planted\": .supported],\n", "  \"S100.1\": [\"planted\": .supported],\n"
      ),
    ]
    for ((path, old), entry) in zip(zip(Self.lists, before), entries) {
      let end = try #require(old.range(of: "\n]\n"))
      let expected = old.replacingCharacters(in: end, with: "\n\(entry.0)\(entry.1)]\n")
      #expect(try text(path) == expected, "\(path)")
    }
  }

  @Test("pairs of one's own are in the scenario, whatever they hold, and read back as they were")
  func pairs() throws {
    let hostile = ###"say \"\"\"## and \\(x) \u202e \u0000 \n end"###
    let lines = (0..<12).map {
      #"{"user": "q\#($0)", "positive": "yes \#(hostile)", "negative": "no \#($0)", "template": "t\#($0 / 1)"}"#
    }
    let pairs = try folder.file("mine.jsonl", lines.joined(separator: "\r\n") + "\n")
    let run = try create("own", "--pairs", pairs.path)
    #expect(run.status == 0, "\(run.errors)")
    let scenario = try text("Scenarios/S99Own.swift")
    #expect(!scenario.unicodeScalars.contains("\u{202E}"))
    let literal = try #require(scenario.firstMatch(of: /= ###"""\n((?s).*?)\n  """###\n/)).1
    let kept = try folder.file("kept.jsonl", literal + "\n")
    // The same vector comes out of both.
    let vectors = try [pairs, kept].map { file in
      let path = folder.path("v.gguf")
      let run = try Run("extract", "--json", "--quiet", "--pairs", file.path, "--output", path)
      #expect(run.status == 0, "\(run.errors)")
      return run.output
    }
    #expect(vectors[0] == vectors[1])
  }

  @Test("what is there already stays as it is")
  func overwriting() throws {
    #expect(try create("kindness").status == 0)
    let before = try snapshot()
    let again = try create("kindness")
    #expect(again.status == 3)
    #expect(again.errors.contains("there is a scenario kindness already: S99Kindness"))
    #expect(try snapshot() == before)
  }

  @Test(
    "names that are none",
    arguments: ["Less", "a", "less_hedging", "9lives", "a--b", "-a", "a/../b", "ä", ""])
  func names(name: String) throws {
    let before = try snapshot()
    let run = try create(name)
    #expect(run.status == 2, "\(run.errors)")
    #expect(try snapshot() == before)
  }

  @Test("pairs and checkouts that cannot be used exit with 3 and change nothing")
  func refusals() throws {
    func jsonl(_ count: Int, _ negative: String) -> String {
      (0..<count).map {
        #"{"positive": "I like \#($0)", "negative": "\#(negative) \#($0)"}"# + "\n"
      }
      .joined()
    }
    let few = try folder.file("few.jsonl", jsonl(11, "I hate"))
    let apart = try folder.file("apart.jsonl", jsonl(12, "We hate"))
    let bad = try folder.file("bad.jsonl", "{}\n")
    let before = try snapshot()
    for (arguments, said) in [
      (["--pairs", few.path], "at least 12 templates"),
      (["--pairs", apart.path], "begin with the same word"),
      (["--pairs", bad.path], "bad.jsonl:1"), (["--pairs", folder.path("none")], "none"),
    ] {
      let run = try Run(["new-scenario", "x1", "--checkout", folder.url.path] + arguments)
      #expect(run.status == 3 && run.errors.contains(said), "\(run.errors)")
      #expect(run.errors.filter(\.isNewline).count == 1)
    }
    #expect(try snapshot() == before)
    let nowhere = try Run("new-scenario", "x1", "--checkout", folder.path("none"))
    #expect(nowhere.status == 3, "\(nowhere.errors)")
    #expect(!nowhere.errors.contains("Error Domain"), "\(nowhere.errors)")
  }
}
