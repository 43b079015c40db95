import Statistics
import Testing

@Suite("Isotonic fit")
struct IsotonicTests {
  let y = [1, 3, 2, 4, 3.5, 3.5, 5, 4.5]

  // scipy.optimize.isotonic_regression(y, weights=…).x
  @Test func fit() throws {
    let third = 11.0 / 3
    expectAgreement(try isotonicFit(y), [1, 2.5, 2.5, third, third, third, 4.75, 4.75])
    let weighted = try isotonicFit(y, weights: [1, 2, 1, 1, 3, 1, 2, 0.5])
    expectAgreement(weighted, [1, 8.0 / 3, 8.0 / 3, 3.6, 3.6, 3.6, 4.9, 4.9])
    expectAgreement(try isotonicFit([3, 2, 1]), [2, 2, 2])
  }

  @Test func crossing() throws {
    let x: [Double] = [0, 1, 2, 3, 4, 5, 6, 7]
    let at = { try isotonicCrossing(x: x, y: y, threshold: $0) }
    #expect(try at(1) == 0)
    #expect(try at(0) == 0)
    #expect(try at(1.75) == 0.5)
    #expect(try at(2.5) == 1)
    expectAgreement(try #require(try at(3)), 2 + 0.5 / (11.0 / 3 - 2.5))
    expectAgreement(try #require(try at(4.75)), 6)
    #expect(try at(4.76) == nil)
  }

  @Test func badArguments() {
    #expect(throws: StatisticsError.self) { try isotonicFit([]) }
    #expect(throws: StatisticsError.self) { try isotonicFit([1, .nan]) }
    #expect(throws: StatisticsError.self) { try isotonicFit([1, 2], weights: [1, 0]) }
    #expect(throws: StatisticsError.self) { try isotonicFit([1, 2], weights: [1]) }
    #expect(throws: StatisticsError.self) {
      try isotonicCrossing(x: [0, 0], y: [1, 2], threshold: 1)
    }
    #expect(throws: StatisticsError.self) {
      try isotonicCrossing(x: [0, 1], y: [1, 2], threshold: .nan)
    }
    #expect(throws: StatisticsError.self) { try isotonicCrossing(x: [0], y: [1, 2], threshold: 1) }
  }
}
