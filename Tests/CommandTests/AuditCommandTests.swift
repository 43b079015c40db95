import Foundation
import TestSupport
import Testing

/// `steer behavior`, `audit` and `verify` from end to end, on the planted model.
@Suite("Behaviors of one's own, audits and cards")
struct AuditCommandTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// As a user's shell would run it, in the folder.
  private func steer(_ line: String, environment: String = "") throws -> Run {
    try Run(
      shell: #"cd "$1"; steer() { \#(environment) "$0" "$@"; }; eval "$2""#,
      arguments: [folder.url.path, "steer " + line])
  }

  /// Pairs of the planted model's language, two a template.
  private func writePairs() throws {
    let nouns = [
      "garden", "house", "river", "sea", "film", "meal", "letter", "table", "window", "door",
      "song", "book",
    ]
    let words = [("love", "hate"), ("adore", "despise")]
    let lines = nouns.flatMap { noun in
      words.map {
        #"{"positive": "i \#($0) the \#(noun) .", "negative": "i \#($1) the \#(noun) .", "template": "\#(noun)"}"#
      }
    }
    try folder.file("mine.jsonl", lines.joined(separator: "\n") + "\n")
  }

  private func audited(_ options: String = "") throws {
    let experiment = try steer("extract --behavior sycophancy --output v.gguf --quiet")
    try #require(experiment.status == 0, "\(experiment.errors)")
    let run = try steer("audit v.gguf --behavior sycophancy --quiet \(options)")
    try #require(run.status == 0, "\(run.errors)")
  }

  @Test("forty pairs become a behavior, a vector, an audit and a card that verifies")
  func path() throws {
    try writePairs()
    let made = try steer("behavior new kindness --pairs mine.jsonl")
    #expect(made.status == 0, "\(made.errors)")
    #expect(made.output.contains("Missing:") && made.output.contains("no control"))
    let again = try steer("behavior new kindness --pairs mine.jsonl")
    #expect(again.status == 3 && again.errors.contains("nothing was changed"))
    for line in [
      "extract --behavior kindness --output k.gguf",
      "sweep --behavior kindness --layers 3,4 --coefficients=1 --store s.sqlite",
      "experiment --behavior kindness", "robustness --behavior kindness --items 4",
      "audit k.gguf --behavior kindness --layer 4", "verify audit/audit.json",
    ] {
      let run = try steer(line)
      #expect(run.status == 0, "\(line): \(run.errors)")
    }
    let card = try String(contentsOfFile: folder.path("audit/audit.json"), encoding: .utf8)
    #expect(card.contains(#""source" : "kindness""#))
    for name in ["audit.md", "audit.html", "audit.xml", "figures/audit-1.svg"] {
      #expect(FileManager.default.fileExists(atPath: folder.path("audit/\(name)")), "\(name)")
    }
  }

  @Test("the page on audits: its commands work as written, in order, on the planted model")
  func page() throws {
    try writePairs()
    let page = try String(
      contentsOf: Self.root.appendingPathComponent("docs/audit.md"), encoding: .utf8)
    let commands = DocumentationTests.commands(in: page)
    #expect(commands.count == 5)
    for command in commands {
      let run = try steer(
        command.replacing("steer ", with: "").replacing("smollm2-135m", with: "planted")
          .replacing("--model planted --behavior metaphor", with: "--behavior metaphor"))
      #expect(run.status == 0, "\(command): \(run.errors)")
    }
    // Rows and fields that the page shows are such as are read.
    let rows = page.matches(of: /```text\n(\{[^`]+)```/).map {
      String($0.1).replacing(",\n ", with: ", ")
    }
    #expect(rows.count == 2)
    for text in rows {
      try folder.file("metaphor/test.jsonl", text + text)
      let run = try steer("behavior check metaphor")
      #expect(run.status == 0, "\(text): \(run.errors)")
    }
  }

  @Test(
    "the step for continuous integration, as a runner runs it: holds, fails, and says what it lacks"
  )
  func continuousIntegration() throws {
    try audited("--layer 3 --budget 0.1s")
    let script = Self.root.appendingPathComponent("Examples/ci/verify.sh")
    try FileManager.default.copyItem(atPath: script.path, toPath: folder.path("verify.sh"))
    func runner(_ before: String = "") throws -> Run {
      try Run(
        shell: #"cd "$1"; PATH="$(dirname "$0"):$PATH"; \#(before) ./verify.sh audit/audit.json"#,
        arguments: [folder.url.path])
    }
    let holds = try runner()
    #expect(holds.status == 0 && holds.output.contains("holds"), "\(holds.output)\(holds.errors)")
    #expect(FileManager.default.fileExists(atPath: folder.path("verify.xml")))
    let without = try runner("PATH=/usr/bin:/bin;")
    #expect(without.status != 0 && without.errors.contains("STEER_SOURCE"), "\(without.errors)")
    var bytes = try Data(contentsOf: URL(fileURLWithPath: folder.path("v.gguf")))
    bytes[bytes.count - 2] ^= 1
    try bytes.write(to: URL(fileURLWithPath: folder.path("v.gguf")))
    let fails = try runner()
    #expect(fails.status == 1 && fails.output.contains("vector.sha256"), "\(fails.output)")
    let workflow = try String(
      contentsOf: Self.root.appendingPathComponent("Examples/ci/steering.yml"), encoding: .utf8)
    #expect(workflow.contains("- run: ./verify.sh audit/audit.json"))
  }

  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  @Test("a file of pairs is a behavior, and a folder's overlap with its pairs is named")
  func kinds() throws {
    try writePairs()
    let file = try steer("behavior check mine.jsonl --json")
    #expect(file.status == 0, "\(file.errors)")
    #expect(
      file.output.contains(#""pairs":10"#) && file.output.contains(#""test":10"#), "\(file.output)")
    #expect(try steer("behavior new kindness --pairs mine.jsonl --quiet").status == 0)
    try FileManager.default.removeItem(atPath: folder.path("kindness/pairs.jsonl"))
    try folder.file(
      "kindness/pairs.jsonl", try String(contentsOfFile: folder.path("mine.jsonl"), encoding: .utf8)
    )
    let overlap = try steer("behavior check kindness")
    #expect(overlap.status == 0)
    #expect(overlap.errors.contains("10 of 10 test items share"), "\(overlap.errors)")
    try folder.file("few.jsonl", #"{"positive": "a b", "negative": "a c"}"# + "\n")
    let few = try steer("experiment --behavior few.jsonl")
    #expect(few.status == 3 && few.errors.contains("templates"), "\(few.errors)")
    let unknown = try steer("experiment --behavior kindnes")
    #expect(unknown.status == 2 && unknown.errors.contains("kindnes"), "\(unknown.errors)")
  }

  @Test(
    "a card verifies by hash on every path of the kernels, with one thread and with two",
    arguments: ["STEER_ISA=avx2", "STEER_ISA=portable", "STEER_THREADS=1", "STEER_THREADS=2"])
  func everywhere(environment: String) throws {
    try audited("--layer 3 --budget 0.1s")
    let run = try steer("verify audit/audit.json --quiet", environment: environment)
    // A processor without this path says so.
    if run.status == 2, run.errors.contains("STEER_ISA") { return }
    #expect(run.status == 0, "\(run.output)\(run.errors)")
    #expect(run.output.contains("holds"))
  }

  @Test("a changed byte is named: in the vector, the behavior's files, the card")
  func changes() throws {
    try writePairs()
    #expect(try steer("behavior new kindness --pairs mine.jsonl --quiet").status == 0)
    #expect(try steer("extract --behavior kindness --output k.gguf --quiet").status == 0)
    #expect(
      try steer("audit k.gguf --behavior kindness --layer 4 --budget 0.1s --quiet").status == 0)

    // One byte each, after which the file can still be read.
    for (name, old, new, says) in [
      ("kindness/test.jsonl", "love", "move", "behavior.sha256"),
      ("kindness/pairs.jsonl", "love", "move", "behavior.sha256"),
      ("kindness/behavior.json", "kindness", "kindnesS", "behavior.sha256"),
      ("audit/audit.json", "\"delta\" : 0.25", "\"delta\" : 0.35", "seal"),
    ] {
      let whole = try String(contentsOfFile: folder.path(name), encoding: .utf8)
      let place = try #require(whole.range(of: old), "\(name)")
      try folder.file(name, whole.replacingCharacters(in: place, with: new))
      try expectFault(says, in: name)
      try folder.file(name, whole)
    }
    let vector = URL(fileURLWithPath: folder.path("k.gguf"))
    let whole = try Data(contentsOf: vector)
    var bytes = whole
    bytes[bytes.count - 2] ^= 1
    try bytes.write(to: vector)
    try expectFault("vector.sha256", in: "k.gguf")
    try whole.write(to: vector)
    #expect(try steer("verify audit/audit.json --quiet").status == 0)
  }

  private func expectFault(_ says: String, in name: String) throws {
    let run = try steer("verify audit/audit.json --quiet --junit v.xml")
    #expect(run.status == 1, "\(name): \(run.output)\(run.errors)")
    #expect(run.output.contains(says), "\(name): \(run.output)")
    let xml = try String(contentsOfFile: folder.path("v.xml"), encoding: .utf8)
    #expect(xml.contains("<failure") && xml.contains("name=\"\(says)\""), "\(name)")
  }

  @Test(
    "files that are missing end with status 3 and say what they were, and where another is told")
  func missing() throws {
    try audited("--layer 3 --budget 0.1s")
    let none = try steer("verify none.json")
    #expect(none.status == 3 && none.errors.contains("none.json"))
    try folder.file("no.json", "{}")
    let noCard = try steer("verify no.json")
    #expect(noCard.status == 3 && noCard.errors.contains("steer audit"), "\(noCard.errors)")
    try FileManager.default.removeItem(atPath: folder.path("v.gguf"))
    let vector = try steer("verify audit/audit.json")
    #expect(vector.status == 3 && vector.errors.contains("v.gguf"), "\(vector.errors)")
    let other = try steer("verify audit/audit.json --vector none.gguf")
    #expect(other.status == 3 && other.errors.contains("none.gguf"), "\(other.errors)")
    let model = try steer("verify audit/audit.json --model none.gguf")
    #expect(model.status == 3 && model.errors.contains("none.gguf"), "\(model.errors)")
  }

  @Test("names of one letter are names, of cards and folders too")
  func shortNames() throws {
    try audited("--layer 3 --budget 0.1s --output a")
    try FileManager.default.moveItem(atPath: folder.path("a/audit.json"), toPath: folder.path("c"))
    #expect(try steer("verify c --quiet --junit x").status == 0)
  }

  @Test("a budget takes fewer items, says what that costs, and is the same when it goes on")
  func budget() throws {
    #expect(try steer("extract --behavior sycophancy --output v.gguf --quiet").status == 0)
    let line = "audit v.gguf --behavior sycophancy --budget 0.1s --output"
    let first = try steer("\(line) a")
    #expect(first.status == 0, "\(first.errors)")
    #expect(first.errors.contains("times as wide"), "\(first.errors)")
    let second = try steer("\(line) b")
    #expect(second.errors.contains("as many items as before"), "\(second.errors)")
    let cards = try ["a", "b"].map {
      try Data(contentsOf: URL(fileURLWithPath: folder.path("\($0)/audit.json")))
    }
    #expect(cards[0] == cards[1])
    for bad in ["5", "m", "-1s", "nans"] {
      #expect(try steer("audit v.gguf --behavior sycophancy --budget=\(bad)").status == 2, "\(bad)")
    }
  }

  @Test("Ctrl-C ends it as Ctrl-C does, and says how to go on")
  func interrupted() throws {
    #expect(try steer("extract --behavior honesty --output v.gguf --quiet").status == 0)
    let run = try Run(
      shell: """
        cd "$1"
        perl -e '$SIG{INT} = "DEFAULT"; exec @ARGV' "$0" audit v.gguf --behavior honesty --store s.sqlite 2> log & pid=$!
        for _ in $(seq 500); do grep -q about log && break; sleep 0.01; done
        kill -INT $pid; wait $pid; echo "status $?"; cat log
        """, arguments: [folder.url.path])
    #expect(run.output.contains("status 130"), "\(run.output)")
    #expect(run.output.contains("run the same again"), "\(run.output)")
  }
}
