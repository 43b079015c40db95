import Protocols
import Reporting
import Selectivity
import Statistics
import Steering
import Subjects

/// A behaviour's selective effect on the same items as they are written and after eight sentences that ask for nothing.
struct Rewording {
  /// The vector with its layer.
  let concept: SelectiveVector
  /// What costs the registered amount, toward the behaviour.
  let coefficient: Double
  /// One of each template.
  let items: ChoiceCorpus
  /// Slopes in nats for each dose of ``coefficient``, as written and after each sentence.
  let found: Robustness

  init(of behavior: Behavior, in lab: Laboratory) throws {
    concept = try SelectiveVector(behavior, in: lab)
    coefficient = try EqualCost(in: lab, at: [concept.layer]).coefficient(
      of: concept.direction, layer: concept.layer)
    items = try lab.subject.dialogues(behavior).items.test.thinned(to: lab.counts.rewordedItems)
    let items = items
    found = try evaluateRobustness(
      of: concept.oneDose(of: coefficient), layer: concept.layer, on: lab.underTest,
      testPrompts: Measure(
        behavior.rawValue, SelectiveLogOdds(items, in: lab), clusters: items.templates),
      variants: (0..<Instruction.wordings).map {
        PromptVariant(
          "neutral sentence \($0 + 1)",
          try SelectiveLogOdds(items, after: Instruction(.neutral, wording: $0), in: lab))
      })
  }

  /// The mean slopes of random directions as long as the dose, after the first sentence: their mean and their whole
  /// range.
  func randomSlopes(in lab: Laboratory) throws -> Estimate {
    let evaluation = Evaluation(
      of: try SelectiveLogOdds(items, after: Instruction(.neutral), in: lab), on: lab.underTest,
      steeredAt: [concept.layer])
    let directions = try lab.nullDirections(.isotropic, like: concept, layer: concept.layer)
    let slopes = try evaluation.responses(
      [-coefficient, coefficient], to: directions, layer: concept.layer
    ).map { try mean($0.difference(coefficient, -coefficient)) / 2 }
    return Estimate(
      value: try mean(slopes),
      interval: Interval(lower: slopes.min() ?? 0, upper: slopes.max() ?? 0, confidence: 1))
  }
}

extension SelectiveVector {
  /// The vector at its layer, so long that coefficient 1 is the dose.
  func oneDose(of coefficient: Double) throws -> SteeringVector {
    try SteeringVector(
      directions: [layer: direction.map { Float(coefficient * Double($0)) }], hook: vector.hook,
      method: vector.method, position: vector.position)
  }
}

extension SelectiveLogOdds {
  init(_ items: ChoiceCorpus, after instruction: Instruction, in lab: Laboratory) throws {
    try self.init(
      items, prompts: items.prompts(after: instruction),
      controls: items.controls(after: instruction),
      in: lab)
  }
}

extension Laboratory {
  /// The text of each prompt without the tokens that all of them begin and end with, such as a chat's frame.
  func ownPart(of prompts: [[Int]]) -> [String] {
    guard let first = prompts.first, let shortest = prompts.map(\.count).min() else { return [] }
    let begins = (0..<shortest).prefix { k in prompts.allSatisfy { $0[k] == first[k] } }.count
    let ends = (0..<shortest - begins).prefix { k in
      prompts.allSatisfy { $0[$0.count - 1 - k] == first[first.count - 1 - k] }
    }.count
    return prompts.map { model.tokenizer.decode(Array($0[begins..<$0.count - ends])) }
  }
}

extension Robustness {
  /// A row a wording, the items as written first.
  var rows: [ForestChart.Row] {
    [ForestChart.Row("as written", baseline)]
      + variants.map { ForestChart.Row($0.name, $0.slope) }
  }

  /// The items with the smallest slope over the wordings, the smallest first.
  func weakest(_ count: Int) -> [Int] {
    Array(
      rewordedSlopes.indices.sorted {
        (rewordedSlopes[$0], $0) < (rewordedSlopes[$1], $1)
      }.prefix(count))
  }

  /// In how many wordings an item does not move the wanted way.
  func failingVariants(of item: Int) -> Int {
    variants.count { $0.slopes[item] <= 0 }
  }
}
