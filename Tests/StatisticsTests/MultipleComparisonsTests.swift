import Statistics
import Testing

@Suite("Multiple comparisons")
struct MultipleComparisonsTests {
  let pValues = [0.01, 0.04, 0.03, 0.005, 0.2, 0.04, 0.9]

  // statsmodels.stats.multitest.multipletests(p, method="holm" and "fdr_bh")
  @Test func adjusted() throws {
    expectAgreement(try holmAdjusted(pValues), [0.06, 0.16, 0.15, 0.035, 0.4, 0.16, 0.9])
    expectAgreement(
      try benjaminiHochberg(pValues),
      [0.035, 0.056, 0.056, 0.035, 0.23333333333333336, 0.056, 0.9])
    #expect(try holmAdjusted([]) == [])
    #expect(try holmAdjusted([0.6, 0.7]) == [1, 1])
  }

  @Test func ranks() throws {
    #expect(try rankPValue(observed: 2, null: [1, 2, 3, 0]) == 0.6)
    #expect(try rankPValue(observed: 9, null: [Double](repeating: 0, count: 99)) == 0.01)
  }

  @Test func badArguments() {
    #expect(throws: StatisticsError.self) { try holmAdjusted([1.1]) }
    #expect(throws: StatisticsError.self) { try benjaminiHochberg([.nan]) }
    #expect(throws: StatisticsError.self) { try rankPValue(observed: 1, null: []) }
    #expect(throws: StatisticsError.self) { try rankPValue(observed: .nan, null: [1]) }
  }
}
