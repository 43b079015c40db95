import Formatting
import Statistics

/// What was measured for a check.
public enum Reading: Sendable, Codable, Equatable, CustomStringConvertible {
  /// The observed mean effect and the same statistic for each null draw.
  case null(observed: Double, draws: [Double])
  /// How many of some trials came out as claimed.
  case count(successes: Int, trials: Int)
  /// A p-value that the scenario computed itself, in 0...1.
  case pValue(Double)
  /// A number without an interval, in the unit of its check.
  case value(Double)
  /// A number with its interval, in the unit of its check.
  case estimate(Estimate)
  /// Nothing was measured, and why; satisfies no rule.
  case notMeasured(String)

  /// Without a unit.
  public var description: String { description(in: .ratio) }

  /// With a unit after every measured number; counts and p-values have none.
  public func description(in unit: EffectUnit) -> String {
    switch self {
    case .null(let observed, let draws):
      "observed \(Formatted.number(observed))\(unit.suffix), largest of \(draws.count) draws "
        + (draws.max().map { Formatted.number($0) + unit.suffix } ?? "none")
    case .count(let successes, let trials): "\(successes) of \(trials)"
    case .pValue(let p): "\(Formatted.labelledPValue(p))"
    case .value(let x): Formatted.number(x) + unit.suffix
    case .estimate(let estimate): Formatted.estimate(estimate) + unit.suffix
    case .notMeasured(let reason): "not measured: \(reason)"
    }
  }
}

/// A reading filed under the name of its check.
public struct Measurement: Sendable, Codable, Equatable {
  /// That of the registered check.
  public let name: String
  /// What was measured for the check.
  public let reading: Reading

  /// Of the very check that a claim registers.
  public init(of check: Check, _ reading: Reading) { self.init(check.name, reading) }

  /// - Parameter name: the registered check's. Where the check is at hand, ``init(of:_:)`` leaves nothing to
  ///   misspell.
  public init(_ name: String, _ reading: Reading) {
    self.name = name
    self.reading = reading
  }
}
