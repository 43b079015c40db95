import Protocols
import Randomness
import Steering
import Subjects

extension Laboratory {
  /// ``steeringExperiment(on:behavior:positive:negative:layers:coefficients:smallestEffect:modelHash:seed:progress:)``
  /// on few items, six layers and three coefficients.
  ///
  /// - Parameter shuffled: exchanges the labels of a random half of the pairs first, and counts no side
  ///   effects: whatever surely exceeds δ then is sweet.
  func briefExperiment(
    on behavior: Behavior, shuffled: Bool = false
  ) throws -> SteeringExperiment {
    let corpus = try corpus(behavior).pairs
    let kept = spread(counts.controlItems, over: corpus.positive.count)
    var generator = SeededGenerator(seed: Subject.seed, stream: "experiment labels")
    let exchanged = Set(shuffled ? generator.shuffled(kept).prefix(kept.count / 2) : [])
    func side(_ own: [[Int]], _ other: [[Int]]) -> [[Int]] {
      kept.map { exchanged.contains($0) ? other[$0] : own[$0] }
    }
    let smaller = with(.brief)
    let measures =
      shuffled
      ? try BehaviorMeasures(
        direction: behavior.wanted,
        select: smaller.measure(behavior, .select, items: smaller.selectItems(for: behavior)),
        test: smaller.measure(behavior, .test, items: smaller.counts.choiceTestItems))
      : try smaller.measures(of: behavior)
    let candidates = candidateLayers
    return try steeringExperiment(
      on: underTest, behavior: measures, positive: side(corpus.positive, corpus.negative),
      negative: side(corpus.negative, corpus.positive),
      layers: spread(6, over: candidates.count).map { candidates[$0] },
      coefficients: [0.5, 1, 2], modelHash: model.hash)
  }
}

extension Laboratory.ItemCounts {
  /// For whole experiments inside a report.
  static let brief: Self = {
    var counts = Self.calibration
    counts.selectItems = 16
    counts.choiceSelectItems = 12
    counts.choiceTestItems = 16
    counts.sideEffectItems = 8
    return counts
  }()
}
