import Inference
import Protocols
import Selectivity
import Statistics
import Steering
import Subjects

/// Where steering one behaviour stops working: other wordings, other strengths, another format, single
/// items. All effects are in the direction that is wanted of the behaviour.
struct SteeringLimits: Sendable {
  /// The test items as they are written.
  let doses: SignedDoses
  /// Slopes after eight sentences that ask for nothing.
  let wordings: WordingSpread
  /// The selective effect at equal cost on the same items in each format that the model has.
  let formats: [FormatEffect]
  /// The second format's effect over the first's; nil where there is no second, or the first has no sure effect.
  let formatRatio: Estimate?

  /// The effect in one format.
  struct FormatEffect: Sendable {
    /// "plain dialogue" or "own chat template".
    let name: String
    /// In nats in the wanted direction, with its 90 % interval.
    let effect: Estimate
  }
}

extension Laboratory {
  /// - Parameters:
  ///   - wordingItems: items that all eight wordings are put before.
  ///   - formatItems: items of each format.
  func limits(
    of behavior: Behavior, wordingItems: Int, formatItems: Int
  ) throws -> SteeringLimits {
    let doses = try signedDoses(behavior)
    let formats = try formats(of: behavior, items: formatItems)
    let works = try formats.first.map {
      try estimate($0.effects, by: $0.templates).interval.lower > 0
    }
    return SteeringLimits(
      doses: doses,
      wordings: try wordingSpread(of: doses.concept, behavior, items: wordingItems),
      formats: try formats.map { name, effects, templates in
        SteeringLimits.FormatEffect(name: name, effect: try estimate(effects, by: templates))
      },
      formatRatio: works == true && formats.count == 2
        ? try ratioOfMeans(
          .init(values: formats[1].effects, clusters: formats[1].templates),
          to: .init(values: formats[0].effects, clusters: formats[0].templates), confidence: 0.9)
        : nil)
  }

  /// Item by item, the selective effect at equal cost; the same items in every format, so that nothing else differs.
  private func formats(
    of behavior: Behavior, items count: Int
  ) throws -> [(name: String, effects: [Double], templates: [String])] {
    let corpus = try subject.dialogues(behavior)
    let concept = try SelectiveVector(behavior, in: self)
    let coefficient = try EqualCost(in: self, at: [concept.layer])
      .coefficient(of: concept.direction, layer: concept.layer, sign: behavior.wanted)
    let formats: [(String, ChoiceCorpus?)] = [
      ("plain dialogue", corpus.items.test), ("own chat template", corpus.chat),
    ]
    return try formats.compactMap { name, items in
      guard let items = items?.thinned(to: count) else { return nil }
      let selective = try SelectiveItems(items, in: self, steeredAt: [concept.layer])
      let effects = try selective.values(
        adding: concept.direction, layer: concept.layer, coefficient: coefficient
      ).selectiveChange(from: selective.values(), sign: behavior.wanted)
      return (name, effects, items.templates)
    }
  }

  private func wordingSpread(
    of concept: ChosenVector, _ behavior: Behavior, items count: Int
  ) throws -> WordingSpread {
    let items = try items(behavior, .test, count: count)
    // One list, so that what the prompts of a wording begin with is computed once.
    let metric = try ReplyLogOdds(
      dialogues: (0..<Instruction.wordings).flatMap { wording in
        items.prompts(after: Instruction(.neutral, wording: wording)).enumerated().map {
          (prompt: $1, agree: items.favored[$0], correct: items.opposed[$0])
        }
      })
    let curve = try response(of: metric, to: concept, at: [-1, 1])
    let slopes = curve.difference(1, -1).map { $0 / 2 }
    return try WordingSpread(
      slopes: (0..<Instruction.wordings).map {
        Array(slopes[$0 * items.count..<($0 + 1) * items.count])
      })
  }
}
