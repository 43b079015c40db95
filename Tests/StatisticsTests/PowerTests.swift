import Statistics
import Testing

@Suite("Power")
struct PowerTests {
  // statsmodels TTestPower().power(effect/sd, n, alpha, alternative="larger")
  @Test(
    "power of a one-sided paired t-test",
    arguments: [
      (0.25, 1, 30, 0.05, 0.3792192890147945), (0.5, 1.2, 12, 0.05, 0.38572325422644493),
      (1, 1, 2, 0.05, 0.17956248755732762), (0, 1, 10, 0.05, 0.05),
      (0.1, 1, 1_000, 0.01, 0.7971954756700113), (-0.2, 1, 20, 0.05, 0.006063932667906452),
      (2, 1, 3, 0.001, 0.025643412313613334), (0.02, 1, 20_001, 0.05, 0.8817040909380186),
    ])
  func power(effect: Double, sd: Double, n: Int, alpha: Double, expected: Double) throws {
    let got = try pairedTPower(effect: effect, standardDeviation: sd, sampleSize: n, alpha: alpha)
    expectAgreement(got, expected)
  }

  // ceil(TTestPower().solve_power(effect/sd, alpha=…, power=…, alternative="larger"))
  @Test(
    "required sample size",
    arguments: [
      (0.25, 1, 0.05, 0.8, 101), (0.5, 1.2, 0.05, 0.9, 51), (2, 1, 0.05, 0.8, 4),
      (0.05, 1, 0.01, 0.95, 6_311), (0.3, 0.7, 0.025, 0.8, 45), (5, 1, 0.05, 0.5, 2),
      (0.005, 1, 0.05, 0.8, 247_304), (100, 1, 0.001, 0.5, 3),
    ])
  func required(effect: Double, sd: Double, alpha: Double, power: Double, expected: Int) throws {
    let got = try requiredSampleSize(
      effect: effect, standardDeviation: sd, alpha: alpha, power: power)
    #expect(got == expected)
  }

  @Test func badArguments() {
    #expect(throws: StatisticsError.outOfRange("effect", expected: "positive and finite", got: 0)) {
      try requiredSampleSize(effect: 0, standardDeviation: 1, alpha: 0.05, power: 0.8)
    }
    #expect(throws: StatisticsError.self) {
      try requiredSampleSize(effect: 1e-300, standardDeviation: 1, alpha: 0.05, power: 0.8)
    }
    #expect(throws: StatisticsError.self) {
      try pairedTPower(effect: 1, standardDeviation: 0, sampleSize: 5, alpha: 0.05)
    }
    #expect(throws: StatisticsError.self) {
      try pairedTPower(effect: 1, standardDeviation: 1, sampleSize: 1, alpha: 0.05)
    }
    #expect(throws: StatisticsError.self) {
      try pairedTPower(effect: 1, standardDeviation: 1, sampleSize: 5, alpha: 1)
    }
  }
}
