import Testing

@testable import Statistics

// Expected numbers are literals printed by SciPy 1.17.1, statsmodels 0.15.0 and NumPy 2.4.6; the call
// stands beside them. Data are literals, or a formula with exact binary results in both languages.

/// Two implementations of one closed form differ by a few roundings; 1e-10 relative leaves room for
/// the iterations inside distribution functions. Near zero, 1e-14 absolute.
let closedForm = 1e-10

func expectAgreement(
  _ got: Double, _ expected: Double, relative tolerance: Double = closedForm,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let difference = abs(got - expected)
  #expect(
    difference <= tolerance * abs(expected) + 1e-14,
    "got \(got), expected \(expected), difference \(difference), relative tolerance \(tolerance)",
    sourceLocation: sourceLocation)
}

func expectAgreement(
  _ got: [Double], _ expected: [Double], relative tolerance: Double = closedForm,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(got.count == expected.count, sourceLocation: sourceLocation)
  for (a, b) in zip(got, expected) {
    expectAgreement(a, b, relative: tolerance, sourceLocation: sourceLocation)
  }
}

/// The three p-values of a test, in the order greater, less, two-sided.
func pValues(_ test: (Alternative) throws -> TestResult) rethrows -> [Double] {
  try [.greater, .less, .twoSided].map { try test($0).pValue }
}

/// Paired differences without ties and zeros.
let differences = [
  0.41, -0.13, 0.87, 1.32, -0.55, 0.29, 0.73, 1.94, -0.08, 0.62, 0.15, 1.07,
]
