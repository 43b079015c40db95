/// The side on which a sample speaks against the null hypothesis.
public enum Alternative: String, Sendable, Codable, CaseIterable {
  case greater
  case less
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
  public let statistic: Double
  public let pValue: Double

  public init(statistic: Double, pValue: Double) {
    self.statistic = statistic
    self.pValue = pValue
  }
}
