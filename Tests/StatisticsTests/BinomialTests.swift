import Statistics
import Testing

@Suite("Counts")
struct BinomialTests {
  // scipy.stats.binomtest(k, n, p, alternative=…).pvalue: greater, less, two-sided
  @Test(
    "exact binomial",
    arguments: [
      (7, 20, 0.5, [0.9423408508300781, 0.13158798217773438, 0.26317596435546875]),
      (15, 20, 0.5, [0.020694732666015625, 0.9940910339355469, 0.04138946533203125]),
      // As probable as 10 of 14, but for rounding.
      (4, 14, 0.5, [0.9713134765625, 0.08978271484375, 0.1795654296875]),
      (3, 50, 0.2, [0.9987145850467567, 0.005656361012155322, 0.011917135597017944]),
      (0, 10, 0.3, [1, 0.028247524900000005, 0.0388396033]),
      (10, 10, 0.3, [5.9048999999999975e-06, 1, 5.9048999999999975e-06]),
      (130, 200, 0.6, [0.08439778204121158, 0.9360974288298506, 0.17012145815640306]),
      (33, 1000, 0.05, [0.9963399649238736, 0.005920605063022655, 0.011029332549350856]),
      (5, 10, 0.5, [0.623046875, 0.623046875, 1]),
      (0, 7, 0, [1, 1, 1]), (7, 7, 1, [1, 1, 1]), (0, 0, 0.5, [1, 1, 1]),
    ])
  func binomial(successes: Int, trials: Int, probability: Double, expected: [Double]) throws {
    let got = try [Alternative.greater, .less, .twoSided].map {
      try binomialTest(
        successes: successes, trials: trials, probability: probability, alternative: $0)
    }
    expectAgreement(got, expected)
  }

  // statsmodels.stats.proportion.proportion_confint(k, n, 1 - confidence, "beta")
  @Test(
    "Clopper–Pearson",
    arguments: [
      (7, 20, 0.9, 0.1773109175744491, 0.5580345113154888),
      (0, 10, 0.95, 0, 0.3084971078187607), (10, 10, 0.95, 0.6915028921812392, 1),
      (130, 200, 0.9, 0.5906098583232076, 0.7060236063205718),
      (33, 1000, 0.99, 0.020200311170646194, 0.050431890185337565),
      (1, 2, 0.5, 0.13397459621556135, 0.8660254037844387),
      (7, 41, 0.95, 0.07151528815229452, 0.3205608794489096),
    ])
  func interval(k: Int, n: Int, confidence: Double, lower: Double, upper: Double) throws {
    let estimate = try clopperPearson(successes: k, trials: n, confidence: confidence)
    #expect(estimate.value == Double(k) / Double(n))
    expectAgreement(estimate.interval.lower, lower)
    expectAgreement(estimate.interval.upper, upper)
  }

  // Two-sided: statsmodels mcnemar([[0, b], [c, 0]], exact=True); one-sided: binomtest(b, b + c)
  @Test(
    "McNemar",
    arguments: [
      (12, 3, [0.017578125, 0.996307373046875, 0.03515625]),
      (3, 12, [0.996307373046875, 0.017578125, 0.03515625]),
      (5, 5, [0.623046875, 0.623046875, 1]), (0, 6, [1, 0.015625, 0.03125]),
      (1, 0, [0.5, 1, 1]), (0, 0, [1, 1, 1]),
    ])
  func mcNemar(b: Int, c: Int, expected: [Double]) throws {
    expectAgreement(
      try [Alternative.greater, .less, .twoSided].map {
        try mcNemarExact(b: b, c: c, alternative: $0)
      }, expected)
  }

  @Test func badCounts() {
    #expect(throws: StatisticsError.self) {
      try binomialTest(successes: 3, trials: 2, alternative: .greater)
    }
    #expect(throws: StatisticsError.self) {
      try binomialTest(successes: -1, trials: 2, alternative: .greater)
    }
    #expect(throws: StatisticsError.self) {
      try binomialTest(successes: 1, trials: .max, alternative: .greater)
    }
    #expect(throws: StatisticsError.self) {
      try binomialTest(successes: 1, trials: 2, probability: 1.5, alternative: .greater)
    }
    #expect(throws: StatisticsError.tooFew("trials of a proportion", needed: 1, got: 0)) {
      try clopperPearson(successes: 0, trials: 0, confidence: 0.9)
    }
    #expect(throws: StatisticsError.self) { try mcNemarExact(b: -1, c: 2, alternative: .greater) }
    #expect(throws: StatisticsError.self) { try mcNemarExact(b: .max, c: 2, alternative: .less) }
  }
}
