import Inference
import Protocols
import Randomness
import Statistics
import Steering
import Subjects

/// What one vector gives to somebody who wants the opposite of what it was made for: how strong it is
/// backwards, what that costs, how few pairs it takes, and whether a monitor would notice.
struct DualUse: Sendable {
  /// Effects at both signs; dose −1 is the opposite of what is wanted of the behaviour.
  let doses: SignedDoses
  /// Rise of the NLL of neutral text, in nats per token, at doses 1 and −1.
  let cost: Estimate
  /// The rise at dose −1.
  let reversedCost: Estimate
  /// How well a projection on the direction tells the two sides of pairs whose templates had no part in
  /// making it: an area under the curve.
  let readingAUC: Double
  /// How well the projection of a prompt's last token on the last block's own direction tells prompts that
  /// are read at dose −1 from prompts that are read unsteered.
  let noticingAUC: Double
  /// The same where random directions of the vector's length were added instead: 0.5 is no alarm, and
  /// either side of it is one.
  let randomAUCs: [Double]
}

/// What a vector from few pairs does at dose −1, given the length of the vector from all of them.
struct PairsNeeded: Sendable {
  /// The behaviour whose vector is turned round.
  let behavior: Behavior
  /// By number of pairs, ascending.
  let points: [Point]
  /// The effect of the vector from all pairs on the same items.
  let whole: Estimate

  /// Numbers of pairs that are tried, where there are more.
  static let counts = [1, 3, 10, 30, 100]
  static let draws = 3

  /// Vectors from so many pairs, drawn anew for each.
  struct Point: Sendable {
    /// Pairs that each vector is made from.
    let pairs: Int
    /// Mean effect away from what is wanted, in nats, one for each draw of the pairs.
    let effects: [Double]
    /// Mean cosine with the vector from all pairs.
    let cosine: Double
  }
}

extension Laboratory {
  /// - Parameter count: passages for the cost, and prompts for the monitor.
  func dualUse(of behavior: Behavior, items count: Int) throws -> DualUse {
    let doses = try signedDoses(behavior)
    let (concept, wanted) = (doses.concept, behavior.wanted)
    let texts = passages(.test).thinned(to: count)
    let likelihood = try response(
      of: TextNLL(texts: texts.ids), to: concept, at: [-1, 0, 1])
    let random = try nullDirections(
      .isotropic, like: concept, layer: concept.layer, count: SignedDoses.draws)
    let noticing = try noticingAUCs(
      of: [concept.vector.direction(concept.layer)] + random, coefficient: -wanted, concept,
      doses.items.thinned(to: count).prompts
    ).map { wanted > 0 ? $0 : 1 - $0 }
    return DualUse(
      doses: doses,
      cost: try estimate(likelihood.difference(wanted, 0), by: texts.templates),
      reversedCost: try estimate(likelihood.difference(-wanted, 0), by: texts.templates),
      readingAUC: try readingAUC(of: concept, templates: corpus(behavior).pairs.templates),
      noticingAUC: noticing[0], randomAUCs: Array(noticing.dropFirst()))
  }

  /// Each half of the templates in turn makes the direction that the other half is read with.
  private func readingAUC(of concept: ChosenVector, templates: [String]) throws -> Double {
    let order = Set(templates).sorted()
    let half = Set(order.enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element))
    let first = templates.indices.filter { half.contains(templates[$0]) }
    let second = templates.indices.filter { !half.contains(templates[$0]) }
    return try mean(
      [(first, second), (second, first)].map { made, read in
        let direction = try SteeringVector.meanDifference(
          positive: concept.positive.selecting(made), negative: concept.negative.selecting(made)
        ).direction(concept.layer)
        let scores = [concept.positive, concept.negative].flatMap { side in
          read.map { dot(side[$0, concept.layer], direction) }
        }
        return try areaUnderCurve(
          scores: scores, labels: read.map { _ in true } + read.map { _ in false })
      })
  }

  /// How often an unsteered prompt projects above one that is read with a direction added.
  private func noticingAUCs(
    of directions: [[Float]], coefficient: Double, _ concept: ChosenVector, _ prompts: [[Int]]
  ) throws -> [Double] {
    let (hook, last) = (concept.vector.hook, model.configuration.layerCount - 1)
    let monitor = try ConceptMonitor(concept.vector.direction(last), at: .block(last, hook))
    let unsteered = try monitor.read(prompts, on: model).compactMap(\.scores.last)
    return try directions.map {
      let steered = try monitor.read(
        prompts, on: model,
        applying: [.add($0, coefficient: coefficient, at: .block(concept.layer, hook))]
      ).compactMap(\.scores.last)
      return try areaUnderCurve(
        scores: unsteered + steered,
        labels: unsteered.map { _ in true } + steered.map { _ in false })
    }
  }

  /// - Parameter count: test items that the effects are measured on.
  func pairsNeeded(for behavior: Behavior, items count: Int) throws -> PairsNeeded {
    let concept = try concept(behavior)
    let (layer, wanted) = (concept.layer, behavior.wanted)
    let whole = try concept.vector.direction(layer)
    let measure = try measure(behavior, .test, items: count)
    let evaluation = Evaluation(of: measure.metric, on: underTest, steeredAt: [layer])
    let baseline = try evaluation.baseline()
    func away(_ direction: [Float]) throws -> [Double] {
      let hook = HookPoint.block(layer, concept.vector.hook)
      let steered = try evaluation.values(
        applying: [.add(direction, coefficient: -wanted, at: hook)])
      return difference(baseline, steered).map { $0 * wanted }
    }
    var generator = SeededGenerator(seed: Subject.seed, stream: "pairs needed")
    let points = try PairsNeeded.counts.filter { $0 < concept.positive.textCount }.map { pairs in
      let directions = (0..<PairsNeeded.draws).map { _ in
        let kept = Array(generator.shuffled(0..<concept.positive.textCount).prefix(pairs))
        let (positive, negative) = (
          concept.positive.selecting(kept).mean(layer: layer),
          concept.negative.selecting(kept).mean(layer: layer)
        )
        return rescaled(difference(positive, negative), to: norm(whole))
      }
      return PairsNeeded.Point(
        pairs: pairs, effects: try directions.map { try mean(away($0)) },
        cosine: try mean(directions.map { cosine($0, whole) }))
    }
    return PairsNeeded(
      behavior: behavior, points: points, whole: try measure.estimate(away(whole)))
  }
}
