import ArgumentParser
import Claims
import Files
import Foundation
import Inference
import Protocols
import Reporting
import Scenarios
import Steering
import Store
import Subjects

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Run the scenarios and write their findings to Reports/.",
    discussion: """
      Runs every scenario, or those that are named, on the planted model and on the one that set-up fetches, or on \
      the models that are given; judges the claims that were registered together as one family a model, and weaves \
      prose, code, tables and figures into Markdown. The checkout's README gets the verdicts of Reports/. Nothing in \
      a report depends on the machine or the day: running again changes no byte.

      --model takes names of the roster (`steer model list`), a GGUF file or a Hugging Face folder, several times; \
      "all" is the whole roster. A model of your own needs --output. There the other models' committed records stand \
      beside it.

      An interrupted run goes on where it stopped: what is finished is kept in .cells.sqlite in the report's \
      folder until the command is built anew. --check takes nothing from there.

      A partial run takes the other scenarios' results from the records in the report's folder.

      --html runs nothing: it makes one web page, index.html, of the records in the folder, with all findings or \
      those that are named, and needs no other file and no network. It is made anew in a second, so that \
      it is not committed; it has what the Markdown has.
      Reads the scenarios of the checkout that the command was built from.

      S24 to S26 read public data sets, which `steer data fetch caa mwe repe` fetches first; without them they are left \
      out, and the committed records stand. They take long and come in parts: --plan says how long, and --shard measures \
      some of them into a store of its own, on any machine. `steer merge study.*.sqlite --store Reports/.cells.sqlite` \
      unites the stores; the report then measures nothing again.

      Examples:
        steer report
        steer report S25-steerability --model smollm2-135m --shard 0/4
        steer report S01-sentiment S04-sycophancy --model mine.gguf --output my-report
        steer report --html

      JSON: the findings, [{"claim": {...}, "engine": "model's name", "verdict": {...}, "summary": "...", ...}]
      """)

  @Argument(help: "Scenarios to run, by name; all when none is named.")
  var scenarios: [String] = []

  @Option(
    help: "A model to run on: \(ModelChoice.names), or all; may be given several times.",
    completion: ModelChoice.defaultCompletionKind)
  var model: [String] = []

  @Option(
    help: "The folder to write to, or to check; Reports/ of the checkout when not given.",
    completion: .directory)
  var output: String?

  @Option(help: "What real weights are run in, where not in their card's: exact, fast or draft.")
  var precision: Precision?

  @Flag(help: "Write nothing; exit with 1 when the report in the folder is not what a run gives.")
  var check = false

  @Flag(
    help:
      "Run nothing: write index.html, one web page with the findings that the folder has records of."
  )
  var html = false

  @Option(
    help: """
      Write nothing but the store: measure one share of several, counted from 0, such as 2/4, of the parts of the \
      scenarios that are named; for one model.
      """, transform: Shard.init)
  var shard: Shard?

  @Option(
    help: "The file that shares are kept in: share 2 of 4 in study.2-of-4.sqlite.",
    completion: .file(extensions: ["sqlite"]))
  var store = "study.sqlite"

  @Flag(
    help:
      "Measure nothing: show how long the parts of the scenarios that are named would take here.")
  var plan = false

  @OptionGroup var threads: ThreadsOption
  @OptionGroup var console: Console

  func validate() throws {
    let known = allScenarios.map(\.name)
    if let stranger = scenarios.first(where: { !known.contains($0) }) {
      throw ValidationError(
        "unknown scenario '\(stranger)'; a new one is known once the command is built again (swift build); "
          + "known: \(known.joined(separator: ", "))")
    }
    if html, !model.isEmpty || precision != nil {
      throw ValidationError(
        "--html runs nothing, so that it takes neither --model nor --precision")
    }
    if shard != nil || plan,
      scenarios.isEmpty || model.count != 1 || model == ["all"] || check || html
    {
      throw ValidationError(
        "--\(plan ? "plan" : "shard"): needs the names of scenarios and one --model, and nothing to check or show"
      )
    }
    if shard == nil, !plan, let own = model.first(where: isPath), output == nil {
      throw ValidationError(
        "'\(own)' is none of the roster (\(Roster.models.map(\.id).joined(separator: ", "))); a file or folder "
          + "needs --output, so that the committed report stays as it is")
    }
  }

  func run() throws {
    if html {
      try webPage()
    } else if plan || shard != nil {
      try parts()
    } else {
      try report()
    }
  }

  struct PlanResult: Encodable {
    let parts, tokens: Int
    let tokensPerSecond, seconds: Double
  }

  struct ShardResult: Encodable {
    let shard, shards, parts: Int
    let store: String
  }

  /// Plans the parts of the scenarios that were named, or measures a share of them.
  private func parts() throws {
    let path = shard?.store(besides: store)
    try Output.check(files: [path])
    let card = try cards()[0]
    let chosen = allScenarios.filter { scenarios.contains($0.name) }
    if precision == nil, Set(chosen.map(\.precision)).count > 1 {
      throw ValidationError(
        "\(scenarios.joined(separator: ", ")): they run in different precisions; name those of one at a time"
      )
    }
    let subject = try ModelChoice.subject(of: card, precision ?? chosen[0].precision)
    guard let shard, let path else {
      let shares = try ScenarioShares(of: chosen, on: subject, cache: MemoryCache())
      let (tokens, rate) = (shares.tokens.reduce(0, +), try shares.tokensPerSecond())
      let result = PlanResult(
        parts: shares.parts.count, tokens: tokens, tokensPerSecond: rate,
        seconds: Double(tokens) / rate)
      return try console.show(result) {
        [
          "\(result.parts) parts, \(tokens) tokens; at \(Int(rate)) tokens a second about "
            + text(.seconds(result.seconds))
        ]
      }
    }
    let store = try Store(path: path) { console.tellWaiting(for: path) }
    let shares = try ScenarioShares(of: chosen, on: subject, cache: store)
    let share = shares.share(shard.number, of: shard.count)
    let bar = console.progress("share", of: share.reduce(0) { $0 + shares.tokens[$1] })
    var done = 0
    for part in share {
      try shares.parts[part].measure()
      done += shares.tokens[part]
      bar.update(done)
    }
    bar.finish()
    try store.keep(
      Share(
        of: shares.work, number: shard.number, count: shard.count,
        what: "\(scenarios.joined(separator: ", ")) on \(card.id)"))
    try console.show(
      ShardResult(
        shard: shard.number, shards: shard.count, parts: share.count, store: path)
    ) { ["share \(shard.number) of \(shard.count): \(share.count) parts in \(path)"] }
  }

  /// From the records, so that it shows what was committed, of every model.
  private func webPage() throws {
    let folder = try output ?? reportsFolder()
    let names = scenarios.isEmpty ? nil : Set(scenarios)
    var run = ReportRun(allScenarios, questions: sourceMaterial)
    try run.addRecords(in: folder, ofAnyModel: output != nil)
    let missing = scenarios.filter { !run.recorded.contains($0) }
    guard missing.isEmpty, !run.recorded.isEmpty else {
      let what = missing.isEmpty ? "any scenario" : missing.joined(separator: ", ")
      throw BadInput("\(folder)/records", "no record of \(what); `steer report` makes it")
    }
    let page = try run.webPage(of: names)
    let writer = ReportWriter(folder: folder)
    if check {
      try pass(
        writer.check([page], isComplete: false), else: "`steer report --html` writes it anew")
    } else {
      try writer.write([page], isComplete: false)
      let path = "\(folder)/\(page.path)"
      try console.show(["path": path]) { [path] }
    }
  }

  private func isPath(_ argument: String) -> Bool {
    guard argument != "all", case .path = ModelChoice(argument: argument) else { return false }
    return true
  }

  /// In the order given, each once.
  private func cards() throws -> [ModelCard] {
    if model.contains("all") { return Roster.models }
    if model.isEmpty { return Roster.standard }
    return try model.reduce(into: []) { cards, argument in
      guard let card = try ModelChoice(argument: argument)?.card() else {
        throw ValidationError("--model: expected a name or a path, got nothing")
      }
      if !cards.contains(where: { $0.id == card.id }) { cards.append(card) }
    }
  }

  private func report() throws {
    let names = scenarios.isEmpty ? allScenarios.map(\.name) : scenarios
    let committed = try reportsFolder()
    let folder = output ?? committed
    if !check { try Output.check(folder: folder) }
    // The checkout's own README says the committed report's verdicts.
    let root = parentFolder(of: committed)
    let readme =
      folder == committed ? try String(contentsOfFile: root + "/README.md", encoding: .utf8) : nil
    if let readme {
      _ = try VerdictTable(claims: [], findings: [], models: []).fill(readme, file: "README.md")
      if !check { try Output.check(files: [root + "/README.md"]) }
    }
    let cards = try cards()
    // A scenario takes about as long as the model has parameters; forty times as long on SmolLM2 as on the
    // planted model.
    func weight(_ card: ModelCard) -> Int {
      card.role == .control ? 1 : max(1, (card.parameters ?? 135_000_000) / 3_400_000)
    }
    let bar = console.progress("report", of: names.count * cards.reduce(0) { $0 + weight($1) })
    var done = 0
    var run = ReportRun(allScenarios, questions: sourceMaterial)
    // What would be refused when all is measured is refused now.
    try run.checkRecords(
      in: [(folder, output != nil)] + (folder == committed ? [] : [(committed, false)]),
      running: Set(names), on: cards)
    let kept = try check ? nil : keptPages(in: folder)
    for card in cards {
      let chosen = allScenarios.filter { names.contains($0.name) }
      // A scenario that runs in another precision than the others comes after them.
      for (precision, scenarios) in Dictionary(grouping: chosen, by: { precision ?? $0.precision })
        .sorted(by: { ($0.key?.rawValue ?? "") < ($1.key?.rawValue ?? "") })
      {
        let subject = try ModelChoice.subject(of: card, precision)
        var parts: ProgressBar?
        try run.run(Set(scenarios.map(\.name)), on: subject, keeping: kept) { scenario, isKept in
          parts = nil
          bar.finish()
          console.message("\(scenario) on \(card.id)" + (isKept ? ", kept from before" : ""))
          bar.update(done)
          done += weight(card)
        } advanced: { part, count in
          if parts == nil {
            bar.finish()
            parts = console.progress("parts", of: count)
          }
          parts?.update(part)
          if part == count { parts?.finish() }
        }
      }
    }
    bar.finish()
    for (scenario, model, missing) in run.leftOut {
      let prefixes = Set(missing.map(\.collection.prefix)).sorted().joined(separator: " ")
      console.message(
        "\(scenario) on \(model): left out, since \(missing.count) public data sets are not in the cache; "
          + "`steer data fetch \(prefixes)` fetches them")
    }
    // What was not run now: in this folder from before, then as it was committed.
    try run.addRecords(in: folder, ofAnyModel: output != nil)
    if folder != committed { try run.addRecords(in: committed) }
    let isComplete = scenarios.isEmpty && model.isEmpty

    let writer = ReportWriter(folder: folder)
    let findings = try run.findings()
    try console.show(findings) {
      table(
        findings.filter { $0.verdict != .notRun }.map {
          [$0.claim.id, $0.engine, "\($0.verdict)", $0.summary]
        })
    }
    let beside = ReportWriter(folder: root)
    let besideFiles = try readme.map { [try run.readme($0)] } ?? []
    if check {
      try pass(
        writer.check(run.files(), isComplete: isComplete)
          + beside.check(besideFiles, isComplete: false), else: "`steer report` writes it anew")
    } else {
      try writer.write(run.files(), isComplete: isComplete)
      try beside.write(besideFiles, isComplete: false)
      console.message("written to \(folder)")
    }
  }

  private func pass(_ differences: [ReportWriter.Difference], else advice: String) throws {
    for difference in differences { console.message("\(difference)") }
    if !differences.isEmpty {
      console.message("the report is not what a run gives; \(advice)")
      throw ExitCode(1)
    }
    console.message("the report is what a run gives, byte for byte")
  }

  private func keptPages(in folder: String) throws -> KeptPages {
    let program = Bundle.main.executableURL ?? URL(fileURLWithPath: CommandLine.arguments[0])
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let store = try Store(path: "\(folder)/.cells.sqlite") {
      console.message("another process is writing a report to \(folder); waiting")
    }
    return try KeptPages(in: store, build: fileHash(of: program))
  }

  /// `Reports` beside the scenarios that the command was built from.
  private func reportsFolder() throws -> String {
    let root = allScenarios[0].checkout
    guard FileManager.default.fileExists(atPath: root + "/Scenarios") else {
      throw BadInput(root, "the checkout that this command was built from is gone; build it again")
    }
    return root + "/Reports"
  }
}
