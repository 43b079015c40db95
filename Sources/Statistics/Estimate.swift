/// A confidence interval, in the unit of what it estimates.
public struct Interval: Sendable, Codable, Equatable {
  public let lower: Double
  public let upper: Double
  /// Two-sided coverage aimed at, such as 0.9.
  public let confidence: Double

  public init(lower: Double, upper: Double, confidence: Double) {
    self.lower = lower
    self.upper = upper
    self.confidence = confidence
  }

  public func contains(_ value: Double) -> Bool { lower <= value && value <= upper }
}

/// An estimate and its interval: one value, so that neither is printed beside another's.
public struct Estimate: Sendable, Codable, Equatable {
  public let value: Double
  public let interval: Interval

  public init(value: Double, interval: Interval) {
    self.value = value
    self.interval = interval
  }
}
