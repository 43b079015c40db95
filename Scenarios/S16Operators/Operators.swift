import Foundation
import Inference
import Protocols
import Statistics
import Steering

/// A way to push activations along a concept's direction, by a strength.
///
/// All leave the first token of a text alone: what is set there in place of the outsized activation of many
/// models would be a change of another size. Strength 1 is comparable, not equal: what is compared is made
/// equal in effect first.
enum SteeringOperator: String, CaseIterable, Sendable {
  /// strength · v at the concept's layer.
  case add
  /// The projection set to its mean on neutral openings plus strength · ‖v‖.
  case clamp
  /// Turned toward v, by strength times the angle that adding v at a right angle would turn it.
  case rotate
  /// The same ρ in total as `add`, in equal parts at five neighbouring layers, each with its own direction.
  case spread
  /// strength times a random direction of equal length.
  case random

  /// What it is called in reports.
  var name: String {
    switch self {
    case .add: "addition"
    case .clamp: "clamp"
    case .rotate: "rotation"
    case .spread: "five layers"
    case .random: "random direction"
    }
  }
}

/// What one strength of an operator does on the test texts.
struct OperatorDose: Sendable {
  /// As it was asked for; 1 is comparable between operators, not equal.
  let strength: Double
  /// Change of the log-odds of kind words, in nats.
  let effect: Estimate
  /// Rise of the NLL of neutral text, in nats per token.
  let cost: Estimate
  /// KL divergence of the next token after the beginnings of neutral texts, in nats.
  let divergence: Estimate
  /// ``cost`` passage by passage, with their topics.
  let costs: [Double]
  let topics: [String]

  /// The rise of the NLL minus another's, passage by passage.
  func excessCost(over other: OperatorDose) throws -> Estimate {
    try estimate(difference(costs, other.costs), by: topics)
  }

  /// Nats per token of NLL for each nat of effect.
  var costPerNat: Double { cost.value / effect.value }
}

/// Measures what interventions do to the sentiment of openings and to neutral text.
struct OperatorBench {
  let lab: Laboratory
  let concept: ChosenVector
  private let neutralProjection: Double
  private let select: Evaluation
  private let openings: (evaluation: Evaluation, baseline: [Double], templates: [String])
  private let text: (evaluation: Evaluation, baseline: [Double], templates: [String])
  private let next: Evaluation

  /// Runs the texts unsteered: what every dose is compared with.
  init(_ lab: Laboratory, _ concept: ChosenVector) throws {
    self.lab = lab
    self.concept = concept
    let count = lab.counts.sideEffectItems
    let layers = Self.neighbours(of: concept.layer, in: lab.model)
    func evaluation(_ metric: any ItemMetric) -> Evaluation {
      Evaluation(of: metric, on: lab.underTest, steeredAt: [layers[0], concept.layer])
    }
    let chosen = lab.corpora.openings.select.thinned(to: count / 2)
    select = try evaluation(lab.wordLogOdds(chosen))
    let test = lab.corpora.openings.test.thinned(to: count)
    let onOpenings = try evaluation(lab.wordLogOdds(test))
    openings = (onOpenings, try onOpenings.baseline(), test.templates)
    let passages = lab.corpora.passages.thinned(to: count * 3 / 5)
    let onText = try evaluation(TextNLL(texts: passages.ids))
    text = (onText, try onText.baseline(), passages.templates)
    next = try evaluation(
      NextTokenDivergence(
        texts: passages.ids.map { Array($0.prefix(max(2, $0.count / 2))) }, on: lab.model))
    let monitor = try ConceptMonitor(
      concept.vector.direction(concept.layer), at: .block(concept.layer, concept.vector.hook))
    neutralProjection = try mean(
      monitor.read(chosen.ids, on: lab.model).flatMap { $0.scores.dropFirst() })
  }

  /// - Parameter draw: which random direction, for ``SteeringOperator/random``.
  func interventions(
    _ kind: SteeringOperator, _ strength: Double, draw: Int = 0
  ) throws -> [Intervention] {
    let (vector, layer) = (concept.vector, concept.layer)
    let direction = try vector.direction(layer)
    let hook = HookPoint.block(layer, vector.hook)
    switch kind {
    case .add:
      return [try .add(vector, layer: layer, coefficient: strength, positions: .from(1))]
    case .clamp:
      let value = neutralProjection + strength * vector.norm(layer)
      return [try .clamp(direction, to: value, at: hook, positions: .from(1))]
    case .rotate:
      let ratio = try lab.relativeNorm(vector, layer: layer, coefficient: 1)
      return [
        try .rotate(
          toward: direction, degrees: min(180, strength * atan(ratio) * 180 / .pi), at: hook,
          positions: .from(1))
      ]
    case .spread:
      let layers = Self.neighbours(of: layer, in: lab.model)
      let share = try lab.relativeNorm(vector, layer: layer, coefficient: 1) / Double(layers.count)
      return try layers.map {
        try .add(
          vector, layer: $0,
          coefficient: strength * share / lab.relativeNorm(vector, layer: $0, coefficient: 1),
          positions: .from(1))
      }
    case .random:
      let drawn = try lab.nullDirections(.isotropic, like: concept, layer: layer, count: draw + 1)
      return [try .add(drawn[draw], coefficient: strength, at: hook, positions: .from(1))]
    }
  }

  /// The layer itself and two on either side, as far as the model has them.
  static func neighbours(of layer: Int, in model: LanguageModel) -> [Int] {
    (layer - 2...layer + 2).filter((0..<model.configuration.layerCount).contains)
  }

  /// The strength that has a wanted mean effect on the select openings, found by bisection; nil when four
  /// times the strength of addition is not enough.
  func strength(of kind: SteeringOperator, forEffect wanted: Double) throws -> Double? {
    let baseline = try mean(select.baseline())
    func effect(_ strength: Double) throws -> Double {
      try mean(select.values(applying: interventions(kind, strength))) - baseline
    }
    var (low, high) = (0.0, 4.0)
    guard try effect(high) >= wanted else { return nil }
    for _ in 0..<8 {
      let middle = (low + high) / 2
      if try effect(middle) < wanted { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  /// The mean effect of adding the vector once on the select openings: what the operators are matched to.
  func selectEffect() throws -> Double {
    try mean(select.values(applying: interventions(.add, 1))) - mean(select.baseline())
  }

  /// What an operator does on the test texts at a strength.
  ///
  /// - Parameter draw: which random direction, for ``SteeringOperator/random``.
  func dose(
    _ kind: SteeringOperator, _ strength: Double, draw: Int = 0
  ) throws -> OperatorDose {
    try dose(interventions(kind, strength, draw: draw), strength: strength)
  }

  /// What interventions do on the test texts.
  func dose(
    _ interventions: [Intervention], strength: Double = 1
  ) throws -> OperatorDose {
    let effects = difference(
      try openings.evaluation.values(applying: interventions), openings.baseline)
    let costs = difference(try text.evaluation.values(applying: interventions), text.baseline)
    return OperatorDose(
      strength: strength, effect: try estimate(effects, by: openings.templates),
      cost: try estimate(costs, by: text.templates),
      divergence: try estimate(next.values(applying: interventions), by: text.templates),
      costs: costs, topics: text.templates)
  }
}
