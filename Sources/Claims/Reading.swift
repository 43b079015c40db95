import Statistics

/// What was measured for a check.
public enum Reading: Sendable, Codable, Equatable, CustomStringConvertible {
  /// The observed mean effect and the same statistic for each null draw.
  case null(observed: Double, draws: [Double])
  case count(successes: Int, trials: Int)
  case pValue(Double)
  case value(Double)
  case estimate(Estimate)

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
    }
  }
}

/// A reading filed under the name of its check.
public struct Measurement: Sendable, Codable, Equatable {
  public let name: String
  public let reading: Reading

  public init(_ name: String, _ reading: Reading) {
    self.name = name
    self.reading = reading
  }
}
