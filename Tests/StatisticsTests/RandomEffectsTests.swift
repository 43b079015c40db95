import Statistics
import Testing

/// Expected values: SciPy 1.17, the restricted likelihood maximised by search; those of the BCG trials are the ones
/// that metafor's manual prints (τ² 0.3132, mean −0.7145 [−1.1084, −0.3206]).
@Suite("Random effects")
struct RandomEffectsTests {
  private func expect(
    _ found: RandomEffects, mean: Double, _ interval: (Double, Double), between: Double,
    prediction: (Double, Double)
  ) {
    for (a, b) in [
      (found.mean.value, mean), (found.mean.interval.lower, interval.0),
      (found.mean.interval.upper, interval.1), (found.betweenStudies, between),
      (found.prediction.lower, prediction.0), (found.prediction.upper, prediction.1),
    ] { #expect(abs(a - b) < 1e-6, "\(a) against \(b)") }
  }

  @Test("thirteen trials of the BCG vaccine, log relative risks")
  func trials() throws {
    let variances = [
      0.3256, 0.1946, 0.4154, 0.0200, 0.0512, 0.0069, 0.2230, 0.0040, 0.0564, 0.0730, 0.0124,
      0.5325, 0.0714,
    ]
    expect(
      try RandomEffects(
        [
          -0.8893, -1.5854, -1.3481, -1.4416, -0.2175, -0.7861, -1.6209, 0.0120, -0.4694, -1.3713,
          -0.3394, 0.4459, -0.0173,
        ], standardErrors: variances.map { $0.squareRoot() }, confidence: 0.95),
      mean: -0.71453427, (-1.10845052, -0.32061801), between: 0.55968989,
      prediction: (-1.99603789, 0.56696935))
  }

  @Test("four studies that differ")
  func four() throws {
    expect(
      try RandomEffects([1.2, 0.6, 0.9, 0.1], standardErrors: [0.12, 0.15, 0.1, 0.2]),
      mean: 0.71976934, (0.17675592, 1.26278277), between: 0.43070587,
      prediction: (-0.43012789, 1.86966658))
  }

  @Test(
    "studies that agree too well: nothing between them, and no interval narrower than their errors")
  func homogeneous() throws {
    let found = try RandomEffects([0.30, 0.31, 0.29], standardErrors: [0.1, 0.2, 0.15])
    #expect(found.betweenStudies == 0 && abs(found.mean.value - 0.29885246) < 1e-6)
    let error = (1 / (1 / 0.01 + 1 / 0.04 + 1 / 0.0225)).squareRoot()
    // t of two degrees of freedom at 95 %.
    #expect(abs(found.mean.interval.upper - found.mean.value - 2.91998558 * error) < 1e-6)
    // Planted fault: without the limit the interval is six times as narrow.
    #expect(found.mean.interval.upper > 0.32)
  }

  @Test("too few studies, errors of 0 and unequal lengths are refused")
  func faults() {
    for (effects, errors) in [
      ([1.0, 2], [1.0, 1]), ([1, 2, 3], [1, 1, 0]), ([1, 2, 3], [1, 1]),
    ] {
      #expect(throws: StatisticsError.self) {
        try RandomEffects(effects, standardErrors: errors)
      }
    }
  }

  @Test("a standard error by clusters, known by hand")
  func standardError() throws {
    let sample = try ClusteredSample(
      values: [1, 2, 3, 4, 5, 7], clusters: ["a", "a", "b", "b", "c", "c"])
    #expect(abs(try sample.standardError - 1.3017082793) < 1e-9)
    let independent = try ClusteredSample(values: [1, 2, 3, 4, 5, 7])
    #expect(try independent.standardError < sample.standardError, "planted fault: clusters ignored")
  }
}
