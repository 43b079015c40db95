/// The side on which a sample speaks against the null hypothesis.
public enum Alternative: String, Sendable, Codable, CaseIterable {
  /// The quantity is larger than the null hypothesis has it.
  case greater
  /// The quantity is smaller.
  case less
  /// The quantity is one or the other.
  case twoSided

  /// The p-value from the two one-sided ones, doubling the smaller for the two-sided test.
  func pValue(greater: Double, less: Double) -> Double {
    switch self {
    case .greater: greater
    case .less: less
    case .twoSided: min(1, 2 * min(greater, less))
    }
  }
}

/// A test statistic and its p-value.
public struct TestResult: Sendable, Codable, Equatable {
  /// What the test compares, as its own documentation says.
  public let statistic: Double
  /// From 0 to 1, for the alternative that was asked for.
  public let pValue: Double

  /// - Parameter pValue: from 0 to 1.
  public init(statistic: Double, pValue: Double) {
    self.statistic = statistic
    self.pValue = pValue
  }
}
