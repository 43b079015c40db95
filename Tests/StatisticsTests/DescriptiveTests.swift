import Statistics
import Testing

@Suite("Descriptive statistics")
struct DescriptiveTests {
  @Test("mean, standard deviation, median: NumPy, ddof=1")
  func moments() throws {
    expectAgreement(try mean(differences), 0.5533333333333333)
    expectAgreement(try standardDeviation(differences), 0.6909457725509728)
    expectAgreement(try median(differences), 0.515)
    expectAgreement(try median([3, 1, 2]), 2)
  }

  @Test("quantiles of type 7: numpy.quantile(d, q)")
  func quantiles() throws {
    let got = try [0, 0.05, 0.33, 0.5, 0.9, 1].map { try quantile(differences, $0) }
    expectAgreement(got, [-0.55, -0.319, 0.2382, 0.515, 1.295, 1.94])
    expectAgreement(try quantile([7], 0.3), 7)
  }

  @Test("slope: scipy.stats.linregress(x, y)")
  func leastSquares() throws {
    let x = [-2, -1, -0.5, 0, 0.5, 1, 2]
    let y = [-1.1, -0.9, -0.2, 0.1, 0.05, 1.3, 1.2]
    expectAgreement(try slope(x: x, y: y), 0.6595238095238095)
  }

  @Test("the mean keeps small terms beside a large one")
  func accuracy() throws {
    let values = [Double](repeating: 0.1, count: 1_000_000)
    #expect(try mean(values) == 0.1)
    #expect(try mean([1e16, 1, 1, -1e16]) == 0.5)
    #expect(try standardDeviation([1e9 + 1, 1e9 + 2, 1e9 + 3]) == 1)
  }

  @Test func badArguments() {
    #expect(throws: StatisticsError.tooFew("values of a mean", needed: 1, got: 0)) { try mean([]) }
    #expect(throws: StatisticsError.notFinite("values of a mean", index: 1)) {
      try mean([1, .nan])
    }
    #expect(throws: StatisticsError.self) { try standardDeviation([1]) }
    #expect(throws: StatisticsError.self) { try quantile([1], 1.5) }
    #expect(throws: StatisticsError.self) { try quantile([1], .nan) }
    #expect(throws: StatisticsError.degenerate("a slope needs x that varies")) {
      try slope(x: [1, 1], y: [1, 2])
    }
    #expect(throws: StatisticsError.lengthMismatch("y of a slope", expected: 2, got: 1)) {
      try slope(x: [1, 2], y: [1])
    }
  }
}
