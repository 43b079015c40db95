import Statistics
import Testing

@Suite("Rank correlation and trend")
struct TrendTests {
  let x = [-2, -1, -0.5, 0, 0.5, 1, 2]

  // scipy.stats.spearmanr(x, y, alternative=…)
  @Test func spearmanWithoutTies() throws {
    let y = [-1.1, -0.9, -0.2, 0.1, 0.05, 1.3, 1.2]
    expectAgreement(try spearman(x, y).statistic, 0.9285714285714288)
    expectAgreement(
      try pValues { try spearman(x, y, alternative: $0) },
      [0.0012597362018973443, 0.9987402637981027, 0.0025194724037946887])
  }

  @Test func spearmanWithTies() throws {
    let y: [Double] = [1, 1, 2, 3, 3, 2, 5]
    expectAgreement(try spearman(x, y).statistic, 0.8260009854911465)
    expectAgreement(
      try pValues { try spearman(x, y, alternative: $0) },
      [0.011016902344501995, 0.988983097655498, 0.02203380468899400])
  }

  @Test func spearmanAtItsEnds() throws {
    #expect(try spearman(x, x) == TestResult(statistic: 1, pValue: 0))
    let falling = Array(x.reversed())
    #expect(try spearman(x, falling, alternative: .greater) == TestResult(statistic: -1, pValue: 1))
    #expect(throws: StatisticsError.self) { try spearman(x, [1, 1, 1, 1, 1, 1, 1]) }
    #expect(throws: StatisticsError.self) { try spearman(x, [1, 2]) }
    #expect(throws: StatisticsError.self) { try spearman([1, 2], [1, 2]) }
  }

  // scipy.stats.page_trend_test(rows); the first three by its exact method, the last by its normal
  @Test(
    "Page's L",
    arguments: [
      (5, 4, 125, 0.5300674752443415), (12, 8, 2091, 0.0035999966965560926),
      (20, 3, 242, 0.4070190823696634), (30, 9, 7369, 4.978585962296749e-08),
    ])
  func page(rows: Int, columns: Int, statistic: Double, pValue: Double) throws {
    func cell(_ i: Int, _ j: Int) -> Double {
      let mixed: Int = i * 31 + j * 17 + i * j * 7
      return Double(mixed % 101 + 4 * j)
    }
    let table = (0..<rows).map { i in (0..<columns).map { j in cell(i, j) } }
    let result = try pageL(rows: table)
    #expect(result.statistic == statistic)
    expectAgreement(result.pValue, pValue)
  }

  @Test("Page's L with ties: all 6⁵ orders of the rows' ranks, enumerated with itertools")
  func pageWithTies() throws {
    let rows: [[Double]] = [[1, 1, 2], [3, 1, 2], [1, 2, 2], [0, 0, 0], [1, 2, 3]]
    let result = try pageL(rows: rows)
    #expect(result.statistic == 64)
    expectAgreement(result.pValue, 0.08024691358024691)
  }

  @Test("the normal form, with ties, has the exact distribution's variance")
  func pageNormalWithTies() throws {
    // Twelve rows are exact, thirteen normal: a row that is constant moves neither L − mean nor its
    // variance, so the p-values are those of one distribution and its normal form.
    let block: [[Double]] = [[0, 1, 1, 2], [1, 0, 0, 1], [0, 0, 1, 0], [2, 1, 2, 2]]
    var rows = block + block + block
    let exact = try pageL(rows: rows)
    rows.append([0, 0, 0, 0])
    let normal = try pageL(rows: rows)
    #expect(normal.statistic == exact.statistic + 25)
    #expect(abs(normal.pValue - exact.pValue) < 0.01, "\(normal.pValue) and \(exact.pValue)")
  }

  @Test func pageRefuses() {
    #expect(throws: StatisticsError.self) { try pageL(rows: [[1, 2, 3]]) }
    #expect(throws: StatisticsError.self) { try pageL(rows: [[1, 2], [1, 2]]) }
    #expect(throws: StatisticsError.lengthMismatch("row of a trend test", expected: 3, got: 2)) {
      try pageL(rows: [[1, 2, 3], [1, 2]])
    }
    #expect(throws: StatisticsError.self) { try pageL(rows: [[1, 1, 1], [2, 2, 2]]) }
  }
}
