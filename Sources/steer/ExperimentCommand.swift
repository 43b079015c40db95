import ArgumentParser
import Auditing
import Foundation
import Inference
import Protocols
import Statistics
import Steering
import Subjects

struct ExperimentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "experiment",
    abstract: "Find where and how strongly to steer a behaviour, and what it costs.",
    discussion: """
      Makes a vector from contrast pairs, compares layers, tries coefficients at the best three, weighs \
      the effect against side effects (likelihood of text, next-token divergence, facts, the other \
      behaviours), and measures the choice on held-out items. S is the largest side effect as a multiple of what is \
      tolerable, at the worse end of its 90 % interval: 0.1 nats a token of neutral text, KL 0.1 nats of the next token, \
      5 points of facts, the margins that the findings were registered with. As the worst of three it need not rise with \
      every step of the dose: facts come in whole items. Everything measured is kept in the store: run it \
      again after an interruption and it goes on.

      Examples:
        steer experiment --model smollm2-135m --behavior sycophancy
        steer experiment --model smollm2-135m --behavior metaphor --output mine.gguf
        steer experiment --behavior sentiment --pairs mine.jsonl

      JSON: {"behavior", "chosen": {"layer", "coefficient", "sweet"}, "held_out": {"effect", \
      "lower", "upper", "score", "side_effects": [...]}, "layers": [...], "doses": [...]}
      """)

  @OptionGroup var model: ModelOption

  @Option(help: BehaviorChoice.help)
  var behavior: BehaviorChoice

  @Option(
    help: "Contrast pairs to use in place of the behavior's own.",
    completion: .file(extensions: ["jsonl", "json", "csv"]))
  var pairs: String?

  @OptionGroup var pairReading: PairReading

  @OptionGroup var how: OperationOptions
  @OptionGroup var fit: VectorFit

  @Option(help: "A vector file to write.", completion: .file(extensions: ["gguf"]))
  var output: String?

  @Option(
    help: "The file that results are kept in; made where it is missing.",
    completion: .file(extensions: ["sqlite"]))
  var store = "experiment.sqlite"

  @OptionGroup var console: Console

  struct Result: Encodable {
    let behavior: String
    let layers: [Layer]
    let doses: [Measured]
    let chosen: Chosen
    let heldOut: Measured

    struct Layer: Encodable {
      let layer: Int
      let effect, lower, upper, norm: Double
    }
    struct Chosen: Encodable {
      let layer: Int
      let coefficient: Double
      /// Whether effect and side effects were both within bounds where it was chosen.
      let sweet: Bool
    }
    struct Measured: Encodable {
      let layer: Int
      let coefficient, effect, lower, upper: Double
      /// S: the largest side effect as a multiple of its margin.
      let score: Double
      let sideEffects: [Side]
    }
    struct Side: Encodable {
      let name: String
      let change, lower, upper: Double
      /// What is tolerable; absent for another behaviour, which has a share instead.
      let margin: Double?
      /// Change of another behaviour over the effect.
      let share: Double?
    }
  }

  func validate() throws {
    // Its doses are multiples of the vector in the direction that is wanted.
    if how.operation != .add {
      throw ValidationError(
        "--operation: experiment adds; `steer sweep --operation \(how.operation.rawValue)` measures another"
      )
    }
  }

  func run() throws {
    try Output.check(files: [output])
    let subject = try model.subject()
    let texts = try behavior.texts(on: subject, answers: pairReading.answers, console)
    let pairs = try pairReading.source(pairs).map {
      try pairReading.read($0, subject.model, console)
    }
    if pairs == nil, texts.pairs.positive.isEmpty {
      throw ValidationError("--behavior: \(texts.name) has no pairs; --pairs gives some")
    }
    let laboratory = Laboratory(
      subject, cache: try console.openStore(store, for: subject.model))
    console.message("steering \(texts.name) on \(subject.model.name)")
    let start = ContinuousClock.now
    var isTold = false
    let bar = console.progress("experiment", of: 1_000)
    bar.update(0)
    let experiment = try steeringExperiment(
      on: laboratory.underTest, behavior: laboratory.measures(of: texts),
      positive: pairs?.positive ?? texts.pairs.positive,
      negative: pairs?.negative ?? texts.pairs.negative,
      by: how.made(for: subject.model, fit, console) { _ in subject.model.hash },
      modelHash: subject.model.hash
    ) { done, total in
      if !isTold {
        isTold = true
        let time = (ContinuousClock.now - start) * (Double(total) / Double(max(done, 1)))
        console.message("about \(text(time)) on this machine, less what is kept from before")
      }
      bar.update(1_000 * done / total)
    }
    bar.finish()
    var vector = experiment.vector
    vector.measuredPositions = how.positions.rawValue
    try console.show(
      result(experiment, of: texts), writing: { try output.map { try vector.write(to: $0) } }
    ) {
      lines(experiment, of: texts)
    }
  }

  private func result(_ experiment: SteeringExperiment, of texts: BehaviorTexts) -> Result {
    func measured(_ dose: Dose) -> Result.Measured {
      Result.Measured(
        layer: dose.layer, coefficient: dose.coefficient, effect: dose.effect.value,
        lower: dose.effect.interval.lower, upper: dose.effect.interval.upper, score: dose.score,
        sideEffects: dose.sideEffects.map {
          Result.Side(
            name: $0.name, change: $0.change.value, lower: $0.change.interval.lower,
            upper: $0.change.interval.upper, margin: $0.margin, share: share($0, of: dose))
        })
    }
    return Result(
      behavior: texts.name,
      layers: experiment.layers.map {
        Result.Layer(
          layer: $0.layer, effect: $0.effect.value, lower: $0.effect.interval.lower,
          upper: $0.effect.interval.upper, norm: $0.norm)
      },
      doses: experiment.doses.map(measured),
      chosen: Result.Chosen(
        layer: experiment.chosen.layer, coefficient: experiment.chosen.coefficient,
        sweet: experiment.isSweet),
      heldOut: measured(experiment.heldOut))
  }

  private func lines(_ experiment: SteeringExperiment, of texts: BehaviorTexts) -> [String] {
    let way = texts.wanted > 0 ? "more" : "less"
    let chosen = experiment.chosen
    let heldOut = experiment.heldOut
    let verdict =
      experiment.isSweet
      ? "the largest effect with every side effect within its margin"
      : chosen.effect.interval.lower > experiment.smallestEffect
        ? "no dose keeps every side effect within its margin; this one comes nearest"
        : "no dose surely exceeds \(experiment.smallestEffect) nats; this one does most"
    return [
      "Wanted: \(way) \(texts.name), at least \(experiment.smallestEffect) nats.",
      "Chosen on the select items: layer \(chosen.layer), c = \(fixed(chosen.coefficient, 2)): \(verdict).",
      "On the held-out items: \(text(heldOut.effect)) nats, S = \(fixed(heldOut.score, 2))"
        + (heldOut.sideEffects.worst.map { " (\($0.name))" } ?? "") + ".",
      "", "Effect by layer at |c| = 1, select items (nats):",
    ]
      + table(
        [["layer", "effect [90 %]", "norm"]]
          + experiment.layers.map { ["\($0.layer)", text($0.effect), fixed($0.norm, 2)] })
      + [
        "",
        "Doses at the best layers, select items; S, the largest side effect over its margin, is tolerable below 1:",
      ]
      + table(
        [["layer", "c", "effect [90 %]", "S", "largest side effect"]]
          + experiment.doses.map {
            [
              "\($0.layer)", fixed($0.coefficient, 2), text($0.effect), fixed($0.score, 2),
              $0.sideEffects.worst?.name ?? "",
            ]
          })
      + ["", "Side effects of the chosen dose, held-out items:"]
      + table(
        [["measure", "change [90 %]", "margin", "share of the effect"]]
          + heldOut.sideEffects.map {
            [
              $0.name, text($0.change), $0.margin.map { fixed($0, 2) } ?? "",
              share($0, of: heldOut).map { fixed($0, 2) } ?? "",
            ]
          })
  }

  /// Of a measure without a margin: how much it changes for what the vector is for.
  private func share(_ side: SideEffect, of dose: Dose) -> Double? {
    side.margin == nil && dose.effect.value != 0 ? side.change.value / dose.effect.value : nil
  }
}

/// "0.42 [0.31, 0.53]".
func text(_ estimate: Estimate) -> String {
  "\(fixed(estimate.value, 2)) [\(fixed(estimate.interval.lower, 2)), \(fixed(estimate.interval.upper, 2))]"
}

extension Behavior: ExpressibleByArgument {}
