import Inference
import Protocols
import Reporting
import Statistics
import Steering
import Subjects

/// A gate that opens where a text is unkind, and how often it does.
struct Gate: Sendable {
  /// Points to unkindness, [width].
  let direction: [Float]
  /// Where the projection on ``direction`` begins to open it.
  let threshold: Double
  let hook: HookPoint

  /// The vector added where the gate is open.
  func add(_ vector: SteeringVector, layer: Int, coefficient: Double) throws -> Intervention {
    try .when(
      direction, above: threshold,
      .add(vector, layer: layer, coefficient: coefficient, positions: .from(1)))
  }
}

/// Share of texts or tokens at which a gate is open, in percent.
struct GateRates: Sendable {
  /// Held-out unkind statements, at their last token: where it should be open.
  let unkind: Estimate
  /// Held-out kind statements, at their last token.
  let kind: Estimate
  /// Neutral openings, at their last token.
  let openings: Estimate
  /// Neutral openings that follow an unkind statement, at their last token.
  let afterUnkind: Estimate
  /// All tokens but the first of neutral passages that the threshold was not set on.
  let passages: Estimate
}

extension Laboratory {
  /// A gate on the reverse of a held-out direction; its threshold is halfway between the mean of neutral
  /// passages' tokens, half of the topics, and that of the fitted unkind statements' last tokens.
  ///
  /// - Parameter direction: another direction, for a control.
  func gate(_ held: HeldOutConcept, direction: [Float]? = nil) throws -> Gate {
    let layer = held.concept.layer
    let direction = direction ?? held.direction(layer).map { -$0 }
    let hook = HookPoint.block(layer, held.concept.vector.hook)
    let monitor = try ConceptMonitor(direction, at: hook)
    let neutral = try monitor.read(
      passages(.select).thinned(to: counts.sideEffectItems / 2).ids, on: model
    ).flatMap { $0.scores.dropFirst() }
    let unkind = held.fitted.map { pair in
      dot(held.concept.negative[pair, layer], direction) / norm(direction)
    }
    return Gate(
      direction: direction, threshold: (try mean(neutral) + mean(unkind)) / 2, hook: hook)
  }

  /// How often a gate is open where it should be and where it should not.
  func rates(of gate: Gate, _ held: HeldOutConcept) throws -> GateRates {
    let monitor = try ConceptMonitor(gate.direction, at: gate.hook)
    let pairs = try corpus(held.behavior).pairs
    func isOpen(_ score: Double?) -> Double { (score ?? 0) > gate.threshold ? 100 : 0 }
    func atEnd(_ texts: [[Int]], _ templates: [String]) throws -> Estimate {
      try estimate(
        monitor.read(texts, on: model).map { isOpen($0.scores.last) }, by: templates)
    }
    let (chosen, openings) = gated(held)
    let templates = chosen.map { held.templates[$0] }
    let neutral = passages(.test).thinned(to: counts.sideEffectItems / 2)
    let shares = try monitor.read(neutral.ids, on: model).map { reading in
      try mean(reading.scores.dropFirst().map { isOpen($0) })
    }
    return GateRates(
      unkind: try atEnd(chosen.map { pairs.negative[$0] }, templates),
      kind: try atEnd(chosen.map { pairs.positive[$0] }, templates),
      openings: try atEnd(openings.ids, openings.templates),
      afterUnkind: try atEnd(after(chosen.map { pairs.negative[$0] }, openings.ids), templates),
      passages: try estimate(shares, by: neutral.templates))
  }

  /// Effects on the log-odds of kind words at openings after held-out statements of one side, in nats.
  func effects(
    of runs: [[Intervention]], afterKind: Bool, _ held: HeldOutConcept
  ) throws -> [Estimate] {
    let pairs = try corpus(held.behavior).pairs
    let (chosen, openings) = gated(held)
    let texts = after(
      chosen.map { afterKind ? pairs.positive[$0] : pairs.negative[$0] }, openings.ids)
    let templates = chosen.map { held.templates[$0] }
    let evaluation = try Evaluation(
      of: wordLogOdds(TextCorpus(ids: texts, templates: templates)), on: underTest,
      steeredAt: [held.concept.layer])
    let baseline = try evaluation.baseline()
    return try runs.map {
      try estimate(difference(try evaluation.values(applying: $0), baseline), by: templates)
    }
  }

  /// Evenly spaced held-out pairs, with an opening of the test split for each.
  private func gated(_ held: HeldOutConcept) -> (pairs: [Int], openings: TextCorpus) {
    let chosen = spread(counts.controlItems * 3 / 5, over: held.held.count).map { held.held[$0] }
    return (chosen, corpora.openings.test.thinned(to: chosen.count))
  }

  /// Held-out unkind statements, evenly spaced, token by token, framed where the gate is open.
  func tokenChart(of gate: Gate, _ held: HeldOutConcept, count: Int) throws -> Chart {
    let monitor = try ConceptMonitor(gate.direction, at: gate.hook)
    let pairs = try corpus(held.behavior).pairs
    let shown = spread(count, over: held.held.count).map { held.held[$0] }
    let readings = try monitor.read(
      shown.flatMap { [pairs.negative[$0], pairs.positive[$0]] }, on: model)
    return .tokens(
      "Where the gate opens", "projection on the gate's direction, less the threshold",
      readings.enumerated().map { index, reading in
        TokenChart.Text(
          "pair \(index / 2 + 1), \(index % 2 == 0 ? "unkind" : "kind")",
          zip(reading.tokens, reading.scores).enumerated().map { position, token in
            let score = token.1 - gate.threshold
            return .init(
              token.0, position == 0 ? .nan : score, isMarked: position > 0 && score > 0)
          })
      }, mark: "the gate is open")
  }

  /// Statements as sentences of their own, each with an opening after it.
  private func after(_ statements: [[Int]], _ openings: [[Int]]) -> [[Int]] {
    let stop = model.tokenizer.encode(".")
    let newline = model.tokenizer.encode("\n")
    return zip(statements, openings).map { statement, opening in
      statement + (statement.last == stop.last ? [] : stop) + newline + opening
    }
  }
}

// MARK: Two vectors at once

/// What two vectors do to one metric, alone and together, in nats.
struct Interaction: Sendable {
  /// The behaviour that is measured.
  let metric: String
  /// The effect of the first vector alone.
  let first: Estimate
  /// The effect of the second vector alone.
  let second: Estimate
  /// The effect of both at once, each at its own layer.
  let both: Estimate
  /// Both − first − second: 0 when effects add up.
  let interaction: Estimate
}

extension Laboratory {
  /// The effects of two behaviours' vectors at c = 1 on one behaviour's test items.
  func interaction(
    _ first: Behavior, _ second: Behavior, on measured: Behavior
  ) throws -> Interaction {
    let measure = try measure(measured, .test, items: counts.choiceTestItems / 2)
    let vectors = try [first, second].map { behavior in
      let concept = try concept(behavior)
      return try Intervention.add(concept.vector, layer: concept.layer, coefficient: 1)
    }
    let evaluation = Evaluation(
      of: measure.metric, on: underTest, steeredAt: vectors.compactMap(\.hook.layer))
    let baseline = try evaluation.baseline()
    let effects = try [[vectors[0]], [vectors[1]], vectors].map {
      difference(try evaluation.values(applying: $0), baseline)
    }
    let excess = difference(difference(effects[2], effects[0]), effects[1])
    func estimate(_ values: [Double]) throws -> Estimate {
      try Protocols.estimate(values, by: measure.clusters)
    }
    return Interaction(
      metric: measured.rawValue, first: try estimate(effects[0]), second: try estimate(effects[1]),
      both: try estimate(effects[2]), interaction: try estimate(excess))
  }
}
