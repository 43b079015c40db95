import Claims
import Formatting
import Protocols
import Statistics
import Subjects

/// What a claim came to on one model whose true effect is known.
struct PlantedOutcome: Sendable {
  let wanted: Double
  /// The true effect in units of δ.
  let multiple: Double
  /// By interval and test alone.
  let bare: Finding
  /// With gates and controls; nil where only SUPPORTED was sought and the bare finding rules it out.
  let whole: Finding?
  let intervals: [IntervalOutcome]
  /// What an effect of nothing would be; claims whose contrasts have δ taken off already have it below 0.
  private let nothing: Double

  /// - Parameters:
  ///   - truth: of the model's population.
  ///   - sample: of its test items.
  init(
    wanted: Double, truth: PrimaryEffect, sample: PrimaryEffect, bare: Finding, whole: Finding?
  ) throws {
    self.wanted = wanted
    multiple = truth.multiple(of: bare.claim.smallestEffectOfInterest)
    nothing = sample.nothing(below: bare.claim.smallestEffectOfInterest)
    self.bare = bare
    self.whole = whole
    intervals = try bare.contrasts.indices.map {
      try IntervalOutcome(
        ClusteredSample(values: sample.contrasts[$0], clusters: sample.clusters),
        truth: truth.means[$0], judged: bare.contrasts[$0])
    }
  }

  var isSupported: Bool { whole?.verdict == .supported }

  /// Planted fault: whether the claim would be supported if δ were 0.
  var isAboveZero: Bool {
    bare.contrasts.allSatisfy { $0.estimate.interval.lower > nothing }
  }

  var failures: [String] {
    guard let whole else { return [] }
    return (whole.gates.map { ("gate", $0) } + whole.controls.map { ("control", $0) })
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

  init(_ sample: ClusteredSample, truth: Double, judged: ContrastResult) throws {
    let interval = try estimate(sample.values, by: sample.clusters).interval
    let byItems = try bootstrapBCa(
      ClusteredSample(values: sample.values), confidence: 0.9, resamples: 999, seed: Subject.seed
    ).interval
    contrast = judged.name
    items = sample.count
    clusters = sample.clusterCount
    holds = interval.contains(truth)
    isTooHigh = interval.lower > truth
    holdsAdjusted = judged.estimate.interval.contains(truth)
    holdsByItems = byItems.contains(truth)
  }
}

extension Calibration.Point {
  /// - Parameter outcomes: of one claim at one wanted multiple, a model each.
  init(_ outcomes: [PlantedOutcome]) {
    let multiples = outcomes.map(\.multiple)
    func digits(_ x: Double?) -> Double { Formatted.rounded(x ?? 0, significant: 5) }
    claim = outcomes.first?.bare.claim.id ?? ""
    wanted = outcomes.first?.wanted ?? 0
    trueEffect = Calibration.Spread(
      mean: digits(multiples.reduce(0, +) / Double(max(multiples.count, 1))),
      lowest: digits(multiples.min()), highest: digits(multiples.max()))
    models = outcomes.count
    supported = outcomes.count { $0.isSupported }
    refuted = outcomes.count { if case .refuted = $0.bare.verdict { true } else { false } }
    otherVerdicts = .init(
      outcomes.compactMap(\.whole?.verdict).filter { $0 != .supported }.map(\.description))
    failures = .init(outcomes.flatMap(\.failures))
    intervalsAboveThreshold = outcomes.count { $0.bare.verdict == .supported }
    intervalsAboveZero = outcomes.count { $0.isAboveZero }
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
