import Statistics
import Testing

@Suite("Paired tests")
struct PairedTests {
  // scipy.stats.ttest_1samp(d, 0, alternative=…)
  @Test func studentsT() throws {
    expectAgreement(
      try pairedT(differences, alternative: .greater).statistic, 2.774172691776836)
    expectAgreement(
      try pValues { try pairedT(differences, alternative: $0) },
      [0.009045739903681942, 0.990954260096318, 0.018091479807363885])
  }

  @Test func studentsTNeedsVariation() {
    #expect(throws: StatisticsError.degenerate("a t-test needs differences that vary")) {
      try pairedT([0.1, 0.1, 0.1], alternative: .greater)
    }
    #expect(throws: StatisticsError.self) { try pairedT([1], alternative: .greater) }
  }

  // statsmodels.stats.weightstats.ttost_paired(d, 0, -0.8, 0.8)
  @Test func equivalence() throws {
    let result = try equivalenceTest(differences, margin: 0.8)
    expectAgreement(result.pValue, 0.12097967551834139)
    expectAgreement(result.statistic, -1.2366793927197943)
    #expect(throws: StatisticsError.self) { try equivalenceTest(differences, margin: 0) }
  }

  struct SignedRank: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let values: [Double]
    let statistic: Double
    let pValues: [Double]
  }

  /// ((37 i mod 101) − offset) / 8.
  static func ramp(_ count: Int, less offset: Double) -> [Double] {
    (0..<count).map { i in (Double((i * 37) % 101) - offset) / 8 }
  }

  // scipy.stats.wilcoxon(d, alternative=…)
  static let signedRanks = [
    SignedRank(
      testDescription: "exact", values: differences, statistic: 69,
      pValues: [0.008056640625, 0.993896484375, 0.01611328125]),
    SignedRank(
      testDescription: "exact with ties and a zero",
      values: [0.5, -0.5, 1, 1, 0, 2, -1, 0.25, 3, 0.5], statistic: 36,
      pValues: [0.064453125, 0.958984375, 0.12890625]),
    SignedRank(
      testDescription: "exact at 50",
      values: ramp(50, less: 40.25),
      statistic: 851, pValues: [0.019507762760930802, 0.9809591469734871, 0.039015525521861605]),
    SignedRank(
      testDescription: "normal at 60",
      values: ramp(60, less: 40.25),
      statistic: 1217, pValues: [0.01310102003234621, 0.9868989799676537, 0.02620204006469242]),
    SignedRank(
      testDescription: "normal with ties and a zero",
      values: ramp(40, less: 40), statistic: 525,
      pValues: [0.029772069761084534, 0.9702279302389155, 0.05954413952216907]),
  ]

  @Test("Wilcoxon's signed ranks", arguments: signedRanks)
  func signedRank(expected: SignedRank) throws {
    let result = try wilcoxonSignedRank(expected.values, alternative: .greater)
    #expect(result.statistic == expected.statistic)
    expectAgreement(
      try pValues { try wilcoxonSignedRank(expected.values, alternative: $0) }, expected.pValues)
  }

  @Test func signedRankNeedsADifference() {
    #expect(throws: StatisticsError.self) { try wilcoxonSignedRank([0, 0], alternative: .greater) }
    #expect(throws: StatisticsError.self) { try wilcoxonSignedRank([], alternative: .greater) }
    #expect(throws: StatisticsError.self) { try wilcoxonSignedRank([.nan], alternative: .greater) }
  }
}
