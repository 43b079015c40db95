import ArgumentParser
import Files
import Foundation
import Scenarios
import Steering

struct NewScenarioCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new-scenario",
    abstract: "Write a scenario, ready to run, for a behavior of your own.",
    discussion: """
      The scenario registers a claim, makes a vector from some contrast pairs, chooses its layer on others \
      and measures it on the rest, against three kinds of control directions. It is written to Scenarios and \
      entered in the list of scenarios and in the ledger of expected verdicts, which the tests go by. Nothing \
      is overwritten.

      Pairs come in any format that `steer extract` reads; they are written into the scenario, which is \
      thereby complete.

      Examples:
        steer new-scenario kindness
        steer new-scenario less-hedging --pairs mine.jsonl

      JSON: {"name": "...", "scenario": "...", "changed": [...], "next": [...]}
      """)

  @Argument(help: "What the behavior is called, such as less-hedging: \(ScenarioName.rule).")
  var name: ScenarioName

  @Option(
    help: "Contrast pairs of the behavior; kind against unkind words when not given.",
    completion: .file(extensions: ["jsonl", "json", "csv"]))
  var pairs: String?

  @Option(help: "In place of --pairs, a behavior whose pairs are taken: \(BehaviorChoice.takes).")
  var behavior: BehaviorChoice?

  @OptionGroup var pairReading: PairReading

  @Option(
    help: "The checkout to write to; the one that the command was built from when not given.",
    completion: .directory)
  var checkout: String?

  @OptionGroup var console: Console

  /// So many templates leave five to test on, the fewest that can reach p = .05.
  static let fewestTemplates = 12

  struct Result: Encodable {
    let name: String
    let scenario: String
    /// Files that a line was added to.
    let changed: [String]
    let next: [String]
  }

  func run() throws {
    let checkout = Checkout(path: self.checkout ?? allScenarios[0].checkout)
    let template = ScenarioTemplate(
      number: try checkout.nextNumber(), name: name, pairs: try contrastPairs())
    let changes = try checkout.changes(entering: template)
    let scenario = "Scenarios/\(template.scenarioFile)"
    // The lists last: they name what has to be there by then.
    for (path, text) in [(scenario, template.scenario)] + changes {
      try writeDurably(Array(text.utf8), to: "\(checkout.path)/\(path)")
    }
    let result = Result(
      name: template.page, scenario: scenario, changed: changes.map(\.path),
      next: steps(template))
    try console.show(result) {
      [scenario] + result.changed.map { "\($0), one entry" } + ["", "Next:"]
        + result.next.enumerated().map { "\($0 + 1). \($1)" }
    }
  }

  private func contrastPairs() throws -> ContrastPairs {
    let source = try pairReading.source(pairs)
    if source != nil, behavior != nil {
      throw ValidationError("--behavior: in place of --pairs and --dataset, not beside them")
    }
    if let source { return try enough(pairReading.comparableTexts(source).pairs, source.name) }
    switch behavior {
    case .bundled(let behavior): return try enough(.protocol2(for: behavior), behavior.rawValue)
    case let own?:
      return try enough(own.description(answers: pairReading.answers).pairs, own.source)
    case nil: return try ContrastPairs(parsing: Data(samplePairs.utf8), name: "sample pairs")
    }
  }

  private func enough(_ pairs: ContrastPairs, _ name: String) throws -> ContrastPairs {
    let templates = pairs.templates.count
    guard templates >= Self.fewestTemplates else {
      throw BadInput(
        name,
        "expected pairs of at least \(Self.fewestTemplates) templates, so that five are left to test on, "
          + "got \(templates)")
    }
    return pairs
  }

  private func steps(_ template: ScenarioTemplate) -> [String] {
    return [
      "Write into Scenarios/\(template.scenarioFile) what the question is, and the δ that matters to you.",
      "swift run steer report \(template.page) --model planted --output planted-report   (does the method work?)",
      "git commit: the claim is registered before its test pairs are read on real weights.",
      "swift run -c release steer report \(template.page)",
      "Put the verdict into Tests/ScenarioTests/ExpectedVerdicts.swift, whatever it is, write the answer, then "
        + "`make report` and `make test`.",
    ]
  }
}
