import Inference
import Protocols
import Randomness
import Reporting
import Statistics
import Steering
import Subjects

/// A concept's direction from half of its templates, with the other half kept to be read.
struct HeldOutConcept: Sendable {
  /// The behaviour that the direction is of.
  let behavior: Behavior
  /// The concept with all of its pairs, fitted and held.
  let concept: ChosenVector
  /// Pairs that the direction is made from.
  let fitted: [Int]
  /// Pairs of other templates.
  let held: [Int]
  /// The template of each pair of the concept.
  let templates: [String]

  /// mean(positive) − mean(negative) over the fitted pairs, [width].
  func direction(_ layer: Int) -> [Float] {
    zip(
      concept.positive.selecting(fitted).mean(layer: layer),
      concept.negative.selecting(fitted).mean(layer: layer)
    ).map { Float($0 - $1) }
  }

  /// Positive or negative so that the direction points to the fitted pairs' positive side: a null
  /// direction may choose its sign as the concept's own does.
  func sign(_ direction: [Float], _ layer: Int) -> Double {
    dot(self.direction(layer)[...], direction) < 0 ? -1 : 1
  }
}

/// How well a direction tells two kinds of text apart, beside directions that do not carry the concept.
struct Separation: Sendable {
  /// Which texts are told apart, and what is read of them, as reports print it.
  let name: String
  /// Area under the curve: how often a text with the concept scores above one without; 0.5 is chance.
  let area: Estimate
  /// The area of each null direction, whose sign was fixed on the fitted pairs.
  let nulls: [NullKind: [Double]]

  /// The share of null directions that do as well, (1 + #{null ≥ observed}) / (draws + 1).
  func pValue(_ kind: NullKind) throws -> Double {
    try rankPValue(observed: area.value, null: nulls[kind] ?? [])
  }
}

extension Laboratory {
  /// Null directions of each kind beside a reading, which costs no run of the model.
  static let readingDraws = 99

  /// A behaviour's concept with a direction from half of its templates.
  func heldOut(_ behavior: Behavior) throws -> HeldOutConcept {
    let templates = try corpus(behavior).pairs.templates
    let parts = try templateFolds(templates, count: 2, seed: Subject.seed)
    return HeldOutConcept(
      behavior: behavior, concept: try concept(behavior), fitted: parts[0], held: parts[1],
      templates: templates)
  }

  /// The held-out pairs, told apart by the projection of their last token.
  func separation(of held: HeldOutConcept, layer: Int) throws -> Separation {
    let (positive, negative) = (
      held.concept.positive.selecting(held.held), held.concept.negative.selecting(held.held)
    )
    return try separation(
      "\(held.behavior.rawValue): held-out pairs, last token", positive, negative,
      templates: held.held.map { held.templates[$0] }, held, layer)
  }

  /// Openings completed by a kind and by an unkind word, in wordings that no pair has, told apart.
  func praiseSeparation(of held: HeldOutConcept, layer: Int) throws -> [Separation] {
    let openings = corpora.openings.test.thinned(to: counts.sideEffectItems)
    func complete(_ words: [[Int]]) -> [[Int]] {
      openings.ids.enumerated().map {
        $0.element + words[$0.offset % words.count] + model.tokenizer.encode(".")
      }
    }
    let (kind, unkind) = (complete(corpora.positiveWords), complete(corpora.negativeWords))
    return try [(ReadPosition.last, "last token"), (.mean, "mean of tokens")].map {
      position, name in
      let (positive, negative) = try model.record(pairs: kind, unkind, position: position)
      return try separation(
        "\(held.behavior.rawValue): praise and blame, \(name)", positive, negative,
        templates: openings.templates, held, layer)
    }
  }

  private func separation(
    _ name: String, _ positive: Activations, _ negative: Activations, templates: [String],
    _ held: HeldOutConcept, _ layer: Int
  ) throws -> Separation {
    var nulls: [NullKind: [Double]] = [:]
    for kind in NullKind.allCases {
      nulls[kind] = try nullDirections(
        kind, like: held.concept, layer: layer, count: Self.readingDraws
      ).map {
        try areaUnderCurve(
          scores: scores(positive, negative, $0, layer, sign: held.sign($0, layer)),
          labels: labels(positive.count))
      }
    }
    let observed = scores(positive, negative, held.direction(layer), layer, sign: 1)
    let items = zip(observed, labels(positive.count)).map { (score: $0, label: $1) }
    let groups = Dictionary(grouping: items.indices, by: { templates[$0 / 2] })
    let area = try bootstrapBCa(
      groups.keys.sorted().map { groups[$0] ?? [] }, confidence: 0.9, resamples: 999,
      seed: Subject.seed
    ) { drawn in
      try areaUnderCurve(
        scores: drawn.map { items[$0].score }, labels: drawn.map { items[$0].label })
    }
    return Separation(name: name, area: area, nulls: nulls)
  }

  /// Positive and negative text of each pair in turn.
  private func scores(
    _ positive: Activations, _ negative: Activations, _ direction: [Float], _ layer: Int,
    sign: Double
  ) -> [Double] {
    (0..<positive.count).flatMap { pair in
      [positive[pair, layer], negative[pair, layer]].map { sign * dot($0, direction) }
    }
  }

  private func labels(_ pairs: Int) -> [Bool] { (0..<2 * pairs).map { $0 % 2 == 0 } }
}

func dot(_ x: ArraySlice<Float>, _ y: [Float]) -> Double {
  zip(x, y).reduce(0) { $0 + Double($1.0) * Double($1.1) }
}

// MARK: Token by token

extension Laboratory {
  /// Scores tokens by a held-out direction, in standard deviations of neutral text's tokens.
  func monitor(_ held: HeldOutConcept, layer: Int) throws -> ConceptMonitor {
    try ConceptMonitor(
      held.direction(layer), at: .block(layer, held.concept.vector.hook)
    ).standardized(
      on: corpora.passages.thinned(to: counts.sideEffectItems / 2).ids, of: model)
  }

  /// Evenly spaced held-out pairs, both sides of each, token by token.
  func tokenChart(
    _ title: String, of held: HeldOutConcept, by monitor: ConceptMonitor, pairs count: Int
  ) throws -> Chart {
    let pairs = try corpus(held.behavior).pairs
    let shown = spread(count, over: held.held.count).map { held.held[$0] }
    let readings = try monitor.read(
      shown.flatMap { [pairs.positive[$0], pairs.negative[$0]] }, on: model)
    return .tokens(
      title, "projection on the \(held.behavior.rawValue) direction (σ of neutral text)",
      readings.enumerated().map {
        $1.text("pair \($0 / 2 + 1), \($0 % 2 == 0 ? "positive" : "negative") side")
      }, scale: .diverging(limit: 4))
  }

  /// The mean score of what the model writes after openings, under a coefficient.
  ///
  /// The text is read again without the vector: what was added while it was written is not counted.
  ///
  /// - Parameter direction: what is added, at the monitor's hook; nil writes unsteered.
  func ownWriting(
    after openings: TextCorpus, tokens: Int, _ direction: [Float], coefficient: Double,
    read monitor: ConceptMonitor
  ) throws -> [ConceptReading] {
    let written = try model.generate(
      openings.ids,
      applying: [.add(direction, coefficient: coefficient, at: monitor.hook)],
      maxNewTokens: tokens, stopsAtEnd: false)
    return try monitor.read(written, after: openings.ids, on: model)
  }
}

extension ConceptReading {
  /// For a figure; the first token has no score, since many models park an outsized activation there.
  func text(_ label: String) -> TokenChart.Text {
    TokenChart.Text(
      label, zip(tokens, scores).enumerated().map { .init($1.0, $0 == 0 ? .nan : $1.1) })
  }

  /// The mean score of the tokens that the model wrote itself.
  var meanOfWritten: Double {
    let written = scores.dropFirst(promptCount)
    return written.reduce(0, +) / Double(max(written.count, 1))
  }
}

/// Mean and whole range of several null values at each layer, as a grey series.
func range(_ name: String, _ layers: [Int], _ values: [[Double]]) -> LineChart.Series {
  LineChart.Series(
    name,
    zip(layers, values).map { layer, draws in
      .init(
        Double(layer),
        Estimate(
          value: draws.reduce(0, +) / Double(max(draws.count, 1)),
          interval: Interval(
            lower: draws.min() ?? 0, upper: draws.max() ?? 0, confidence: 1)))
    }, isNull: true)
}
