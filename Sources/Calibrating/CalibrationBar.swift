import Claims
import Statistics

/// What the counts of a calibration must meet.
///
/// A rate is held against a count, so each rule says how much chance is allowed for.
public enum CalibrationBar {
  /// Of false SUPPORTED, and of claims that are true by as much as 2δ.
  static let falseRate = 0.05
  static let power = 0.8
  /// Of 90 % intervals.
  static let coverage = 0.87...0.93

  /// The most false SUPPORTED that a true rate of 5 % gives with a chance of at least 5 %: 15 of 200.
  public static func allowedFalse(of models: Int) throws -> Int {
    try (0...models).last {
      try binomialTest(
        successes: $0, trials: models, probability: falseRate, alternative: .greater) >= 0.05
    } ?? 0
  }

  /// The fewest SUPPORTED that a power of 80 % gives with a chance of at least 5 %. The full calibration
  /// asks for 80 % as counted; a smaller one has this much room.
  public static func requiredSupported(of models: Int) throws -> Int {
    try (0...models).first {
      try binomialTest(
        successes: $0, trials: models, probability: power, alternative: .less) >= 0.05
    } ?? models
  }

  /// Whether a count of intervals that hold the truth agrees with some rate from 87 to 93 %, at 5 % a side.
  public static func admits(held: Int, of samples: Int) throws -> Bool {
    let tooFew = try binomialTest(
      successes: held, trials: samples, probability: coverage.lowerBound, alternative: .less)
    let tooMany = try binomialTest(
      successes: held, trials: samples, probability: coverage.upperBound, alternative: .greater)
    return tooFew >= 0.05 && tooMany >= 0.05
  }
}

extension Calibration {
  /// Points at which the claim is false, if only just: the true effect is δ.
  public var boundary: [Point] { points.filter { $0.wanted == 1 } }
  /// Points at which the claim is true by as much again as δ.
  public var doubled: [Point] { points.filter { $0.wanted == 2 } }

  /// Coverage by contrast, summed over the points.
  public var coverage: [Coverage] {
    var names: [String] = []
    var sums: [String: Coverage] = [:]
    for point in points {
      for one in point.coverage {
        let name = point.coverage.count > 1 ? "\(point.claim) \(one.contrast)" : point.claim
        if sums[name] == nil { names.append(name) }
        sums[name] = one.added(to: sums[name], named: name)
      }
    }
    return names.compactMap { sums[$0] }
  }
}

extension Calibration.Coverage {
  fileprivate func added(to other: Self?, named name: String) -> Self {
    Self(
      contrast: name, items: items, clusters: clusters,
      samples: samples + (other?.samples ?? 0), held: held + (other?.held ?? 0),
      tooHigh: tooHigh + (other?.tooHigh ?? 0),
      heldAdjusted: heldAdjusted + (other?.heldAdjusted ?? 0),
      heldByItems: heldByItems + (other?.heldByItems ?? 0))
  }

  /// Whether the share of intervals that hold the truth is from 87 to 93 %, as counted.
  public var isNominal: Bool {
    CalibrationBar.coverage.contains(Double(held) / Double(max(samples, 1)))
  }
}

extension Calibration.Point {
  /// Whether at least 80 % of the models support the claim, as counted.
  public var hasPower: Bool { Double(supported) >= CalibrationBar.power * Double(models) }
}
