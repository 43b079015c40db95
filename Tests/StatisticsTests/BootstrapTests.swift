import Testing

@testable import Statistics

@Suite("BCa bootstrap")
struct BootstrapTests {
  /// Means of 999 resamples of twelve values, drawn by the 64-bit linear congruential generator that
  /// made SciPy's copy of them.
  static func replicates(of values: [Double]) -> [Double] {
    var state: UInt64 = 1
    return (0..<999).map { _ in
      var sum = 0.0
      for _ in 0..<12 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        sum += values[Int((state >> 33) % 12)]
      }
      return sum / 12
    }
  }

  /// Whole numbers, so that every fifth resampled mean equals the observed one.
  static let counts: [Double] = [0, 0, 1, 1, 1, 0, 1, 1, 2, 1, 0, 1]

  // stats.bootstrap((d,), np.mean, method="BCa", n_resamples=0, bootstrap_result=<replicates>)
  @Test(
    "with normal tails, the interval is SciPy's on the same replicates",
    arguments: [
      (differences, 0.9, 0.2612224654629927, 0.9283333333333332),
      (differences, 0.95, 0.20613568742624558, 1.0062327382354253),
      (differences, 0.99, 0.13508132123609604, 1.1346206942506794),
      (counts, 0.6, 0.5833333333333334, 0.9166666666666666),
      (counts, 0.9, 0.5, 1.0),
    ])
  func scipy(values: [Double], confidence: Double, lower: Double, upper: Double) throws {
    let sum = values.reduce(0, +)
    let interval = try bcaInterval(
      estimate: sum / 12, replicates: Self.replicates(of: values),
      jackknife: values.map { (sum - $0) / 11 }, confidence: confidence, tails: .normal)
    expectAgreement(interval.lower, lower)
    expectAgreement(interval.upper, upper)
  }

  // scipy.stats.t.ppf(q, n)
  @Test(
    "quantiles of t",
    arguments: [
      (0.95, 1, 6.313751514675037), (0.95, 7, 1.8945786050900062),
      (0.975, 19, 2.0930240544083087), (0.995, 39, 2.707913183517662),
      (0.999, 2, 22.327124770119866),
    ])
  func studentT(level: Double, freedom: Double, expected: Double) {
    expectAgreement(GSL.tQuantile(level, degreesOfFreedom: freedom), expected)
  }

  @Test("few clusters widen the interval, many do not")
  func tails() throws {
    func widening(clusters: Int) throws -> Double {
      let jackknife = (0..<clusters).map { Double($0 % 2) }
      let width = { (tails: BootstrapTails) throws in
        let interval = try bcaInterval(
          estimate: 500, replicates: (0...1000).map(Double.init), jackknife: jackknife,
          confidence: 0.9, tails: tails)
        return interval.upper - interval.lower
      }
      return try width(.studentT) / width(.normal)
    }
    #expect(try widening(clusters: 8) > 1.05)
    #expect(try widening(clusters: 2_000) < 1.001)
  }

  @Test("the general form, given the mean, is the fast form")
  func forms() throws {
    let sample = try ClusteredSample(
      values: differences, clusters: ["a", "a", "b", "b", "b", "c", "d", "d", "e", "e", "f", "f"])
    let fast = try bootstrapBCa(sample, confidence: 0.9, seed: 7)
    let general = try bootstrapBCa(sample.groups, confidence: 0.9, seed: 7) { try mean($0) }
    expectAgreement(general.value, fast.value)
    expectAgreement(general.interval.lower, fast.interval.lower)
    expectAgreement(general.interval.upper, fast.interval.upper)
    #expect(fast.interval.lower < fast.value && fast.value < fast.interval.upper)
    #expect(fast == (try bootstrapBCa(sample, confidence: 0.9, seed: 7)))
    #expect(fast != (try bootstrapBCa(sample, confidence: 0.9, seed: 8)))
  }

  @Test("a ratio of sums")
  func ratio() throws {
    let pairs = differences.enumerated().map { [(up: $1 + 2, down: Double($0 % 3 + 2))] }
    let estimate = try bootstrapBCa(pairs, confidence: 0.9, seed: 1) { units in
      units.reduce(0) { $0 + $1.up } / units.reduce(0) { $0 + $1.down }
    }
    expectAgreement(estimate.value, differences.reduce(24, +) / 36)
    #expect(estimate.interval.contains(estimate.value))
  }

  @Test("a constant sample has an interval of no width")
  func constant() throws {
    // Sums of 0.1 round differently in clusters of one, two and three.
    let sample = try ClusteredSample(
      values: [Double](repeating: 0.1, count: 6), clusters: ["a", "b", "b", "c", "c", "c"])
    let estimate = try bootstrapBCa(sample, confidence: 0.9, seed: 1)
    let value = estimate.value
    expectAgreement(value, 0.1)
    #expect(estimate.interval == Interval(lower: value, upper: value, confidence: 0.9))
    let zero = try bootstrapBCa(ClusteredSample(values: [0, 0]), confidence: 0.9, seed: 1)
    #expect(zero.interval == Interval(lower: 0, upper: 0, confidence: 0.9))
  }

  @Test("one cluster says nothing about its variation")
  func oneCluster() throws {
    let sample = try ClusteredSample(values: [1, 2, 3], clusters: ["a", "a", "a"])
    #expect(throws: StatisticsError.tooFew("clusters of a bootstrap", needed: 2, got: 1)) {
      try bootstrapBCa(sample, confidence: 0.9, seed: 1)
    }
    #expect(throws: StatisticsError.tooFew("units of a cluster", needed: 1, got: 0)) {
      try bootstrapBCa([[1.0], []], confidence: 0.9, seed: 1) { try mean($0) }
    }
  }

  @Test("resamples all on one side are an error, not an infinite correction")
  func oneSide() {
    // A resample of 30 units holds fewer than 30 different ones.
    let error = StatisticsError.degenerate(
      "every bootstrap resample lies on one side of the estimate")
    #expect(throws: error) {
      try bootstrapBCa((0..<30).map { [$0] }, confidence: 0.9, resamples: 999, seed: 1) {
        Double(Set($0).count)
      }
    }
  }

  @Test func statisticThatIsNotFinite() {
    #expect(throws: StatisticsError.self) {
      try bootstrapBCa([[0.0], [1.0]], confidence: 0.9, seed: 1) { 1 / $0.reduce(0, +) }
    }
  }

  @Test(
    "hard samples give finite, ordered intervals",
    arguments: [[0, 1], [0, 0, 0, 0, 0, 1e6], [1, 1, 1, 1, 2], [-1e-300, 1e-300, 3e-300]],
    [0.5, 0.9, 0.9999])
  func hardSamples(values: [Double], confidence: Double) throws {
    let sample = try ClusteredSample(values: values)
    let estimate = try bootstrapBCa(sample, confidence: confidence, seed: 2)
    let (lower, upper) = (estimate.interval.lower, estimate.interval.upper)
    #expect(lower.isFinite && upper.isFinite && lower <= upper)
    #expect(values.min()! <= lower && upper <= values.max()!)
  }

  @Test(arguments: [0, 1, -0.5, .nan])
  func badConfidence(confidence: Double) throws {
    let sample = try ClusteredSample(values: [1, 2, 3])
    #expect(throws: StatisticsError.self) {
      try bootstrapBCa(sample, confidence: confidence, seed: 1)
    }
  }

  @Test("threads do not change a result")
  func threads() async throws {
    let sample = try ClusteredSample(values: differences)
    let alone = try bootstrapBCa(sample, confidence: 0.9, seed: 1)
    try await withThrowingTaskGroup(of: Estimate.self) { group in
      for _ in 0..<8 {
        group.addTask { try bootstrapBCa(sample, confidence: 0.9, seed: 1) }
      }
      for try await estimate in group { #expect(estimate == alone) }
    }
  }
}
