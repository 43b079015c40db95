import Claims
import Formatting
import Inference
import Protocols
import Randomness
import Steering
import Subjects

extension Laboratory {
  /// A behaviour's log-odds on items, or on other prompts for them.
  func measure(
    _ behavior: Behavior, on items: ChoiceCorpus, prompts: [[Int]]? = nil, name: String? = nil
  ) throws -> Measure {
    let metric =
      try behavior == .sentiment
      ? ReplyLogOdds(
        prompts: prompts ?? items.prompts, positive: corpora.positiveWords,
        negative: corpora.negativeWords)
      : logOdds(items, prompts: prompts)
    return try Measure(name ?? behavior.rawValue, metric, clusters: items.templates)
  }

  /// The questions of ``ValidityBattery`` for the vector of a behaviour, at the layer that was
  /// chosen on the select items.
  ///
  /// Sycophancy is asked as it is made: adding the vector should raise agreement.
  func validityBattery(
    of behavior: Behavior, nuisances: [Nuisance]
  ) throws -> ValidityBattery {
    let concept = try concept(behavior)
    let layer = concept.layer
    let heldOut = try items(behavior, .test, count: counts.choiceTestItems / 3)
    let few = heldOut.thinned(to: counts.choiceTestItems / 6)
    let asked = heldOut.thinned(to: counts.choiceTestItems / 5)
    return ValidityBattery(
      vector: concept.vector, layer: layer,
      pairs: try ContrastRows(
        positive: concept.positive, negative: concept.negative, layer: layer),
      templates: try corpus(behavior).pairs.templates,
      heldOut: try measure(behavior, on: heldOut), part: try measure(behavior, on: few),
      formats: try corpus(behavior).formats.map {
        try measure(
          behavior, on: $0.items.thinned(to: counts.choiceTestItems / 5), name: $0.name)
      },
      toward: try measure(
        behavior, on: asked, prompts: asked.prompts(after: Instruction(.toward))),
      away: try measure(behavior, on: asked, prompts: asked.prompts(after: Instruction(.away))),
      prompts: few.prompts,
      naturalTexts: passages(.test).thinned(to: counts.sideEffectItems / 2).ids,
      nuisances: try nuisances.map { try $0.vector.direction(layer) }
        + valence(beside: behavior, layer),
      seed: Subject.seed)
  }
}

extension Laboratory {
  /// The sentiment vector, which no other behaviour's should be made of.
  private func valence(beside behavior: Behavior, _ layer: Int) throws -> [[Float]] {
    behavior == .sentiment ? [] : [try vector(of: .sentiment).direction(layer)]
  }
}

extension ValidityBattery {
  /// The same questions put to a random direction of the vector's length: a battery that passes it
  /// is no battery.
  func withRandomDirection() throws -> ValidityBattery {
    var generator = SeededGenerator(seed: Subject.seed, stream: "validity of a random direction")
    var battery = self
    battery.vector = try SteeringVector(
      directions: [
        layer: RandomDirections.isotropic(
          width: vector.width, norm: vector.norm(layer), using: &generator)
      ], hook: vector.hook, method: .random, position: vector.position)
    return battery
  }
}

extension ValidityCheck {
  /// "✓ 0.97", or with an interval where the number has one.
  var summary: String {
    let mark =
      switch outcome {
      case .passes: "✓"
      case .fails: "✗"
      case .flagged: "⚑"
      case .notTestable: "not testable"
      }
    return switch number {
    case .plain where outcome == .notTestable: mark
    case .plain(let value): "\(mark) \(Formatted.fixed(value, decimals: 2))"
    case .estimate(let estimate): "\(mark) \(Formatted.estimate(estimate))"
    }
  }
}
