import ArgumentParser
import Auditing
import Inference
import Protocols
import Statistics
import Steering
import Subjects

struct RobustnessCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "robustness",
    abstract: "See whether a vector's effect survives other wordings, and where it fails.",
    discussion: """
      Measures the slope of a behaviour over the coefficient on held-out items, as they are written and \
      after eight sentences that ask for nothing. R is the smallest of the eight mean slopes over the \
      slope as written; a vector is robust when the lower bound of R exceeds 0.5. Everything measured is kept in the \
      store: run it again after an interruption and it goes on.

      Examples:
        steer robustness --model smollm2-135m --behavior sentiment
        steer robustness --behavior metaphor --vector mine.gguf --layer 5

      JSON: {"behavior", "layer", "score", "lower", "upper", "robust", "slope", "anti_steerable", \
      "variants": [...], "failures": [{"item", "slope", "text"}]}
      """)

  @OptionGroup var model: ModelOption

  @OptionGroup var behaviorOption: BehaviorOption

  @Option(help: "A vector file; that of the behavior's pairs when none is given.")
  var vector: String?

  @Option(
    parsing: .unconditional,
    help: "The layer to steer; the one with the largest effect on the select items when not given.")
  var layer: Int?

  @Option(help: "How many held-out items to use.")
  var items = 60

  @Option(
    help: "The file that results are kept in; made where it is missing.",
    completion: .file(extensions: ["sqlite"]))
  var store = "robustness.sqlite"

  @OptionGroup var fit: VectorFit
  @OptionGroup var console: Console

  func validate() throws {
    if items < 2 { throw ValidationError("--items: expected at least 2, got \(items)") }
  }

  struct Result: Encodable {
    let behavior: String
    let layer: Int
    /// R with its 90 % interval.
    let score, lower, upper: Double
    let robust: Bool
    /// Mean slope as written, in nats per unit of c.
    let slope: Double
    let antiSteerable: Double
    let varianceOverItems, varianceOverVariants: Double
    let variants: [Variant]
    let failures: [Failed]

    struct Variant: Encodable {
      let name: String
      let slope, lower, upper, antiSteerable: Double
    }
    struct Failed: Encodable {
      let item: Int
      let slope: Double
      let text: String
    }
  }

  func run() throws {
    let subject = try model.subject()
    if let layer { try checkLayer(layer, of: subject.model) }
    let texts = try behaviorOption.texts(on: subject, console)
    let given = try vector.map {
      try fit.read($0, for: subject.model, console) { _ in subject.model.hash }
    }
    if given == nil, texts.pairs.positive.isEmpty {
      throw ValidationError("--behavior: \(texts.name) has no pairs; --vector gives a vector")
    }
    let laboratory = Laboratory(
      subject, cache: try console.openStore(store, for: subject.model))
    if given == nil { console.message("making the vector of \(texts.name)") }
    let used = try given ?? laboratory.extract(texts.pairs).vector
    let layer = try layer ?? chosenLayer(of: used, texts, laboratory)
    let items = texts.items.test.thinned(to: items)
    let (written, variants) = try laboratory.wordings(of: texts, on: items)
    let layers = subject.model.configuration.layerCount
    let work = (variants.count + 1) * written.metric.tokenCount * (3 * layers - 2 * layer)
    console.message(
      "about \(text(.seconds(Double(work) / (try Speed.tokensInLayers(of: laboratory))))) on this machine, less what is "
        + "kept from before")
    let bar = console.progress("robustness", of: variants.count + 1)
    bar.update(0)
    let robustness = try evaluateRobustness(
      of: used, layer: layer, on: laboratory.underTest, testPrompts: written,
      variants: variants
    ) { done, _ in bar.update(done) }
    bar.finish()
    let result = result(robustness, of: texts, layer: layer) {
      printable(subject.model.tokenizer.decode(items.prompts[$0]))
    }
    try console.show(result) { lines(robustness, result) }
  }

  private func chosenLayer(
    of vector: SteeringVector, _ texts: BehaviorTexts, _ laboratory: Laboratory
  ) throws -> Int {
    console.message("choosing the layer on the select items")
    let select = try laboratory.measure(texts, .select, items: laboratory.counts.selectItems)
    return try findBestLayer(
      of: vector, metric: select.metric, on: laboratory.underTest, coefficient: texts.wanted,
      layers: laboratory.candidateLayers.filter(vector.layers.contains)
    ).best
  }

  private func result(
    _ robustness: Robustness, of texts: BehaviorTexts, layer: Int, text: (Int) -> String
  ) -> Result {
    Result(
      behavior: texts.name, layer: layer, score: robustness.score.value,
      lower: robustness.score.interval.lower, upper: robustness.score.interval.upper,
      robust: robustness.isRobust, slope: robustness.baseline.value,
      antiSteerable: robustness.antiSteerable.value,
      varianceOverItems: robustness.varianceOverItems,
      varianceOverVariants: robustness.varianceOverVariants,
      variants: robustness.variants.map {
        Result.Variant(
          name: $0.name, slope: $0.slope.value, lower: $0.slope.interval.lower,
          upper: $0.slope.interval.upper, antiSteerable: $0.antiSteerable.value)
      },
      failures: robustness.failures.map {
        Result.Failed(item: $0, slope: robustness.slopes[$0], text: text($0))
      })
  }

  private func lines(_ robustness: Robustness, _ result: Result) -> [String] {
    let shown = result.failures.prefix(5)
    return [
      "Layer \(result.layer): R = \(text(robustness.score)), "
        + (result.robust ? "robust (lower bound above 0.5)." : "not robust."),
      "Slope as written: \(text(robustness.baseline)) nats per unit of c; it is negative on "
        + "\(fixed(100 * result.antiSteerable, 0)) % of the items.", "",
    ]
      + table(
        [["wording", "slope [90 %]", "negative"]]
          + robustness.variants.map {
            [$0.name, text($0.slope), "\(fixed(100 * $0.antiSteerable.value, 0)) %"]
          })
      + (shown.isEmpty
        ? ["", "It fails on no item as written."]
        : ["", "Where it fails (\(result.failures.count) items, the worst first):"]
          + shown.map { "  \(fixed($0.slope, 2))  \($0.text)" })
  }
}
