import Testing

/// Of log-probabilities, in nats. A normaliser adds exponentials of float32, each right to some 2⁻²³ of
/// itself: so is their sum, and its logarithm, once for each token of a continuation.
public let logProbabilityTolerance = 1e-6

/// A planted fault must be seen from afar, not by the last digits.
public let faultThreshold = 1e-2

/// Values that were known beforehand.
public func expectSame(
  _ got: [Double], _ expected: [Double], _ what: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let worst = distance(got, expected)
  print("\(what): largest difference \(worst)")
  #expect(worst < logProbabilityTolerance, "\(what)", sourceLocation: sourceLocation)
}

/// That the comparison says no to what a fault would give.
public func expectFault(
  _ name: String, _ wrong: [Double], _ expected: [Double],
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let worst = distance(wrong, expected)
  print("planted fault: \(name): largest difference \(worst)")
  #expect(worst > faultThreshold, "planted fault: \(name)", sourceLocation: sourceLocation)
}

/// The largest difference; infinite where there is nothing to compare.
private func distance(_ a: [Double], _ b: [Double]) -> Double {
  guard a.count == b.count else { return .infinity }
  return zip(a, b).map { ($0 - $1).isNaN ? .infinity : abs($0 - $1) }.max() ?? .infinity
}
