import ArgumentParser
import Auditing
import Files
import Foundation
import Inference
import Protocols
import Reporting
import Steering
import Store
import Subjects

struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Say whether a vector can be trusted, on one page and one card.",
    discussion: """
      Effect on held-out items less that on their controls, random directions at equal cost, the pairs turned by \
      coins, layers, doses, other wordings, what it costs (prose, next token, facts, MMLU and TruthfulQA where they \
      were fetched, other behaviors), the items on which it fails, and a verdict by fixed rules. The dose is what \
      moves the next token on neutral prose by KL 0.05.

      Writes into the folder of --output: audit.md and audit.html for people, audit.json, the card that `steer verify` \
      computes again, audit.xml (JUnit) for continuous integration. Everything measured is kept in the store: run it \
      again after an interruption and it goes on.

      Examples:
        steer audit mine.gguf --model smollm2-135m --behavior metaphor
        steer audit happy.gguf --model smollm2-135m --behavior sentiment --layer 15 --budget 5m

      JSON: the card
      """)

  @Argument(
    help: "The vector file, or a sum of several; any format that `steer convert` reads.",
    completion: .file(extensions: ["gguf", "svec"]))
  var vector: String

  @OptionGroup var model: ModelOption
  @OptionGroup var behaviorOption: BehaviorOption

  @Option(help: "The layer to steer; chosen on items that are not reported when not given.")
  var layer: Int?

  @Option(help: "The least effect that matters, in nats.")
  var delta = Audit.usualDelta

  @Option(
    help:
      "Take about so long, such as 90s, 5m or 1h, with fewer items where that is too short for all."
  )
  var budget: TimeBudget?

  @Option(
    help: "The file that results are kept in; made where it is missing.",
    completion: .file(extensions: ["sqlite"]))
  var store = "audit.sqlite"

  @Option(help: "The folder to write page and card to.", completion: .directory)
  var output = "audit"

  @OptionGroup var fit: VectorFit
  @OptionGroup var console: Console

  func validate() throws {
    guard delta.isFinite, delta >= 0 else {
      throw ValidationError("--delta: expected a number of at least 0, got \(delta)")
    }
  }

  func run() throws {
    try Output.check(folder: output)
    let subject = try model.subject()
    if let layer { try checkLayer(layer, of: subject.model) }
    let read = try AuditedVector(vector, fit, on: subject, console)
    let behavior = try behaviorOption.texts(on: subject, console)
    read.warn(of: behavior, console)
    let store = try console.openStore(store, for: subject.model)
    let laboratory = Laboratory(subject, cache: store)
    // The planted model knows no English.
    let questions = subject.isInstrumentCheck ? [] : PublicQuestions.fetched
    func audit(_ counts: AuditCounts) throws -> Audit {
      try Audit(
        of: read.vector, for: behavior, at: layer, counts: counts, delta: delta,
        questionSets: questions, in: laboratory)
    }
    let counts = try counts(audit, read, laboratory, store)
    let card = try AuditCard(
      auditing: read, as: vector, behavior, behaviorOption, on: subject, model.model.source,
      AuditCard.Options(
        layer: layer, delta: delta, counts: counts, questionSets: questions),
      results: results(of: audit(counts)))
    let page = try card.page(name: "audit")
    let json = String(decoding: try card.json(), as: UTF8.self)
    console.show(json: json) { lines(card) }
    try ReportWriter(folder: output).write(
      page.files + [
        page.webPage(), ReportFile(path: "audit.json", contents: json),
        ReportFile(path: "audit.xml", contents: card.junit.xml),
      ], isComplete: false)
    console.message(
      "written to \(output): audit.md, audit.html, audit.xml, and audit.json, which `steer verify` computes again"
    )
  }

  private func results(of audit: Audit) throws -> AuditResults {
    let bar = console.progress("audit", of: AuditWork(of: audit).total)
    bar.update(0)
    defer { bar.finish() }
    return try audit.run(progress: bar.update)
  }

  /// As many items as the budget has time for. The choice is kept: this machine is not as fast every time, and a run that
  /// goes on has to measure what the first one began.
  private func counts(
    _ audit: (AuditCounts) throws -> Audit, _ vector: AuditedVector, _ laboratory: Laboratory,
    _ store: Store
  ) throws -> AuditCounts {
    guard let budget else { return try affordable(nil, audit, laboratory) }
    let behavior = try audit(.full).behavior
    let key = CellKey {
      $0.add("audit counts 1")
      $0.add(laboratory.model.hash)
      $0.add(vector.hash)
      $0.add(behavior.hash)
      $0.add(layer ?? -1)
      $0.add(budget.seconds)
    }
    if case .text(let json)? = try store.values(of: [key])[0],
      let kept = try? JSONDecoder().decode(AuditCounts.self, from: Data(json.utf8)),
      (try? kept.check()) != nil
    {
      console.message("with as many items as before, \(kept.test) to report on at most")
      return kept
    }
    let counts = try affordable(budget, audit, laboratory)
    try store.keep([
      Cell(
        key: key, origin: laboratory.model.cellOrigin, what: "items of an audit",
        value: .text(String(decoding: try JSONEncoder().encode(counts), as: UTF8.self)))
    ])
    return counts
  }

  private func affordable(
    _ budget: TimeBudget?, _ audit: (AuditCounts) throws -> Audit, _ laboratory: Laboratory
  ) throws -> AuditCounts {
    let rate = try Speed.tokensInLayers(of: laboratory)
    func seconds(_ counts: AuditCounts) throws -> Double {
      Double(try AuditWork(of: audit(counts)).total) / rate
    }
    let full = try seconds(.full)
    let shares = [1, 0.75, 0.5, 0.35, 0.25, 0.18, 0.12, 0.08]
    let share =
      try budget.map { budget in
        try shares.first { try seconds(.full.scaled(by: $0)) <= budget.seconds } ?? shares.last ?? 1
      } ?? 1
    let counts = AuditCounts.full.scaled(by: share)
    let about = text(.seconds(try seconds(counts)))
    if share < 1 {
      let there = try audit(.full).behavior.items.test.count
      let (all, few) = (min(there, AuditCounts.full.test), min(there, counts.test))
      let wider = (Double(all) / Double(few)).squareRoot()
      console.message(
        "about \(about) on this machine; with all items, \(text(.seconds(full))). With \(few) of \(all) test items the "
          + "effect's interval is about \(fixed(wider, 1)) times as wide, those of costs \(fixed((1 / share).squareRoot(), 1))"
      )
      if let budget, try seconds(counts) > budget.seconds {
        console.message("fewer items would say nothing: it takes longer than the budget")
      }
    } else {
      console.message("about \(about) on this machine")
    }
    return counts
  }

  private func lines(_ card: AuditCard) -> [String] {
    let results = card.results
    return [
      "\(results.verdict): \(results.because)", "",
      "Layer \(results.layer)\(results.isLayerChosen ? ", chosen" : ""); c = \(fixed(results.coefficient, 3)), which "
        + "moves the next token on prose by KL \(fixed(results.cost, 3)) nats.",
      "Effect \(text(results.effect.estimate)) nats on \(results.items) items in \(results.templates) templates"
        + (results.isControlled ? ", less that on their controls" : ", which have no controls")
        + "; \(fixed(100 * results.antiSteerable.value, 0)) % of them move the wrong way.", "",
    ]
      + table(
        [["check", "measured", "rule", "holds"]]
          + results.checks.map { [$0.name, $0.measured, $0.rule, $0.holds] })
      + ["", "Costs:"]
      + (results.sideEffects + results.otherBehaviors).map {
        "  \($0.name): \(text($0.change.estimate)) \($0.unit)"
      }
      + (results.limits.isEmpty ? [] : ["", "Not told:"] + results.limits.map { "  " + $0 })
  }
}

/// `--behavior` and `--answers`, common to the verbs that read a behavior.
struct BehaviorOption: ParsableArguments {
  @Option(help: BehaviorChoice.help)
  var behavior: BehaviorChoice

  @Option(
    help: """
      Of a behavior's questions with choices: letter (the answer's letter), both-orders (each question also with its \
      choices exchanged) or text (the text of the choice).
      """)
  var answers = ChoiceAnswers.letter

  func texts(on subject: Subject, _ console: Console) throws -> BehaviorTexts {
    try behavior.texts(on: subject, answers: answers, console)
  }
}

/// "90s", "5m" or "1h".
struct TimeBudget: ExpressibleByArgument {
  let seconds: Double

  init?(argument: String) {
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3_600]
    guard let unit = argument.last.flatMap({ units[$0] }),
      let number = Double(argument.dropLast()), number.isFinite, number > 0
    else { return nil }
    seconds = number * unit
  }
}

/// The vector of an audit with the hash of what it was read from.
struct AuditedVector {
  let vector: SteeringVector
  let hash: String

  init(_ text: String, _ fit: VectorFit, on subject: Subject, _ console: Console) throws {
    let terms = try VectorSum(text).terms
    for term in terms where !FileManager.default.fileExists(atPath: term.path) {
      throw BadInput(term.path, "no such file; it is to hold the vector")
    }
    vector = try fit.read(text, for: subject.model, console) { _ in subject.model.hash }
    let hashes = try terms.map { try fileHash(of: URL(fileURLWithPath: $0.path)) }
    hash =
      terms.count == 1 && terms[0].weight == 1
      ? hashes[0]
      : dataHash(of: Data(zip(terms, hashes).map { "\($0.weight) \($1)\n" }.joined().utf8))
  }

  func warn(of behavior: BehaviorTexts, _ console: Console) {
    if behavior.testHashes.contains(vector.dataHash) {
      console.warn(
        "the vector was made from the file that \(behavior.name) is measured on: what it does there proves nothing"
      )
    }
  }
}

extension AuditCard {
  init(
    auditing vector: AuditedVector, as source: String, _ behavior: BehaviorTexts,
    _ option: BehaviorOption, on subject: Subject, _ modelSource: String, _ options: Options,
    results: AuditResults
  ) throws {
    try self.init(
      command: Command(
        version: Version.program, engine: subject.model.precision.engineVersion),
      model: Model(
        source: modelSource, name: subject.model.name, sha256: subject.model.hash,
        precision: subject.model.precision.rawValue),
      vector: Vector(
        source: source, sha256: vector.hash, madeFromModel: vector.vector.modelHash,
        madeFromPairs: vector.vector.dataHash),
      behavior: Behavior(
        source: option.behavior.source, name: behavior.name, answers: option.answers.rawValue,
        sha256: behavior.hash, wanted: behavior.wanted > 0 ? "more" : "less"),
      options: options, results: results)
  }
}
