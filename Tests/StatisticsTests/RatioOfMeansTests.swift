import Randomness
import Testing

@testable import Statistics

@Suite("Ratio of two means")
struct RatioOfMeansTests {
  @Test("a constant multiple in the same clusters has an interval of no width")
  func constantMultiple() throws {
    let names = ["a", "a", "b", "b", "c"]
    let below = try ClusteredSample(values: [1, 2, 3, 5, 8], clusters: names)
    let above = try ClusteredSample(values: below.values.map { 1.5 * $0 }, clusters: names)
    let ratio = try ratioOfMeans(above, to: below, confidence: 0.9)
    #expect(abs(ratio.value - 1.5) < 1e-15)
    #expect(ratio.interval.upper - ratio.interval.lower < 1e-12)
  }

  @Test("clusters of one sample alone: the variances of the two means add")
  func separate() throws {
    // Means 4 and 2; each of the four clusters has residual ½ in size.
    let a = try ClusteredSample(values: [3, 5], clusters: ["a", "b"])
    let b = try ClusteredSample(values: [1.5, 2.5], clusters: ["c", "d"])
    let ratio = try ratioOfMeans(a, to: b, confidence: 0.9)
    // Variance 4 · ¼ · 4/3 over the square of 2; t(0.95, 3) = 2.353363.
    let reach = 2.353363 * (4.0 / 3).squareRoot() / 2
    #expect(abs(ratio.value - 2) < 1e-15)
    #expect(abs(ratio.interval.upper - 2 - reach) < 1e-6)
    #expect(abs(2 - ratio.interval.lower - reach) < 1e-6)
  }

  @Test("a 90 % interval covers the truth nine times in ten, and not when clusters are ignored")
  func coverage() throws {
    func covered(ignoringClusters: Bool) throws -> Int {
      var generator = SeededGenerator(seed: 5, stream: "ratio")
      func sample(_ mean: Double, _ name: String) throws -> ClusteredSample {
        var values: [Double] = []
        for _ in 0..<10 {
          let shared = generator.gaussian()
          for _ in 0..<5 { values.append(mean + shared + generator.gaussian()) }
        }
        return try ClusteredSample(
          values: values,
          clusters: values.indices.map { "\(name)\(ignoringClusters ? $0 : $0 / 5)" })
      }
      return try (0..<1_000).count { _ in
        try ratioOfMeans(sample(6, "a"), to: sample(8, "b"), confidence: 0.9).interval
          .contains(0.75)
      }
    }
    // 1,000 at 90 %: mean 900, standard deviation 9.5, four of them either way.
    #expect((862...938).contains(try covered(ignoringClusters: false)))
    #expect(try covered(ignoringClusters: true) < 800)
  }

  @Test("one cluster, or nothing to divide by, is an error")
  func degenerate() throws {
    let one = try ClusteredSample(values: [1, 2], clusters: ["a", "a"])
    let zero = try ClusteredSample(values: [-1, 1], clusters: ["a", "b"])
    #expect(throws: StatisticsError.self) { try ratioOfMeans(one, to: one, confidence: 0.9) }
    #expect(throws: StatisticsError.self) { try ratioOfMeans(one, to: zero, confidence: 0.9) }
    #expect(throws: StatisticsError.self) { try ratioOfMeans(zero, to: one, confidence: 1.5) }
  }
}
