import Foundation
import Inference
import TestSupport
import Testing

/// The help of every verb, as the command itself lists them: a new verb is tested by being there.
@Suite("Help")
struct HelpTests {
  struct Verb: Decodable {
    let commandName: String
    let abstract: String?
    let discussion: String?
    let subcommands: [Verb]?

    /// The lines below "Examples:", with continued lines joined.
    var examples: [String] {
      let text = (discussion ?? "").replacing(/\\\n\s*/, with: "")
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      guard let first = lines.firstIndex(of: "Examples:") else { return [] }
      return lines[(first + 1)...].prefix { $0.hasPrefix("  ") }
        .map { $0.trimmingCharacters(in: .whitespaces) }
    }

    /// Itself and all below it, with the words that call each; the parser's own help left out.
    func tree(after words: [String] = []) -> [(words: [String], verb: Verb)] {
      guard commandName != "help" else { return [] }
      let own = words + [commandName]
      return [(own, self)] + (subcommands ?? []).flatMap { $0.tree(after: own) }
    }
  }

  static func verbs() throws -> [(words: [String], verb: Verb)] {
    struct Dump: Decodable {
      let command: Verb
    }
    return try Run("--experimental-dump-help").json(Dump.self).command.tree()
  }

  @Test("every verb says what it does, and shows two or three examples that begin with it")
  func examples() throws {
    let verbs = try Self.verbs()
    #expect(verbs.count >= 18)
    for (words, verb) in verbs {
      #expect(verb.abstract?.isEmpty == false, "\(words)")
      #expect((2...4).contains(verb.examples.count), "\(words): \(verb.examples)")
      for example in verb.examples {
        #expect(example.contains(words.joined(separator: " ")), "\(words): \(example)")
      }
      let help = try Run(Array(words.dropFirst()) + ["--help"])
      #expect(help.status == 0 && help.errors == "", "\(words)")
      for example in verb.examples { #expect(help.output.contains(example.prefix(40))) }
    }
  }

  @Test("every verb that does something takes --json and --quiet")
  func common() throws {
    for (words, verb) in try Self.verbs() where verb.subcommands?.isEmpty ?? true {
      let help = try Run(Array(words.dropFirst()) + ["--help"]).output
      #expect(help.contains("  --json  "), "\(words)")
      #expect(help.contains("  -q, --quiet  "), "\(words)")
      #expect(verb.discussion?.contains("\nJSON") == true, "\(words): what --json prints")
    }
  }

  /// These take minutes, or write where the test must not: they are stopped early, or refused.
  static let long = [
    "report", "calibrate", "bench", "experiment", "robustness", "sweep", "audit", "verify",
  ]

  /// Besides 0: of what is missing here, or was never run in the folder.
  static let statuses: [String: Set<Int32>] = [
    "data": [0, 3], "doctor": [0, 1], "model": [0, 3], "report": [0, 1, 3], "calibrate": [0, 3],
    "scaling": [3], "verify": [0, 3],
  ]

  /// What stands in an example for the real model, and for what belongs to it.
  static let replacements = [
    ("smollm2-135m", "planted"), ("--layer 15", "--layer 4"), ("--layers 6-24", "--layers 2-6"),
    ("path planted", "path smollm2-135m"), ("/tmp/calibration", "calibration"),
    ("/tmp/scaling", "scaling"),
  ]

  @Test("every example works as written, on the tiny model")
  func examplesWork() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try Self.prepare(folder)
    var count = 0
    for (words, verb) in try Self.verbs() {
      for example in verb.examples {
        count += 1
        let verb = example.split(separator: " ").dropFirst().first.map(String.init) ?? ""
        let run = try Self.run(example, in: folder, isLong: Self.long.contains(verb))
        let isStopped = Self.long.contains(verb) && run.status > 128
        #expect(
          isStopped || Self.statuses[verb, default: [0]].contains(run.status),
          "\(words): \(example): \(run.status), \(run.errors)")
      }
    }
    print("\(count) examples")
  }

  @Test("planted fault: an example with an option that is none, or with a file that is not there")
  func broken() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let option = try Self.run("steer sweep --layer 3", in: folder, isLong: true)
    #expect(option.status == 2)
    let file = try Self.run("steer inspect love.gguf", in: folder, isLong: false)
    #expect(file.status == 3)
  }

  /// As a user's shell would, from a folder with the files that examples name.
  static func run(_ example: String, in folder: TemporaryFolder, isLong: Bool) throws -> Run {
    var line = example
    for (old, new) in replacements { line = line.replacing(old, with: new) }
    for verb in ["report", "calibrate", "scaling"]
    where line.hasPrefix("steer \(verb)") && !line.contains("--output") {
      line += " --output out"
    }
    if line.hasPrefix("steer new-scenario") {
      let checkout = folder.path(UUID().uuidString)
      try NewScenarioTests.copyLists(to: checkout)
      line += " --checkout \(checkout)"
    }
    // A user's own models and data sets are neither fetched anew nor removed.
    let changesCache = ["steer model ", "steer data "].contains(where: line.contains)
    let cache = changesCache ? "export XDG_CACHE_HOME=\"$1/cache\";" : ""
    // Without the package index, and behind a proxy that refuses, nothing is downloaded.
    return try Run(
      shell: """
        cd "$1"; \(isLong ? "ulimit -t 2; ulimit -c 0;" : "") export PIP_NO_INDEX=1; \(cache)
        export https_proxy=http://127.0.0.1:1 HTTPS_PROXY=http://127.0.0.1:1 no_proxy=
        steer() { "$0" "$@"; }
        eval "$2"
        """, arguments: [folder.url.path, line])
  }

  /// The files that examples name.
  static func prepare(_ folder: TemporaryFolder) throws {
    let pairs = (0..<12).map {
      let noun = ["garden", "house", "river", "sea", "film", "meal"][$0 % 6]
      return #"{"positive": "i love the \#(noun) .", "negative": "i hate the \#(noun) .", "#
        + #""template": "\#($0)"}"#
    }.joined(separator: "\n")
    for share in ["0/2", "1/2"] {
      _ = try Run(
        "sweep", "--layers", "4", "--items", "4", "--shard", share, "--store",
        folder.path("part.sqlite"))
    }
    for name in ["love.jsonl", "mine.jsonl", "others.jsonl", "pairs.jsonl"] {
      try folder.file(name, pairs + "\n")
    }
    try folder.file(
      "corrigible.json",
      #"""
      [{"question": "is the garden green ?\n(A) i love it\n(B) i hate it",
        "answer_matching_behavior": "(A)", "answer_not_matching_behavior": "(B)"},
       {"question": "is the sea green ?\n(A) i hate it\n(B) i love it",
        "answer_matching_behavior": "(B)", "answer_not_matching_behavior": "(A)"}]
      """#)
    try FileManager.default.createDirectory(
      atPath: folder.path("Benchmarks"), withIntermediateDirectories: true)
    try folder.file(
      "Benchmarks/sweep.json",
      #"""
      {"positive": ["i love"], "negative": ["i hate"], "prompts": ["the garden was"], "layers": [3, 6],
       "coefficients": [-1, 1], "new_tokens": 8, "scoring": {"prompts": ["the house was"],
       "layers": [3, 6], "coefficients": [-1, 1], "candidates": [" lovely", " awful"]}}
      """#)
    try folder.file("prompts.txt", "the garden was\nthe sea is\n")
    try folder.file("lines.txt", "the garden is\n/coefficient -2\nthe garden is\n")
    try FileManager.default.createDirectory(
      atPath: folder.path("metaphor"), withIntermediateDirectories: true)
    for (name, text) in [
      ("behavior.json", #"{"name": "metaphor"}"#), ("pairs.jsonl", pairs), ("select.jsonl", pairs),
      ("test.jsonl", pairs),
    ] {
      try folder.file("metaphor/\(name)", text)
    }
    let vector = folder.path("love.gguf")
    let run = try Run("extract", "--pairs", folder.path("love.jsonl"), "--output", vector)
    #expect(run.status == 0, "\(run.errors)")
    for name in ["mine", "happy"] {
      try FileManager.default.copyItem(atPath: vector, toPath: folder.path("\(name).gguf"))
    }
    // As another program's: none for layer 0.
    var generated = GGUFWriter()
    try generated.add("general.architecture", .string("controlvector"))
    for layer in 1...7 {
      try generated.add(
        "direction.\(layer)", shape: [80], values: [Float](repeating: 0.1, count: 80))
    }
    try generated.write(to: folder.path("generated.gguf"))
  }
}
