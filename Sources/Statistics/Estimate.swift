/// A confidence interval, in the unit of what it estimates.
public struct Interval: Sendable, Codable, Equatable {
  /// The lowest value in the interval.
  public let lower: Double
  /// The highest value in the interval.
  public let upper: Double
  /// Two-sided coverage aimed at, such as 0.9.
  public let confidence: Double

  /// - Parameter confidence: two-sided coverage aimed at, such as 0.9.
  public init(lower: Double, upper: Double, confidence: Double) {
    self.lower = lower
    self.upper = upper
    self.confidence = confidence
  }

  /// Both bounds count as inside.
  public func contains(_ value: Double) -> Bool { lower <= value && value <= upper }
}

/// An estimate and its interval: one value, so that neither is printed beside another's.
public struct Estimate: Sendable, Codable, Equatable {
  /// The point estimate, in its own unit.
  public let value: Double
  /// In the unit of `value`, which need not be its middle.
  public let interval: Interval

  /// - Parameter interval: of the same quantity, in the same unit.
  public init(value: Double, interval: Interval) {
    self.value = value
    self.interval = interval
  }
}
