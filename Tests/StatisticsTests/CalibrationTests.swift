import Randomness
import Testing

@testable import Statistics

/// Do the tests err as often as they say? Each check counts over seeded samples, and each is seen
/// to fail on a faulty method.
@Suite("Calibration")
struct CalibrationTests {
  static let names = (0..<200).map { "cluster \($0 / 5)" }

  /// Items of a cluster share an effect: with equal variances the intraclass correlation is ½.
  func clustered(
    _ generator: inout SeededGenerator, clusters: Int, mean: Double = 0
  ) throws -> ClusteredSample {
    var values: [Double] = []
    for _ in 0..<clusters {
      let shared = generator.gaussian()
      for _ in 0..<5 { values.append(mean + shared + generator.gaussian()) }
    }
    return try ClusteredSample(
      values: values, clusters: Array(Self.names.prefix(values.count)))
  }

  // MARK: Level of the sign-flip test

  /// 2,000 rejections at 5 % have mean 100 and standard deviation 9.7; four of them either way.
  static let levelCount = 61...139

  func rejections(ignoringClusters: Bool) throws -> Int {
    var generator = SeededGenerator(seed: 20, stream: "null samples")
    return try (0..<2_000).count { seed in
      var sample = try clustered(&generator, clusters: 20)
      if ignoringClusters { sample = try ClusteredSample(values: sample.values) }
      return try signFlipPermutationTest(
        sample, alternative: .greater, resamples: 199, seed: UInt64(seed)
      ).pValue <= 0.05
    }
  }

  @Test("of 2,000 null samples the sign-flip test rejects 5 %")
  func level() throws {
    let count = try rejections(ignoringClusters: false)
    #expect(Self.levelCount.contains(count), "\(count) of 2000")
  }

  @Test("planted fault: flipping items instead of clusters rejects too often")
  func levelOfItems() throws {
    let count = try rejections(ignoringClusters: true)
    #expect(count > 2 * Self.levelCount.upperBound, "\(count) of 2000")
  }

  // MARK: Coverage of the BCa interval

  struct Coverage: CustomStringConvertible {
    var held = 0
    var tooHigh = 0
    var samples = 0
    var description: String { "of \(samples), \(held) held, \(tooHigh) too high" }
    /// Nominal 90 %, give or take 3 points.
    var isNominal: Bool { (870...930).contains(held * 1_000 / samples) }
    /// A lower bound above the truth is a false finding: nominal 5 %, plus 2 points as for coverage.
    var supportsRarely: Bool { tooHigh * 1_000 / samples <= 70 }
  }

  func coverage(
    clusters: Int, _ method: (ClusteredSample, UInt64) throws -> Interval
  ) throws -> Coverage {
    var generator = SeededGenerator(seed: 21, stream: "samples around one half")
    var coverage = Coverage()
    for seed in 0..<2_000 {
      let sample = try clustered(&generator, clusters: clusters, mean: 0.5)
      let interval = try method(sample, UInt64(seed))
      coverage.samples += 1
      if interval.contains(0.5) { coverage.held += 1 }
      if interval.lower > 0.5 { coverage.tooHigh += 1 }
    }
    return coverage
  }

  @Test("of 2,000 intervals at 90 %, about 1,800 hold the truth", arguments: [8, 20, 40])
  func nominalCoverage(clusters: Int) throws {
    let coverage = try coverage(clusters: clusters) { sample, seed in
      try bootstrapBCa(sample, confidence: 0.9, resamples: 999, seed: seed).interval
    }
    #expect(coverage.isNominal && coverage.supportsRarely, "\(coverage)")
  }

  @Test("planted fault: drawing items instead of clusters covers too little")
  func coverageOfItems() throws {
    let coverage = try coverage(clusters: 20) { sample, seed in
      try bootstrapBCa(
        ClusteredSample(values: sample.values), confidence: 0.9, resamples: 999, seed: seed
      ).interval
    }
    #expect(!coverage.isNominal && !coverage.supportsRarely, "\(coverage)")
  }

  @Test("planted fault: normal tails cover too little at eight clusters")
  func coverageOfNormalTails() throws {
    let coverage = try coverage(clusters: 8) { sample, seed in
      let (replicates, jackknife) = resampledMeans(sample, resamples: 999, seed: seed)
      return try bcaInterval(
        estimate: sample.mean, replicates: replicates, jackknife: jackknife, confidence: 0.9,
        tails: .normal)
    }
    #expect(!coverage.isNominal, "\(coverage)")
  }
}
