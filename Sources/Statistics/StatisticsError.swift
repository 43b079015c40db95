/// What was wrong with the arguments of a statistic; `what` names the quantity at fault.
public enum StatisticsError: Error, Equatable, Sendable {
  /// Fewer items than the statistic is defined for.
  case tooFew(_ what: String, needed: Int, got: Int)
  /// Lists that run over the same items have different lengths.
  case lengthMismatch(_ what: String, expected: Int, got: Int)
  /// NaN or infinity; `index` is its place, from 0.
  case notFinite(_ what: String, index: Int)
  /// `expected` is the range in words.
  case outOfRange(_ what: String, expected: String, got: Double)
  /// The statistic is not defined for this sample: no variance, or a bootstrap that says nothing.
  case degenerate(_ what: String)
  /// A GSL routine stopped; `status` is its `gsl_errno` code.
  case notConverged(_ routine: String, status: Int)
}

extension StatisticsError: CustomStringConvertible {
  /// One line: the quantity, what was expected, what was given.
  public var description: String {
    switch self {
    case .tooFew(let what, let needed, let got):
      "too few \(what): need at least \(needed), got \(got)"
    case .lengthMismatch(let what, let expected, let got):
      "wrong length of \(what): expected \(expected), got \(got)"
    case .notFinite(let what, let index):
      "\(what) must be finite; the one at index \(index) is not"
    case .outOfRange(let what, let expected, let got):
      "\(what) must be \(expected), got \(got)"
    case .degenerate(let what): what
    case .notConverged(let routine, let status): "\(routine) failed with GSL status \(status)"
    }
  }
}

// MARK: - Checks shared by the module

func requireFinite(_ values: [Double], _ what: String) throws(StatisticsError) {
  for (index, value) in values.enumerated() where !value.isFinite {
    throw .notFinite(what, index: index)
  }
}

func requireCount(_ count: Int, atLeast needed: Int, _ what: String) throws(StatisticsError) {
  guard count >= needed else { throw .tooFew(what, needed: needed, got: count) }
}

func requireSameLength(_ count: Int, as expected: Int, _ what: String) throws(StatisticsError) {
  guard count == expected else { throw .lengthMismatch(what, expected: expected, got: count) }
}

/// A level strictly between 0 and 1, such as a confidence or a significance level.
func requireLevel(_ level: Double, _ what: String) throws(StatisticsError) {
  guard level > 0, level < 1 else {
    throw .outOfRange(what, expected: "strictly between 0 and 1", got: level)
  }
}

/// A probability from 0 to 1, both ends included.
func requireProbability(_ probability: Double, _ what: String) throws(StatisticsError) {
  guard probability >= 0, probability <= 1 else {
    throw .outOfRange(what, expected: "from 0 to 1", got: probability)
  }
}

func requirePositive(_ value: Double, _ what: String) throws(StatisticsError) {
  guard value > 0, value.isFinite else {
    throw .outOfRange(what, expected: "positive and finite", got: value)
  }
}
