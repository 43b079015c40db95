import Formatting
import Statistics

/// A registered gate or control: a name and the rule that its reading must satisfy.
///
/// The judge applies the rule to the reading itself; a scenario cannot declare that a check holds.
public struct Check: Sendable, Codable, Equatable {
  /// Shown in findings. No two gates of a claim, and no two controls, may share one.
  public let name: String
  /// What the reading must satisfy.
  public let rule: Rule
  /// Unit of the reading and of the rule's number. Nil prints the claim's unit after a rank against
  /// null effects, which are in no other, and none after anything else.
  public let unit: EffectUnit?
  /// What the claim becomes when only this fails, "contrarian, not less sycophantic".
  public let qualifier: String?

  /// A check with a rule of its own. The usual controls below, ``randomDirections(_:)`` and the
  /// others, are ready-made.
  public init(
    _ name: String, _ rule: Rule, unit: EffectUnit? = nil, otherwise qualifier: String? = nil
  ) {
    self.name = name
    self.rule = rule
    self.unit = unit
    self.qualifier = qualifier
  }

  /// What a reading must satisfy.
  public enum Rule: Sendable, Codable, Equatable, CustomStringConvertible {
    /// The observed effect's rank among `draws` null effects: p = (1 + #{null ≥ observed}) / (draws + 1).
    /// Takes ``Reading/null(observed:draws:)`` of as many draws.
    case beatsNull(draws: Int, pAtMost: Double)
    /// More than half of the trials succeed, by a one-sided exact binomial test. Takes a count.
    case majority(pAtMost: Double)
    /// Takes a p-value that the scenario computed itself.
    case pValue(atMost: Double)
    /// The value lies in a closed range. Takes a value, or an estimate without its interval.
    case within(Double, Double)
    /// The value is no less than a number. Takes a value.
    case atLeast(Double)
    /// The lower bound of an interval of at least 90 % exceeds a number.
    case lowerBound(above: Double)
    /// The upper bound of an interval of at least 90 % stays below a number (non-inferiority).
    case upperBound(below: Double)
    /// Three-valued: an interval of at least 90 % that lies above a number satisfies it, one that lies below
    /// violates it, and one that holds the number leaves it undecided.
    case exceeds(Double)
    /// As ``beatsNull(draws:pAtMost:)``, but drawing may stop once `exceedances` null effects are as large: with
    /// n draws by then p = exceedances / n (Besag & Clifford, Biometrika 78, 1991).
    case beatsNullUnlessStopped(draws: Int, exceedances: Int, pAtMost: Double)

    /// The rule without a unit, "p ≤ 0.05 against 19 draws" or "lower bound > 0".
    public var description: String { description(in: .ratio) }

    /// With a unit after a number that the reading is compared with.
    func description(in unit: EffectUnit) -> String {
      func number(_ x: Double) -> String { Formatted.number(x) + unit.suffix }
      return switch self {
      case .beatsNull(let draws, let p): "p ≤ \(Formatted.number(p)) against \(draws) draws"
      case .majority(let p): "more than half, p ≤ \(Formatted.number(p))"
      case .pValue(let p): "p ≤ \(Formatted.number(p))"
      case .within(let low, let high): "within \(Formatted.number(low)) to \(number(high))"
      case .atLeast(let x): "at least \(number(x))"
      case .lowerBound(let x): "lower bound > \(number(x))"
      case .upperBound(let x): "upper bound < \(number(x))"
      case .exceeds(let x): "interval above \(number(x)); below it fails"
      case .beatsNullUnlessStopped(let draws, let exceedances, let p):
        "p ≤ \(Formatted.number(p)) against \(draws) draws, fewer once \(exceedances) are as large"
      }
    }
  }
}

extension Check {
  /// Norm-matched isotropic random directions in place of the vector.
  public static func randomDirections(_ count: Int) -> Check {
    Check("random directions", .beatsNull(draws: count, pAtMost: 0.05))
  }

  /// Norm-matched random directions drawn with the activations' covariance.
  public static func covarianceMatchedDirections(_ count: Int) -> Check {
    Check("covariance-matched directions", .beatsNull(draws: count, pAtMost: 0.05))
  }

  /// The vector extracted again from pairs whose labels were shuffled.
  public static func shuffledLabels(_ count: Int) -> Check {
    Check("shuffled labels", .beatsNull(draws: count, pAtMost: 0.05))
  }

  /// The vector extracted again from pairs of which a random half of the templates is turned round.
  public static func flippedTemplates(_ count: Int) -> Check {
    Check("flipped templates", sequential(count))
  }

  /// p ≤ .05 against as many draws, fewer once ``exceedances`` are as large.
  public static func sequential(_ count: Int) -> Rule {
    .beatsNullUnlessStopped(draws: count, exceedances: exceedances, pAtMost: 0.05)
  }

  /// Null effects as large as the vector's after which drawing stops: p is then known to a third of itself.
  public static let exceedances = 10

  /// More than half of the items respond with a positive slope.
  public static let positiveSlopeMajority = Check("positive slopes", .majority(pAtMost: 0.05))

  /// The effect must exceed the same effect where the claim says nothing should happen.
  public static func discriminant(
    _ name: String, unit: EffectUnit? = nil, otherwise qualifier: String
  ) -> Check {
    Check(name, .lowerBound(above: 0), unit: unit, otherwise: qualifier)
  }
}

/// A check after its rule was applied.
public struct CheckResult: Sendable, Codable, Equatable {
  /// As it was registered.
  public let check: Check
  /// What was measured for it.
  public let reading: Reading
  /// For rules that test; nil for rules that compare.
  public let pValue: Double?
  /// Whether the reading satisfies the rule. A gate that does not makes the claim NOT TESTABLE; a
  /// control that does not denies SUPPORTED.
  public let holds: Bool
  /// Of the reading; `ratio` for a count, a p-value or a bare number.
  public let unit: EffectUnit

  /// The check's rule as text, with the reading's unit after a number that the reading is compared
  /// with.
  public var rule: String { check.rule.description(in: unit) }
  /// The reading in its unit, with the p-value that its rule drew from it.
  public var measured: String {
    switch reading {
    case .pValue, .notMeasured: return reading.description
    default: break
    }
    let text = reading.description(in: unit)
    return pValue.map { "\(text), \(Formatted.labelledPValue($0))" } ?? text
  }
}

extension CheckResult {
  /// Whether the reading leaves open if the rule is satisfied: more items could tell.
  public var isUndecided: Bool {
    guard case .exceeds(let x) = check.rule, case .estimate(let estimate) = reading else {
      return false
    }
    return !holds && estimate.interval.upper >= x
  }

  /// Whether nothing was measured for it.
  public var isUnmeasured: Bool { if case .notMeasured = reading { true } else { false } }

  /// "yes", "no", or why neither can be said.
  public var outcome: String {
    holds ? "yes" : isUnmeasured ? "not measured" : isUndecided ? "undecided" : "no"
  }
}

extension Check {
  /// Applies the rule.
  /// Throws `ClaimsError.unfitReading` when the reading is of the wrong kind, not finite, or has
  /// another number of draws than was registered.
  func apply(to reading: Reading, of claim: Claim) throws -> CheckResult {
    func unfit(_ expected: String) -> ClaimsError {
      .unfitReading(id: claim.id, check: name, expected: expected, got: "\(reading)")
    }
    var unit = self.unit ?? .ratio
    switch rule {
    case .beatsNull, .beatsNullUnlessStopped: unit = self.unit ?? claim.unit
    default: break
    }
    func result(p: Double? = nil, _ holds: Bool) -> CheckResult {
      CheckResult(check: self, reading: reading, pValue: p, holds: holds, unit: unit)
    }
    switch (rule, reading) {
    case (_, .notMeasured): return result(false)
    case (.beatsNull(let count, let alpha), .null(let observed, let draws)):
      guard draws.count == count, observed.isFinite, draws.allSatisfy(\.isFinite) else {
        throw unfit("an observed effect and \(count) finite draws")
      }
      let p = try rankPValue(observed: observed, null: draws)
      return result(p: p, p <= alpha)
    case (.majority(let alpha), .count(let successes, let trials)):
      guard trials > 0, (0...trials).contains(successes) else { throw unfit("0…trials successes") }
      let p = try binomialTest(
        successes: successes, trials: trials, probability: 0.5, alternative: .greater)
      return result(p: p, p <= alpha)
    case (.pValue(let alpha), .pValue(let p)):
      guard (0...1).contains(p) else { throw unfit("a p-value in 0…1") }
      return result(p: p, p <= alpha)
    case (.within(let low, let high), .value(let x)):
      guard x.isFinite else { throw unfit("a finite value") }
      return result(low <= x && x <= high)
    case (.within(let low, let high), .estimate(let estimate)):
      guard estimate.value.isFinite else { throw unfit("a finite value") }
      return result(low <= estimate.value && estimate.value <= high)
    case (.atLeast(let least), .value(let x)):
      guard x.isFinite else { throw unfit("a finite value") }
      return result(x >= least)
    case (.lowerBound(let x), .estimate(let estimate)):
      try requireNinetyPercent(estimate, unfit)
      return result(estimate.interval.lower > x)
    case (.upperBound(let x), .estimate(let estimate)):
      try requireNinetyPercent(estimate, unfit)
      return result(estimate.interval.upper < x)
    case (.exceeds(let x), .estimate(let estimate)):
      try requireNinetyPercent(estimate, unfit)
      return result(estimate.interval.lower > x)
    case (
      .beatsNullUnlessStopped(let count, let exceedances, let alpha),
      .null(let observed, let draws)
    ):
      guard observed.isFinite, draws.allSatisfy(\.isFinite) else { throw unfit("finite draws") }
      let asLarge = draws.count { $0 >= observed }
      if draws.count < count {
        guard asLarge == exceedances, draws.last ?? -.infinity >= observed else {
          throw unfit("\(count) draws, or fewer that end with the \(exceedances)th as large")
        }
        let p = Double(asLarge) / Double(draws.count)
        return result(p: p, p <= alpha)
      }
      guard draws.count == count else { throw unfit("at most \(count) draws") }
      let p = try rankPValue(observed: observed, null: draws)
      return result(p: p, p <= alpha)
    default:
      throw unfit("a reading for the rule '\(rule)'")
    }
  }

  private func requireNinetyPercent(
    _ estimate: Estimate, _ unfit: (String) -> ClaimsError
  ) throws {
    let interval = estimate.interval
    guard interval.lower.isFinite, interval.upper.isFinite, interval.confidence >= 0.9 - 1e-12
    else {
      throw unfit("a finite interval of at least 90 %")
    }
  }

  /// A registered check that can never hold (too few draws for its level) is a fault to say at once.
  var impossibility: String? {
    switch rule {
    case .beatsNull(let draws, let alpha), .beatsNullUnlessStopped(let draws, _, let alpha):
      1 / Double(draws + 1) > alpha
        ? "\(draws) draws cannot give p ≤ \(Formatted.number(alpha)) ('\(name)')" : nil
    default: nil
    }
  }
}
