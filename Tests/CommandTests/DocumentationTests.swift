import Foundation
import TestSupport
import Testing

/// Keeps what is written for readers from going stale: commands run, links lead somewhere, names exist.
@Suite("Documentation")
struct DocumentationTests {
  static let root = NewScenarioTests.root

  static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
  }

  /// README, CONTRIBUTING, CHANGELOG and all of docs/.
  static func pages() throws -> [String] {
    let docs = try FileManager.default.contentsOfDirectory(
      atPath: root.appendingPathComponent("docs").path
    ).filter { $0.hasSuffix(".md") }.sorted()
    return ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"] + docs.map { "docs/\($0)" }
  }

  // MARK: The tutorial's commands

  /// The lines of the blocks of shell commands in a page, with continued lines joined.
  static func commands(in page: String) -> [String] {
    page.matches(of: /```sh\n((?s).*?)```/).flatMap { block in
      block.1.replacing(/\\\n\s*/, with: "").split(separator: "\n").map(String.init)
    }
  }

  /// These build, download, or are other programs: a test does not run them.
  static let foreign = ["make", "alias", "git", "swift", "perl", "python3", ".build/"]

  /// What stands in the tutorial for the real model and for what is made with it.
  static let replacements = [
    ("--layers 6,9,12,15,18,21,24", "--layers 3,4,5"), ("--layers 15", "--layers 4"),
    ("report S27-metaphor", "report S01-sentiment --model planted"),
  ]

  /// Runs commands in order, as a reader would; returns those that fail, with what they said.
  static func failures(of commands: [String]) throws -> [String] {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try HelpTests.prepare(folder)
    // The tutorial makes its own.
    try FileManager.default.removeItem(atPath: folder.path("metaphor"))
    // The planted model has no metaphors: pairs of its own words stand in for them.
    let nouns = ["garden", "house", "river", "sea", "film", "meal"]
    let pairs = (0..<20).map {
      #"{"positive": "the \#(nouns[$0 % 6]) is lovely", "negative": "the \#(nouns[$0 % 6]) is awful", "#
        + #""template": "\#($0)"}"# + "\n"
    }.joined()
    try FileManager.default.createDirectory(
      atPath: folder.path("docs/tutorial"), withIntermediateDirectories: true)
    for name in ["explore", "claim"] { try folder.file("docs/tutorial/\(name).jsonl", pairs) }
    return try commands.filter { line in !foreign.contains { line.hasPrefix($0) } }.compactMap {
      var line = $0
      for (old, new) in replacements { line = line.replacing(old, with: new) }
      let verb = line.split(separator: " ").dropFirst().first.map(String.init) ?? ""
      let isLong = verb == "report" && !line.contains("--html")
      let run = try HelpTests.run(line, in: folder, isLong: isLong)
      let isFine =
        HelpTests.statuses[verb, default: [0]].contains(run.status) || isLong && run.status > 128
      return isFine ? nil : "\($0): \(run.status), \(run.errors)"
    }
  }

  @Test("every command of the tutorial works as written, in order, on the tiny model")
  func tutorial() throws {
    let commands = Self.commands(in: try Self.text("docs/tutorial.md"))
    for verb in [
      "doctor", "behavior", "generate", "extract", "chat", "sweep", "audit", "verify",
      "new-scenario", "report", "convert",
    ] {
      #expect(commands.contains { $0.contains("steer \(verb)") }, "\(verb) is not shown")
    }
    #expect(try Self.failures(of: commands) == [])
    let broken = try Self.failures(of: [
      "steer extract --pairs docs/tutorial/claim.jsonl --output a.gguf",
      "steer sweep --pairs docs/tutorial/explore.jsonl --vectors a.gguf",
      "head -n 3 docs/tutorial/none.jsonl > few.jsonl",
    ])
    #expect(broken.count == 2, "planted fault: an option and a file that are none")
  }

  @Test(
    "commands on published data: every option is one, and without the data they say how to get it")
  func publishedData() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let commands = Self.commands(in: try Self.text("docs/published-data.md"))
    #expect(commands.count >= 6)
    for command in commands {
      // With a cache of its own nothing is there, so that each stops before it measures.
      let run = try Run(
        shell: """
          cd "$1"; mkdir -p Reports; ulimit -t 20; export XDG_CACHE_HOME="$1" https_proxy=http://127.0.0.1:1 PIP_NO_INDEX=1
          steer() { "$0" "$@"; }
          eval "$2"
          """, arguments: [folder.url.path, command])
      #expect([0, 3].contains(run.status), "\(command): \(run.status), \(run.errors)")
      #expect(
        run.status == 0 || run.errors.contains("fetch") || command.contains("merge")
          || command.contains("mine.gguf"), "\(command): \(run.errors)")
    }
  }

  /// Blocks of commands whose output is the model's, each with the lines of the block of text that shows it.
  static func outputs(in page: String) -> [(commands: String, lines: [Substring])] {
    page.matches(of: /```sh\n([^`]+)```\s+```text\n([^`]+)```/).filter { block in
      block.1.split(separator: "\n").allSatisfy {
        $0.contains(
          /^( |head|tail|steer (behavior|generate|extract|chat|sweep|audit|verify|convert))\s/)
      }
    }.map { (String($0.1), $0.2.split(separator: "\n").filter { $0 != "..." }) }
  }

  /// Lines that a page shows and that its commands, run in order on the real model, do not print. What
  /// stands behind "> " is typed.
  static func wrongOutputs(in page: String) throws -> [Substring] {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try FileManager.default.createSymbolicLink(
      at: folder.url.appendingPathComponent("docs"),
      withDestinationURL: root.appendingPathComponent("docs"))
    return try outputs(in: page).flatMap { commands, lines in
      let typed = lines.filter { $0.hasPrefix("> ") }
      let run = try Run(
        shell: #"cd "$1"; steer() { "$0" "$@"; }; printf %s "$3" | eval "$2""#,
        arguments: [
          folder.url.path, commands, typed.map { $0.dropFirst(2) + "\n" }.joined(),
        ])
      let printed = (run.output + run.errors).split(separator: "\n") + typed
      return lines.filter { !printed.contains($0) }
    }
  }

  @Test("what the tutorial shows is what the real model gives", .fullEngine)
  func shown() throws {
    let page = try Self.text("docs/tutorial.md")
    #expect(Self.outputs(in: page).count == 9)
    #expect(try Self.wrongOutputs(in: page) == [])
    let planted = """
      ```sh
      head -n 4 docs/tutorial/explore.jsonl > few.jsonl
      steer extract --pairs few.jsonl --output few.gguf
      ```

      ```text
      4 pairs, 81 components a layer
      layer  norm
      ```
      """
    #expect(try Self.wrongOutputs(in: planted) == ["4 pairs, 81 components a layer"])
  }

  @Test(
    "the tutorial's own pairs: twenty of each, none in both, and a scenario can be made of them")
  func pairs() throws {
    let files = ["explore", "claim"].map { Self.root.path + "/docs/tutorial/\($0).jsonl" }
    let texts = try files.map {
      Set(try String(contentsOfFile: $0, encoding: .utf8).split(separator: "\n"))
    }
    #expect(texts.map(\.count) == [20, 20])
    /// The words that a side does not share with the other: what the metaphors say.
    func images(_ lines: Set<Substring>) throws -> Set<Substring> {
      let words = try lines.map { line in
        let pair = try JSONDecoder().decode([String: String].self, from: Data(line.utf8))
        let sides = try ["positive", "negative"].map {
          Set(try #require(pair[$0]).split(separator: " "))
        }
        return sides[0].subtracting(sides[1])
      }
      return words.reduce(into: []) { $0.formUnion($1) }
    }
    #expect(try images(texts[0]).isDisjoint(with: images(texts[1])), "an image in both files")
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try NewScenarioTests.copyLists(to: folder.url.path)
    let run = try Run(
      "new-scenario", "metaphor", "--pairs", files[1], "--checkout", folder.url.path)
    #expect(run.status == 0, "\(run.errors)")
  }

  // MARK: Links

  /// Links of a page, other than to the web or within the page, that lead to no file.
  static func brokenLinks(in text: String, at page: String) -> [String] {
    let folder = root.appendingPathComponent(page).deletingLastPathComponent()
    let targets =
      text.matches(of: /\]\(([^)\s]+)\)/).map(\.1) + text.matches(of: /src="([^"]+)"/).map(\.1)
    return targets.compactMap { target in
      let path = target.prefix { $0 != "#" }
      guard !path.isEmpty, !target.contains("://"), !target.hasPrefix("mailto:") else { return nil }
      let file = folder.appendingPathComponent(String(path)).standardizedFileURL
      return FileManager.default.fileExists(atPath: file.path) ? nil : "\(page): \(target)"
    }
  }

  @Test("links lead to files that are there")
  func links() throws {
    for page in try Self.pages() {
      #expect(Self.brokenLinks(in: try Self.text(page), at: page) == [])
    }
    let planted = "[a](methods.md#x) [b](../docs/none.md) [c](https://example.org/none.md)"
    #expect(
      Self.brokenLinks(in: planted, at: "docs/methods.md") == ["docs/methods.md: ../docs/none.md"])
  }

  // MARK: Names of the API

  /// What looks like a Swift symbol in backticks: `Type`, `Type.member`, `functionName`.
  static func symbols(in page: String) -> Set<String> {
    let spans = page.matches(of: /`([^`\n]+)`/).map { String($0.1) }
    return Set(
      spans.filter {
        $0.wholeMatch(of: /[A-Z]\w*[a-z]\w*(\.\w+)*|[A-Z]{2,}(\.\w+)*|[a-z]+[A-Z0-9]\w*/) != nil
      })
  }

  /// Of symbols, those that no file in Sources declares; a member has to stand in a file that declares or
  /// extends its type.
  static func unknown(_ symbols: Set<String>) throws -> [String] {
    let folder = root.appendingPathComponent("Sources")
    let sources = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".swift") }
      .map { try String(contentsOf: folder.appendingPathComponent($0), encoding: .utf8) }
    func declares(_ source: String, _ name: Substring, _ kinds: String) throws -> Bool {
      // The words alone first: searching for them is faster by far.
      try source.contains(name) && source.contains(Regex("\\b(\(kinds)) (\\w+, )*\(name)\\b"))
    }
    return try symbols.sorted().filter { symbol in
      let parts = symbol.split(separator: ".")
      let types = "struct|enum|class|actor|protocol|typealias|extension"
      return try !sources.contains { source in
        if parts.count == 1 { return try declares(source, parts[0], types + "|func|let|var") }
        return try declares(source, parts[parts.count - 2], types)
          && declares(source, parts[parts.count - 1], "func|let|var|case|struct|enum")
      }
    }
  }

  @Test("names of the API in the page on methods are declared")
  func names() throws {
    let symbols = Self.symbols(in: try Self.text("docs/methods.md"))
    print("\(symbols.count) names")
    #expect(symbols.count > 40)
    #expect(try Self.unknown(symbols) == [])
    let planted = Self.symbols(
      in: "`SteeringVector.median`, `Interventions`, `bootstrapT`, `x ← x`, `VADER`")
    #expect(try Self.unknown(planted) == ["Interventions", "SteeringVector.median", "bootstrapT"])
  }
}
