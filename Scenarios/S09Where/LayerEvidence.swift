import Inference
import Protocols
import Randomness
import Reporting
import Statistics
import Steering
import Subjects

/// The choice of a layer for one behaviour, made in two ways and looked at again on the test items.
struct LayerChoice: Sendable {
  /// The behaviour whose vector is placed.
  let behavior: Behavior
  /// Effect at the candidate layers on the select items, coefficient ±1.
  let select: LayerProfile
  /// The template of each item of ``select``.
  let selectTemplates: [String]
  /// The same at equal ρ: the median over the candidates of ρ at coefficient 1.
  let equalNorm: LayerProfile
  /// The template of each item of ``equalNorm``.
  let equalNormTemplates: [String]
  /// Coefficient ±1 on the test items.
  let test: LayerProfile
  /// The template of each item of ``test``.
  let testTemplates: [String]

  /// Mean effect on the test items at the layer that the select items chose, as a share of the largest.
  var shareOfBest: Double {
    let means = test.means
    let chosen = test.layers.firstIndex(of: select.best).map { means[$0] } ?? 0
    let largest = means.max() ?? 0
    return largest > 0 ? chosen / largest : 0
  }
}

/// What is known of a vector layer by layer, apart from its effect.
extension Laboratory {
  /// - Parameter items: of the profiles that nothing else needs: equal ρ, and the test items.
  func layerChoice(of behavior: Behavior, items count: Int) throws -> LayerChoice {
    let concept = try concept(behavior)
    let select = try measure(behavior, .select, items: count)
    let test = try measure(behavior, .test, items: count)
    let layers = concept.profile.layers
    func profile(_ measure: Measure, _ coefficients: [Int: Double]) throws -> LayerProfile {
      try layerProfile(
        of: concept.vector, metric: measure.metric, on: underTest, coefficients: coefficients,
        direction: behavior.wanted)
    }
    return LayerChoice(
      behavior: behavior, select: concept.profile,
      selectTemplates: try measure(behavior, .select, items: selectItems(for: behavior)).clusters,
      equalNorm: try profile(select, equalNormCoefficients(concept, behavior)),
      equalNormTemplates: select.clusters,
      test: try profile(
        test, Dictionary(uniqueKeysWithValues: layers.map { ($0, behavior.wanted) })),
      testTemplates: test.clusters)
  }

  /// The coefficient at each candidate layer that gives all of them the same ρ.
  func equalNormCoefficients(
    _ concept: ChosenVector, _ behavior: Behavior
  ) throws -> [Int: Double] {
    let layers = concept.profile.layers
    let rho = try layers.map { try relativeNorm(concept.vector, layer: $0, coefficient: 1) }
    let target = try median(rho)
    return Dictionary(
      uniqueKeysWithValues: zip(layers, rho).map {
        ($0, $1 > 0 ? behavior.wanted * target / $1 : 0)
      })
  }

  /// The part of each layer's effect that needs no block to read it: each layer's own direction, added
  /// after the *last* block, where only the final norm and the head are left.
  func directProfile(
    of concept: ChosenVector, metric: any ItemMetric, layers: [Int], coefficient: Double = 1
  ) throws -> LayerProfile {
    let last = model.configuration.layerCount - 1
    let evaluation = Evaluation(of: metric, on: underTest, steeredAt: [last])
    let baseline = try evaluation.baseline()
    return LayerProfile(
      layers: layers,
      effects: try layers.map { layer in
        difference(
          try evaluation.values(
            applying: [
              .add(
                concept.vector.direction(layer), coefficient: coefficient,
                at: .block(last, concept.vector.hook))
            ]), baseline)
      })
  }

  /// The effect of random directions at each candidate layer, as long as its vector: mean and range over five.
  func randomProfile(like concept: ChosenVector) throws -> LineChart.Series {
    let openings = corpora.openings.select.thinned(to: counts.controlItems / 2)
    let layers = concept.profile.layers
    let evaluation = try Evaluation(of: wordLogOdds(openings), on: underTest, steeredAt: layers)
    return LineChart.Series(
      "random directions",
      try layers.map { layer in
        let directions = try nullDirections(.isotropic, like: concept, layer: layer, count: 5)
        let means = try evaluation.responses([0, 1], to: directions, layer: layer).map {
          try mean($0.difference(1, 0))
        }
        return .init(
          Double(layer),
          Estimate(
            value: try mean(means),
            interval: Interval(
              lower: means.min() ?? 0, upper: means.max() ?? 0, confidence: 1)))
      }, isNull: true)
  }

  /// Held-out accuracy at each layer of a probe that tells the two sides of a behaviour's pairs apart, on
  /// templates that it was not trained on.
  ///
  /// - Parameter shuffled: exchanges the labels of a random half of the pairs first: what chance gives.
  func probeAccuracy(
    of behavior: Behavior, layers: [Int], pairs count: Int = 60, shuffled: Bool = false
  ) throws -> [Double] {
    let pairs = try corpus(behavior).pairs
    let kept = spread(count, over: pairs.positive.count)
    var generator = SeededGenerator(seed: Subject.seed, stream: "probe labels")
    let exchanged = Set(shuffled ? generator.shuffled(kept).prefix(kept.count / 2) : [])
    let (first, second) = try model.record(
      pairs: kept.map { exchanged.contains($0) ? pairs.negative[$0] : pairs.positive[$0] },
      kept.map { exchanged.contains($0) ? pairs.positive[$0] : pairs.negative[$0] })
    return try layers.map { layer in
      try LinearProbe.crossValidation(
        positive: first, negative: second, layer: layer,
        templates: kept.map { pairs.templates[$0] }, folds: 3, seed: Subject.seed
      ).accuracy
    }
  }

  /// Words that a direction promotes and suppresses most when the head reads it as it stands.
  func promotedWords(
    by direction: [Float], count: Int = 6
  ) throws -> (promoted: [String], suppressed: [String]) {
    let logits = try model.unembed(direction)
    let order = logits.indices.sorted { (-logits[$0], $0) < (-logits[$1], $1) }
    func words(_ ids: some Sequence<Int>) -> [String] {
      ids.map { model.tokenizer.decode([$0]).trimmingPrefix { $0 == " " } }.map(String.init)
    }
    return (words(order.prefix(count)), words(order.suffix(count).reversed()))
  }
}
