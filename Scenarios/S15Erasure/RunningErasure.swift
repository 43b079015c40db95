import Inference
import Protocols
import Reporting
import Statistics
import Steering
import Subjects

/// What an erasure at one layer leaves in the running model.
struct RunningErasure: Sendable {
  /// What reports call the erasure; "nothing" where none was made.
  let name: String
  /// Whether nothing was planted to be erased by it.
  let isControl: Bool
  /// Change of the word log-odds, in nats, when the vector is added at a lower layer.
  let toSteering: Estimate
  /// Change of the word log-odds, in nats, when a sentence asks for kindness instead of for nothing.
  let toRequest: Estimate
  /// Standard deviation of the word log-odds over openings, in nats.
  let spread: Estimate
  /// Rise of the NLL of neutral text, in nats per token.
  let cost: Estimate
}

extension Laboratory {
  /// Erases at a layer while the test openings are read: steered from below, after a request in words, and
  /// as they are.
  func runningErasures(
    _ kinds: [ErasureKind?], of concept: some ConceptVector, layer: Int
  ) throws -> [RunningErasure] {
    let count = counts.sideEffectItems
    let openings = corpora.openings.test.thinned(to: count)
    let steering = try steeringBelow(layer, concept)
    let hooks = [steering.hook.layer ?? 0, layer]
    let plain = try Evaluation(of: wordLogOdds(openings), on: underTest, steeredAt: hooks)
    let asked = try Evaluation(
      of: wordLogOdds(corpora.cheerfulOpenings.thinned(to: count)), on: underTest,
      steeredAt: [layer])
    let unasked = try Evaluation(
      of: wordLogOdds(corpora.plainOpenings.thinned(to: count)), on: underTest, steeredAt: [layer])
    let passages = corpora.passages.thinned(to: count)
    let text = try Evaluation(of: TextNLL(texts: passages.ids), on: underTest, steeredAt: [layer])
    let untouched = try text.baseline()
    return try kinds.map { kind in
      let erasing =
        try kind.map {
          [try erase($0, concept, layer)]
        } ?? []
      let values = try plain.values(applying: erasing)
      let steered = try plain.values(applying: [steering] + erasing)
      let requested = difference(
        try asked.values(applying: erasing), try unasked.values(applying: erasing))
      let costs = difference(try text.values(applying: erasing), untouched)
      return RunningErasure(
        name: kind?.name ?? "nothing", isControl: kind == .random || kind == .shuffledLabels,
        toSteering: try estimate(difference(steered, values), by: openings.templates),
        toRequest: try estimate(requested, by: openings.templates),
        spread: try spreadEstimate(values, by: openings.templates),
        cost: try estimate(costs, by: passages.templates))
    }
  }

  /// What the model writes after evenly spaced test openings: with nothing done, steered from below the
  /// layer, and that erased.
  func erasureTexts(
    of concept: some ConceptVector, layer: Int, count: Int, tokens: Int
  ) throws -> Table {
    let openings = corpora.openings.test.thinned(to: count)
    let steering = try steeringBelow(layer, concept)
    let erasing = try erase(.leace, concept, layer)
    let texts = try [[], [steering], [steering, erasing], [erasing]].map { interventions in
      try model.generate(
        openings.ids, applying: interventions, maxNewTokens: tokens, stopsAtEnd: false
      ).map { model.tokenizer.decode($0.ids) }
    }
    return try Table(
      "What the model writes",
      columns: ["opening", "unsteered", "steered", "steered and erased", "erased"],
      rows: openings.ids.indices.map { index in
        [.text(model.tokenizer.decode(openings.ids[index]))] + texts.map { .text($0[index]) }
      })
  }

  private func erase(
    _ kind: ErasureKind, _ concept: some ConceptVector, _ layer: Int
  ) throws -> Intervention {
    try .erase(
      eraser(kind, of: concept, layer: layer), at: .block(layer, concept.vector.hook))
  }

  /// The vector added at half the depth of a layer, at ρ = 0.2.
  private func steeringBelow(_ layer: Int, _ concept: some ConceptVector) throws -> Intervention {
    let lower = layer / 2
    return try .add(
      concept.vector, layer: lower,
      coefficient: 0.2 / relativeNorm(concept.vector, layer: lower, coefficient: 1))
  }
}

/// The standard deviation over items with its 90 % interval, clusters resampled.
private func spreadEstimate(_ values: [Double], by clusters: [String]) throws -> Estimate {
  try bootstrapBCa(
    ClusteredSample(values: values, clusters: clusters).groups, confidence: 0.9, resamples: 1_999,
    seed: Subject.seed
  ) { drawn in
    drawn.count > 1 ? try standardDeviation(drawn) : 0
  }
}
