import ArgumentParser
import Files
import Foundation
import Steering
import StrictJSON
import Subjects

struct BehaviorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "behavior", abstract: "Behaviors of your own: make a folder for one, or check it.",
    discussion: """
      A behavior is a folder: behavior.json (what it is, whether more or less of it is wanted, how one asks for it), \
      pairs.jsonl (what a vector is made from), select.jsonl (what layers and doses are chosen on) and test.jsonl \
      (what is reported). --behavior of all verbs takes its path.

      Examples:
        steer behavior new kindness --pairs mine.jsonl
        steer behavior check metaphor
      """, subcommands: [BehaviorNew.self, BehaviorCheck.self])
}

/// What `new` and `check` print: what is there, what is not, and what that costs.
private struct BehaviorResult: Encodable {
  let name, path: String
  let pairs, select, test: Int
  let overlaps: Int
  let missing: [String]

  init(_ description: BehaviorDescription, path: String) {
    name = description.name
    self.path = path
    pairs = description.pairs.count
    select = description.select.count
    test = description.test.count
    overlaps = description.overlaps.count
    missing = description.gaps
  }

  var lines: [String] {
    [
      "\(path): \(pairs) pairs to make a vector from, \(select) items to choose on, \(test) to report on."
    ] + (missing.isEmpty ? ["Nothing is missing."] : ["", "Missing:"] + missing.map { "- " + $0 })
  }
}

struct BehaviorNew: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Make a folder for a behavior from contrast pairs.",
    discussion: """
      Two fifths of the templates make the vector, one chooses, two are reported; without a "template", each pair is \
      its own. Nothing is overwritten. Then write into behavior.json what it is and how one asks for it, and give the \
      items controls: "controlBegin" or "controlUser", where the same words say nothing of it.

      Examples:
        steer behavior new warmth --pairs mine.jsonl
        steer behavior new hedging --pairs pairs.jsonl --wanted less

      JSON: {"name", "path", "pairs", "select", "test", "overlaps", "missing": [...]}
      """)

  enum Wanted: String, ExpressibleByArgument, CaseIterable { case more, less }

  @Argument(help: "What it is called, which is the folder's name too: \(ScenarioName.rule).")
  var name: ScenarioName

  @Option(
    help: "Contrast pairs; these or a --dataset.",
    completion: .file(extensions: ["jsonl", "json", "csv"]))
  var pairs: String?

  @Option(help: "Whether more or less of it is wanted.")
  var wanted = Wanted.more

  @OptionGroup var pairReading: PairReading
  @OptionGroup var console: Console

  func run() throws {
    guard let source = try pairReading.source(pairs) else {
      throw ValidationError("--pairs or --dataset: one of them says what the behavior is made from")
    }
    if Behavior(rawValue: name.text) != nil {
      throw ValidationError("'\(name.text)' is the name of a behavior that comes with the program")
    }
    let (read, hash) = try pairReading.comparableTexts(source)
    let description = try BehaviorDescription(
      name: name.text, pairs: read, hash: hash, testHashes: [hash], seed: Subject.seed)
    let folder = name.text
    guard !FileManager.default.fileExists(atPath: folder) else {
      throw BadInput(folder, "is there already; nothing was changed")
    }
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw FileError("create", folder, reason: error.localizedDescription)
    }
    // The description last: without it the folder is none.
    for file in [BehaviorDescription.File.pairs, .select, .test, .description] {
      try writeDurably(
        Array(description.text(of: file, wanted: wanted.rawValue).utf8),
        to: "\(folder)/\(file.rawValue)")
    }
    let written = try BehaviorChoice.path(folder).description(answers: .letter)
    written.warnOfOverlaps(console)
    let result = BehaviorResult(written, path: folder)
    try console.show(result) {
      result.lines + [
        "", "Next: steer extract --model MODEL --behavior \(folder) --output \(folder).gguf",
      ]
    }
  }
}

struct BehaviorCheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Read a behavior's files and tell what is missing.",
    discussion: """
      Examples:
        steer behavior check metaphor
        steer behavior check mine.jsonl

      JSON: {"name", "path", "pairs", "select", "test", "overlaps", "missing": [...]}
      """)

  @Argument(help: "A folder, a file of contrast pairs, or the name of a public set.")
  var behavior: BehaviorChoice

  @Option(help: "Of questions with choices: letter, both-orders or text.")
  var answers = ChoiceAnswers.letter

  @OptionGroup var console: Console

  func run() throws {
    let description = try behavior.description(answers: answers)
    description.warnOfOverlaps(console)
    let result = BehaviorResult(description, path: behavior.source)
    try console.show(result) { result.lines }
  }
}

extension BehaviorDescription {
  /// What `steer behavior new` writes.
  fileprivate func text(of file: File, wanted: String) -> String {
    switch file {
    case .description:
      return """
        {
          "name": \(json(name)),
          "wanted": \(json(wanted))
        }

        """
    case .pairs:
      return pairs.map { pair in
        line([
          ("user", pair.user), ("positive", pair.positive), ("negative", pair.negative),
          ("template", pair.template),
        ])
      }.joined()
    case .select: return select.map(line).joined()
    case .test: return test.map(line).joined()
    }
  }

  private func line(_ item: BehaviorItem) -> String {
    func list(_ texts: [String]) -> String { "[" + texts.map(json).joined(separator: ", ") + "]" }
    let begin = item.prompt.begin.isEmpty ? nil : item.prompt.begin
    let fields = [("user", item.prompt.user), ("begin", begin)].compactMap { name, text in
      text.map { "\(json(name)): \(json($0))" }
    }
    return "{"
      + (fields + [
        "\"favored\": \(list(item.favored))", "\"opposed\": \(list(item.opposed))",
        "\"template\": \(json(item.template))",
      ]).joined(separator: ", ") + "}\n"
  }

  private func line(_ fields: [(String, String?)]) -> String {
    "{"
      + fields.compactMap { name, text in text.map { "\(json(name)): \(json($0))" } }
      .joined(separator: ", ") + "}\n"
  }

  private func json(_ text: String) -> String { JSONValue.spelling(of: text) }
}
