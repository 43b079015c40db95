import Formatting
import Statistics
import Testing

@Suite("Numbers as text")
struct FormattedTests {
  @Test(arguments: [
    (0.0, "0"), (-0.0, "0"), (0.25, "0.25"), (-2, "−2"), (1, "1"), (0.41249, "0.412"),
    (0.41250, "0.413"), (0.9996, "1"), (1234.5, "1235"), (1_234_567, "1234567"),
    (12_345_678, "1.23×10⁷"), (0.000123456, "0.000123"), (0.0000123456, "1.23×10⁻⁵"),
    (-9.996e-7, "−1×10⁻⁶"), (1e300, "1×10³⁰⁰"), (2.5e-300, "2.5×10⁻³⁰⁰"), (0.1 + 0.2, "0.3"),
    (99.95, "100"), (.infinity, "∞"), (-.infinity, "−∞"), (.nan, "not a number"),
  ])
  func number(x: Double, expected: String) {
    #expect(Formatted.number(x) == expected)
  }

  @Test(arguments: [
    (0.0, 2, "0.00"), (-0.001, 2, "0.00"), (0.005, 2, "0.01"), (-1.005, 2, "−1.01"),
    (9.999, 2, "10.00"), (3, 0, "3"), (0.5, 0, "1"), (0.04, 1, "0.0"),
    (1e21, 1, "1000000000000000000000.0"),
  ])
  func fixed(x: Double, decimals: Int, expected: String) {
    #expect(Formatted.fixed(x, decimals: decimals) == expected)
  }

  @Test(arguments: [
    (0.05, "0.050"), (0.0321, "0.032"), (0.0001, "0.0001"), (0.00001, "< 0.0001"), (1, "1.00"),
    (0.5432, "0.54"), (0, "< 0.0001"),
  ])
  func pValue(p: Double, expected: String) {
    #expect(Formatted.pValue(p) == expected)
  }

  @Test("an estimate and its bounds share a precision, set by the width")
  func estimate() {
    func text(_ value: Double, _ lower: Double, _ upper: Double) -> String {
      Formatted.estimate(
        Estimate(
          value: value, interval: Interval(lower: lower, upper: upper, confidence: 0.9)))
    }
    #expect(text(0.41234, 0.30512, 0.51949) == "0.41 [0.31, 0.52]")
    #expect(text(41.234, 30.512, 51.949) == "41 [31, 52]")
    #expect(text(-0.00012, -0.001, 0.0005) == "−0.0001 [−0.0010, 0.0005]")
    #expect(text(0, 0, 0) == "0 [0, 0]")
    #expect(text(1, -.infinity, 3) == "1 [−∞, 3]")
  }

  @Test(arguments: [
    (1 / 3, 3, 0.333), (-2 / 3, 1, -0.7), (123_456, 2, 120_000), (0.1 + 0.2, 9, 0.3),
    (-0.0, 9, -0.0),
    (9.9999, 2, 10), (.leastNonzeroMagnitude, 9, .leastNonzeroMagnitude),
    // Rounded up it would be infinite.
    (.greatestFiniteMagnitude, 2, .greatestFiniteMagnitude), (.infinity, 9, .infinity),
  ])
  func rounded(x: Double, significant: Int, expected: Double) {
    #expect(Formatted.rounded(x, significant: significant).bitPattern == expected.bitPattern)
  }
}
