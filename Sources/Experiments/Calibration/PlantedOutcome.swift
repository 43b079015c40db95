import Claims
import Statistics

/// One claim's finding on one model whose true effect is known.
struct PlantedOutcome: Sendable {
  let claim: String
  let wanted: Double
  /// The true effect in units of δ.
  let multiple: Double
  let finding: Finding
  let intervals: [IntervalOutcome]

  /// - Parameters:
  ///   - effect: of the model's population.
  ///   - evidence: of its test items, as the scenario hands it to the judge.
  init(
    wanted: Double, effect: TrueEffect, evidence: Evidence, finding: Finding
  ) throws {
    claim = finding.claim.id
    self.wanted = wanted
    multiple = effect.multiple(of: finding.claim.smallestEffectOfInterest)
    self.finding = finding
    intervals = try zip(evidence.contrasts, effect.means).map {
      try IntervalOutcome($0, truth: $1, of: finding)
    }
  }

  /// Whether the interval and the test alone would have the claim supported.
  func isAbove(_ threshold: Double?) -> Bool {
    guard let threshold, finding.adjustedPValue ?? 1 <= 0.05 else { return false }
    return finding.contrasts.allSatisfy { $0.estimate.interval.lower > threshold }
  }

  var failures: [String] {
    (finding.gates.map { ("gate", $0) } + finding.controls.map { ("control", $0) })
      .filter { !$0.1.holds }.map { "\($0.0) '\($0.1.check.name)'" }
  }
}

/// Whether a contrast's 90 % interval, that of every table, holds the truth.
struct IntervalOutcome: Sendable {
  let contrast: String
  let items: Int
  let clusters: Int
  let holds: Bool
  let isTooHigh: Bool
  let holdsAdjusted: Bool
  let holdsByItems: Bool

  init(_ contrast: Contrast, truth: Double, of finding: Finding) throws {
    let sample = contrast.sample
    let interval = try estimate(sample.values, by: sample.clusters).interval
    let byItems = try bootstrapBCa(
      ClusteredSample(values: sample.values), confidence: 0.9, resamples: 999, seed: Engine.seed
    ).interval
    self.contrast = contrast.name
    items = sample.count
    clusters = sample.clusterCount
    holds = interval.contains(truth)
    isTooHigh = interval.lower > truth
    holdsAdjusted =
      finding.contrasts.first { $0.name == contrast.name }?.estimate.interval.contains(truth)
      ?? false
    holdsByItems = byItems.contains(truth)
  }
}

extension Calibration.Point {
  /// - Parameter outcomes: of one claim at one wanted multiple, a model each.
  init(_ outcomes: [PlantedOutcome]) {
    let multiples = outcomes.map(\.multiple)
    func digits(_ x: Double?) -> Double { Formatted.rounded(x ?? 0, significant: 5) }
    claim = outcomes.first?.claim ?? ""
    wanted = outcomes.first?.wanted ?? 0
    trueEffect = Calibration.Spread(
      mean: digits(multiples.reduce(0, +) / Double(max(multiples.count, 1))),
      lowest: digits(multiples.min()), highest: digits(multiples.max()))
    models = outcomes.count
    verdicts = .init(outcomes.map { "\($0.finding.verdict)" })
    failures = .init(outcomes.flatMap(\.failures))
    intervalsAboveThreshold = outcomes.count { $0.isAbove($0.finding.threshold) }
    intervalsAboveZero = outcomes.count { $0.isAbove(0) }
    coverage = (outcomes.first?.intervals.indices ?? 0..<0).map { index in
      let intervals = outcomes.map { $0.intervals[index] }
      return Calibration.Coverage(
        contrast: intervals[0].contrast, items: intervals[0].items,
        clusters: intervals[0].clusters, samples: intervals.count,
        held: intervals.count { $0.holds }, tooHigh: intervals.count { $0.isTooHigh },
        heldAdjusted: intervals.count { $0.holdsAdjusted },
        heldByItems: intervals.count { $0.holdsByItems })
    }
  }
}
