import Inference
import Protocols
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
  /// The effect of dose 1 where the question is asked in each format.
  let formats: [FormatEffect]
  /// The second format's effect over the first's; nil where the first has no sure effect.
  let formatRatio: Estimate?

  /// The effect in one format.
  struct FormatEffect: Sendable {
    /// "text", "chat", "dialogue" and the like.
    let name: String
    /// Of dose 1, in nats in the wanted direction, with its 90 % interval.
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
    let formats = try corpus(behavior).formats.map { format in
      let items = format.items.thinned(to: formatItems)
      return (format.name, items, try effects(of: doses.concept, on: items, behavior.wanted))
    }
    let works = try formats.first.map { try estimate($0.2, by: $0.1.templates).interval.lower > 0 }
    return SteeringLimits(
      doses: doses,
      wordings: try wordingSpread(of: doses.concept, behavior, items: wordingItems),
      formats: try formats.map { name, items, effects in
        SteeringLimits.FormatEffect(
          name: name, effect: try estimate(effects, by: items.templates))
      },
      formatRatio: works == true && formats.count == 2
        ? try ratioOfMeans(
          .init(values: formats[1].2, clusters: formats[1].1.templates),
          to: .init(values: formats[0].2, clusters: formats[0].1.templates), confidence: 0.9) : nil)
  }

  /// Item by item, what dose 1 does.
  private func effects(
    of concept: ChosenVector, on items: ChoiceCorpus, _ wanted: Double
  ) throws -> [Double] {
    try response(of: logOdds(items), to: concept, at: [0, wanted])
      .difference(wanted, 0).map { $0 * wanted }
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
