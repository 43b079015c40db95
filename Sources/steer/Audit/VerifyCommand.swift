import ArgumentParser
import Auditing
import Files
import Foundation
import Inference
import Protocols
import Reporting
import Steering
import Subjects

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Compute an audit's card again, and say whether it still holds.",
    discussion: """
      Reads the model, the vector and the behavior that the card names, compares their hashes, and measures \
      everything again. Exit status 0: the same hashes, and every number the same, bit for bit (in another precision \
      than exact: within \(Self.looseTolerance)). 1: something differs, and what. 3: a file is missing, and where to \
      get it.

      Files are looked for as the card names them: from here, from the card's folder, and from the one above it. Where a hash \
      differs, as of a fine-tuned model, the numbers are computed all the same, so that one sees what moved.

      Examples:
        steer verify audit/audit.json
        steer verify audit/audit.json --model tuned.gguf --junit verify.xml

      JSON: {"card", "holds", "verdict", "differences": [{"place", "in_card", "now"}]}
      """)

  @Argument(help: "The card.", completion: .file(extensions: ["json"]))
  var card: String

  @Option(help: "The model, where it is not where the card says.")
  var model: ModelChoice?

  @Option(help: "The vector file, likewise.", completion: .file(extensions: ["gguf", "svec"]))
  var vector: String?

  @Option(help: "The behavior, likewise.")
  var behavior: BehaviorChoice?

  @Option(
    help: "Also write what holds and what does not as JUnit's XML.",
    completion: .file(extensions: ["xml"]))
  var junit: String?

  @OptionGroup var threads: ThreadsOption
  @OptionGroup var console: Console

  /// In the unit of each number.
  static let looseTolerance = 0.02

  struct Result: Encodable {
    let card: String
    let holds: Bool
    /// As computed now; nil where hashes differ, so that nothing was computed.
    let verdict: String?
    let differences: [Difference]

    struct Difference: Encodable {
      let place, inCard, now: String
    }
  }

  func run() throws {
    try Output.check(files: [junit])
    let card: AuditCard
    do {
      card = try AuditCard(json: try readFile(self.card, atMost: AuditCard.mostBytes))
    } catch AuditCard.Fault.changed {
      return try tell(
        [
          .init(
            place: "seal", inCard: "not that of what it says", now: "\(AuditCard.Fault.changed)")
        ], nil)
    } catch let fault as AuditCard.Fault {
      throw BadInput(self.card, fault)
    }
    let choice = try chosenModel(card)
    let found = try choice.card()
    var differences: [Result.Difference] = []
    func compare(_ place: String, _ then: String, _ now: String) {
      if then != now { differences.append(.init(place: place, inCard: then, now: now)) }
    }
    guard let precision = Precision(rawValue: card.model.precision) else {
      throw BadInput(
        self.card, "model.precision is \(card.model.precision), which this program does not know")
    }
    let subject = try ModelChoice.subject(of: found, precision)
    compare("model.sha256", card.model.sha256, subject.model.hash)
    let source = vector ?? besides(card.vector.source)
    let read = try AuditedVector(source, VectorFit.parse([]), on: subject, console)
    compare("vector.sha256", card.vector.sha256, read.hash)
    let option = try behaviorOption(card)
    let texts = try option.texts(on: subject, console)
    compare("behavior.sha256", card.behavior.sha256, texts.hash)
    for difference in differences {
      console.message(
        "\(difference.place) differs; what the numbers are now is computed all the same")
    }
    if card.command.engine != subject.model.precision.engineVersion {
      console.message(
        "the card is of engine \(card.command.engine), this is \(subject.model.precision.engineVersion): the last digits may differ"
      )
    }
    let laboratory = Laboratory(subject)
    let audit = try reading(self.card) {
      try Audit(
        of: read.vector, for: texts, at: card.options.layer, counts: card.options.counts,
        delta: card.options.delta, questionSets: card.options.questionSets, in: laboratory)
    }
    let total = AuditWork(of: audit).total
    console.message(
      "about \(text(.seconds(Double(total) / (try Speed.tokensInLayers(of: laboratory))))) on this machine"
    )
    let bar = console.progress("verify", of: total)
    bar.update(0)
    let results = try audit.run(progress: bar.update)
    bar.finish()
    let again = try AuditCard(
      auditing: read, as: card.vector.source, texts, option, on: subject, card.model.source,
      card.options, results: results)
    compare("vector.made_from_model", card.vector.madeFromModel, again.vector.madeFromModel)
    compare("vector.made_from_pairs", card.vector.madeFromPairs, again.vector.madeFromPairs)
    compare("model.name", card.model.name, again.model.name)
    compare("behavior.name", card.behavior.name, again.behavior.name)
    compare("behavior.wanted", card.behavior.wanted, again.behavior.wanted)
    // What is read first is whether the verdict moved.
    let moved = try card.differences(
      from: results, tolerance: precision == .exact ? 0 : Self.looseTolerance
    ).map { Result.Difference(place: $0.place, inCard: $0.inCard, now: $0.now) }
    differences +=
      moved.filter { $0.place == "results.verdict" }
      + moved.filter { $0.place != "results.verdict" }
    try tell(differences, results.verdict)
  }

  private func chosenModel(_ card: AuditCard) throws -> ModelChoice {
    if let model { return model }
    guard let choice = ModelChoice(argument: besides(card.model.source)) else {
      throw BadInput(self.card, "names no model")
    }
    if case .path(let path) = choice, !FileManager.default.fileExists(atPath: path) {
      throw BadInput(
        path,
        "no such file; the card was made with the model '\(card.model.name)', SHA-256 \(card.model.sha256). "
          + "--model says where it is")
    }
    return choice
  }

  private func behaviorOption(_ card: AuditCard) throws -> BehaviorOption {
    var option = BehaviorOption()
    guard let choice = behavior ?? BehaviorChoice(argument: besides(card.behavior.source)),
      let answers = ChoiceAnswers(rawValue: card.behavior.answers)
    else { throw BadInput(self.card, "names no behavior") }
    if case .path(let path) = choice, !FileManager.default.fileExists(atPath: path) {
      throw BadInput(
        path, "no such file or folder; it is the card's behavior, and --behavior says where it is")
    }
    option.behavior = choice
    option.answers = answers
    return option
  }

  /// A path as the card has it, or, where there is none from here, in the card's folder or the one above it.
  private func besides(_ path: String) -> String {
    let folder = parentFolder(of: card)
    let places = [
      path, "\(folder.isEmpty ? "." : folder)/\(path)",
      "\(folder.isEmpty ? "." : folder)/../\(path)",
    ]
    return places.first { FileManager.default.fileExists(atPath: $0) } ?? path
  }

  private func tell(_ differences: [Result.Difference], _ verdict: String?) throws {
    let result = Result(
      card: card, holds: differences.isEmpty, verdict: verdict, differences: differences)
    try console.show(result) {
      differences.isEmpty
        ? ["\(card): holds. \(verdict ?? "")"]
        : [
          "\(card): does not hold; it differs in \(differences.count) place\(differences.count == 1 ? "" : "s")."
        ]
          + differences.prefix(20).map { "  \($0.place): \($0.inCard) in the card, \($0.now) now" }
          + (differences.count > 20
            ? ["  and \(differences.count - 20) more (--json has all)"] : [])
    }
    if let junit {
      try writeDurably(Array(report(differences).xml.utf8), to: junit)
    }
    if !differences.isEmpty { throw ExitCode(1) }
  }

  private func report(_ differences: [Result.Difference]) -> JUnit {
    JUnit(
      name: "verify \(card)",
      cases: differences.isEmpty
        ? [JUnit.Case("every hash and number is the card's")]
        : differences.map {
          JUnit.Case($0.place, failure: "\($0.inCard) in the card, \($0.now) now")
        })
  }
}
