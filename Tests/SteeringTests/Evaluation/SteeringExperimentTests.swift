import Inference
import Statistics
import Steering
import Store
import Testing
import TinyModel

/// The planted model's answers to the two functions that the project grew from.
@Suite("Steering experiment and robustness on the planted model")
struct SteeringExperimentTests {
  let model: LanguageModel
  let corpora: TinyCorpora

  init() throws {
    model = try TinyModel.languageModel(seed: 5)
    corpora = try TinyCorpora(seed: 5, size: .small)
  }

  func ids(_ texts: [String]) -> [[Int]] { texts.map { model.tokenizer.encode($0) } }

  func sentiment(_ items: [TinyText], after opening: String = "") throws -> ReplyLogOdds {
    try ReplyLogOdds(
      prompts: ids(items.map { opening + $0.text }),
      positive: Vocabulary.positiveWords.flatMap { model.tokenizer.encode($0) },
      negative: Vocabulary.negativeWords.flatMap { model.tokenizer.encode($0) })
  }

  func measure(_ items: [TinyText]) throws -> Measure {
    try Measure("sentiment", sentiment(items), clusters: items.map(\.template))
  }

  func sideEffects(_ items: [TinyText]) throws -> [SideEffectMeasure] {
    let texts = ids(items.map(\.text))
    let clusters = items.map(\.template)
    return [
      SideEffectMeasure(
        try Measure("likelihood", TextNLL(texts: texts), clusters: clusters),
        margin: SideEffectMeasure.likelihoodMargin),
      SideEffectMeasure(
        try Measure("divergence", NextTokenDivergence(texts: texts, on: model), clusters: clusters),
        margin: 1),
    ]
  }

  func experiment(positive: [String], negative: [String]) throws -> SteeringExperiment {
    try steeringExperiment(
      on: .init(model),
      behavior: BehaviorMeasures(
        direction: 1, select: measure(corpora.neutralPrompts.select),
        test: measure(corpora.neutralPrompts.test),
        selectSideEffects: sideEffects(corpora.neutralPassages.select),
        testSideEffects: sideEffects(corpora.neutralPassages.test)),
      positive: ids(positive), negative: ids(negative))
  }

  @Test("finds the planted direction, a sweet spot, and the effect on held-out prompts")
  func planted() throws {
    let pairs = corpora.sentimentPairs.extract
    let found = try experiment(
      positive: pairs.map(\.positive), negative: pairs.map(\.negative))
    #expect(found.isSweet)
    #expect(found.heldOut.layer == found.chosen.layer)
    #expect(found.heldOut.effect.interval.lower > 0.25)
    #expect(found.doses.count == 18)
    // Larger coefficients are planted to harm fluency more; a dose that harms must not be chosen.
    for layer in Set(found.doses.map(\.layer)) {
      let scores = found.doses.filter { $0.layer == layer }.map(\.score)
      #expect(scores == scores.sorted())
    }
    #expect(found.chosen.score < 1)
    print(
      "chosen: layer \(found.chosen.layer), c = \(found.chosen.coefficient),",
      "held-out \(found.heldOut.effect.value), S \(found.heldOut.score)")
  }

  @Test("planted fault: texts that differ in nothing planted give no sweet spot")
  func unplanted() throws {
    let pairs = corpora.sentimentPairs.extract
    // Positive against positive of other fillers: a difference, but not of sentiment.
    let found = try experiment(
      positive: pairs.map(\.positive),
      negative: pairs.dropFirst().map(\.positive) + [pairs[0].positive])
    #expect(!found.isSweet)
  }

  @Test("progress grows in proportion to the work and ends at all of it")
  func progress() throws {
    let pairs = corpora.sentimentPairs.extract
    var steps: [(done: Int, total: Int)] = []
    _ = try steeringExperiment(
      on: .init(model),
      behavior: BehaviorMeasures(
        direction: 1, select: measure(corpora.neutralPrompts.select),
        test: measure(corpora.neutralPrompts.test),
        selectSideEffects: sideEffects(corpora.neutralPassages.select),
        testSideEffects: sideEffects(corpora.neutralPassages.test)),
      positive: ids(pairs.map(\.positive)), negative: ids(pairs.map(\.negative)), layers: [1, 4],
      coefficients: [1, 2]
    ) { steps.append(($0, $1)) }
    #expect(steps.count == 1 + 2 + 2 * 2 + 1)
    #expect(steps.map(\.done) == steps.map(\.done).sorted())
    #expect(Set(steps.map(\.total)).count == 1)
    #expect(steps.last?.done == steps.last?.total)
    // What is left before the last step is the held-out part; planted fault: with steps counted alike it
    // would be an eighth, whatever it costs.
    let before = Double(steps[steps.count - 2].done) / Double(steps.last?.total ?? 1)
    print("done before the held-out part: \(before)")
    #expect(before < 0.75)
  }

  @Test("arguments that make no sense are refused")
  func refusals() throws {
    let behavior = try BehaviorMeasures(
      direction: 1, select: measure(corpora.neutralPrompts.select),
      test: measure(corpora.neutralPrompts.test))
    let pairs = corpora.sentimentPairs.extract
    func run(layers: [Int], _ coefficients: [Double]) throws {
      _ = try steeringExperiment(
        on: .init(model), behavior: behavior, positive: ids(pairs.map(\.positive)),
        negative: ids(pairs.map(\.negative)), layers: layers, coefficients: coefficients)
    }
    let bad: [([Int], [Double])] = [([], [1]), ([1], []), ([1], [0]), ([1], [-1]), ([8], [1])]
    for (layers, coefficients) in bad {
      #expect(throws: SteeringError.self) { try run(layers: layers, coefficients) }
    }
  }

  @Test("divergence is 0 without steering and positive with it")
  func divergence() throws {
    let texts = ids(corpora.neutralPrompts.select.map(\.text))
    let evaluation = try Evaluation(
      of: NextTokenDivergence(texts: texts, on: model), on: .init(model), steeredAt: [4])
    #expect(try evaluation.baseline().allSatisfy { abs($0) < 1e-12 })
    let push = TinyModel.direction(.valence, seed: 5)
    let steered = try evaluation.values(
      applying: [.add(push, coefficient: 1, at: .residPost(4))])
    #expect(steered.allSatisfy { $0 > 1e-3 })
  }

  @Test("robust where other wordings change nothing, not robust where one reverses the effect")
  func robustness() throws {
    let pairs = corpora.sentimentPairs.extract
    let vector = try SteeringVector.meanDifference(
      pairs: ids(pairs.map(\.positive)), ids(pairs.map(\.negative)), on: model)
    let items = Array(corpora.neutralPrompts.test.prefix(40))
    let written = try measure(items)
    let same = try (0..<3).map {
      PromptVariant(
        "sentence \($0)", try sentiment(items, after: "our friend saw a garden . "))
    }
    let robust = try evaluateRobustness(
      of: vector, layer: 6, on: .init(model), testPrompts: written, variants: same)
    #expect(robust.isRobust)
    #expect(robust.failures.isEmpty)
    let reversed = PromptVariant("reversed", Reversed(base: written.metric))
    let broken = try evaluateRobustness(
      of: vector, layer: 6, on: .init(model), testPrompts: written, variants: same + [reversed])
    #expect(!broken.isRobust)
    #expect(broken.score.value < 0)
    #expect(broken.variants.last?.antiSteerable.value == 1)
    #expect(throws: SteeringError.self) {
      try evaluateRobustness(
        of: vector, layer: 6, on: .init(model), testPrompts: written, variants: [])
    }
    // R of two negative slopes is positive: a vector that does the contrary everywhere is not robust.
    let contrary = try evaluateRobustness(
      of: vector, layer: 6, on: .init(model), testPrompts: written, variants: same, direction: -1)
    #expect(contrary.score.interval.lower > 0.5)
    #expect(!contrary.isRobust)
    // Three coefficients give the same slope as two of them: the middle one has no weight.
    let three = try evaluateRobustness(
      of: vector, layer: 6, on: .init(model), testPrompts: written, variants: same,
      coefficients: [-1, 0, 1])
    for (a, b) in zip(three.slopes, robust.slopes) { #expect(abs(a - b) < 1e-12) }
    let nothing = try SteeringVector(
      directions: [6: [Float](repeating: 0, count: model.configuration.dModel)], method: .mean)
    #expect(throws: SteeringError.self) {
      try evaluateRobustness(
        of: nothing, layer: 6, on: .init(model), testPrompts: written, variants: same)
    }
  }
}

/// A metric that answers with the opposite sign.
private struct Reversed: ItemMetric {
  let base: any ItemMetric
  var name: String { "reversed \(base.name)" }
  var count: Int { base.count }
  func key(of item: Int) -> CellKey { CellKey { $0.add("reversed \(base.key(of: item))") } }
  func part(_ items: Range<Int>) -> Reversed { Reversed(base: base.part(items)) }
  func checkpoints(
    on model: LanguageModel, after layers: some Sequence<Int>
  ) throws -> [Int: ResidualCheckpoint] { try base.checkpoints(on: model, after: layers) }
  func values(
    on model: LanguageModel, edits: [Edit], resumingFrom checkpoint: ResidualCheckpoint?
  ) throws -> [Double] {
    try base.values(on: model, edits: edits, resumingFrom: checkpoint).map { -$0 }
  }
}
