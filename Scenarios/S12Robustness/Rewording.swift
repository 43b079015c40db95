import Protocols
import Reporting
import Statistics
import Steering
import Subjects

extension Laboratory {
  /// A behaviour's vector at its layer on test items as they are written and after eight sentences that ask
  /// for nothing, with those items. A slope is positive where the vector works, whether more of the behaviour
  /// is wanted or, by subtracting it, less.
  func robustness(
    of behavior: Behavior, items count: Int
  ) throws -> (Robustness, ChoiceCorpus) {
    let concept = try concept(behavior)
    let (written, variants) = try wordings(of: behavior, items: count)
    let found = try evaluateRobustness(
      of: concept.vector, layer: concept.layer, on: underTest, testPrompts: written,
      variants: variants)
    return (found, try items(behavior, .test, count: count))
  }

  /// The text of each prompt without the tokens that all of them begin and end with, such as a chat's frame.
  func ownPart(of prompts: [[Int]]) -> [String] {
    guard let first = prompts.first, let shortest = prompts.map(\.count).min() else { return [] }
    let begins = (0..<shortest).prefix { k in prompts.allSatisfy { $0[k] == first[k] } }.count
    let ends = (0..<shortest - begins).prefix { k in
      prompts.allSatisfy { $0[$0.count - 1 - k] == first[first.count - 1 - k] }
    }.count
    return prompts.map { model.tokenizer.decode(Array($0[begins..<$0.count - ends])) }
  }

  /// The mean slopes of random directions as long as a concept's, after the first neutral sentence: their mean
  /// and their whole range.
  func randomSlopes(like concept: ChosenVector, on items: ChoiceCorpus) throws -> Estimate {
    let part = items.thinned(to: counts.controlItems / 2)
    let evaluation = try Evaluation(
      of: logOdds(part, prompts: part.prompts(after: Instruction(.neutral))), on: underTest,
      steeredAt: [concept.layer])
    let directions = try nullDirections(.isotropic, like: concept, layer: concept.layer)
    let slopes = try evaluation.responses([-1, 1], to: directions, layer: concept.layer).map {
      try mean($0.difference(1, -1)) / 2
    }
    return Estimate(
      value: try mean(slopes),
      interval: Interval(
        lower: slopes.min() ?? 0, upper: slopes.max() ?? 0, confidence: 1))
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
