import Randomness
import Statistics
import Testing

@Suite("Sign-flip permutation test")
struct SignFlipPermutationTests {
  /// Ten clusters of one to three items, all sums exact in binary.
  let sample: ClusteredSample
  let names = [0, 0, 0, 1, 1, 2, 2, 3, 4, 4, 5, 6, 6, 6, 7, 7, 8, 8, 9, 9]

  init() throws {
    sample = try ClusteredSample(
      values: (0..<20).map { (i: Int) -> Double in Double((i * 37) % 29 - 10) / 8 },
      clusters: names.map { "t\($0)" })
  }

  @Test(
    "agrees with all 2¹⁰ sign patterns (enumerated with NumPy)",
    arguments: zip(
      [Alternative.greater, .less, .twoSided], [0.01171875, 0.9921875, 0.0234375]))
  func enumeration(alternative: Alternative, expected: Double) throws {
    let result = try signFlipPermutationTest(
      sample, alternative: alternative, resamples: 99_999, seed: 3)
    #expect(result.statistic == 0.45625)
    let standardError = (expected * (1 - expected) / 99_999).squareRoot()
    #expect(abs(result.pValue - expected) < 4 * standardError + 1e-5, "p \(result.pValue)")
  }

  @Test("more clusters than bits in a word")
  func manyClusters() throws {
    // Standard deviation 1 and mean 0.1 at 400 values: z is 2, and the normal tail 0.0228.
    let values = (0..<400).map { Double($0 % 2 == 0 ? 1 : -1) + 0.1 }
    let result = try signFlipPermutationTest(
      ClusteredSample(values: values), alternative: .greater, seed: 1)
    #expect(abs(result.pValue - 0.0228) < 0.006, "p \(result.pValue)")
  }

  /// Observed 0 up to rounding, and tied in exact arithmetic with many sign patterns.
  static let tiedValues = [0.1, 0.2, -0.3, 0.1, 0.2, -0.3, 0.1, 0.2, -0.3]
  static let tiedExact = 0.560546875  // P(S ≥ 0) over all 2⁹ patterns, in whole tenths

  static func agreesOnTies(_ pValue: Double) -> Bool {
    abs(pValue - tiedExact) < 4 * (tiedExact * (1 - tiedExact) / 9_999).squareRoot()
  }

  @Test("sums that tie in exact arithmetic count as ties")
  func ties() throws {
    let result = try signFlipPermutationTest(
      ClusteredSample(values: Self.tiedValues), alternative: .greater, seed: 5)
    #expect(Self.agreesOnTies(result.pValue), "p \(result.pValue)")
  }

  @Test("planted fault: comparing rounded sums is caught")
  func naiveTies() {
    var generator = SeededGenerator(seed: 5)
    let observed = Self.tiedValues.reduce(0, +)
    let count = (0..<9_999).count { _ in
      Self.tiedValues.reduce(0) { $0 + (generator.next() & 1 == 0 ? $1 : -$1) } >= observed
    }
    #expect(!Self.agreesOnTies(Double(count + 1) / 10_000))
  }

  @Test("clusters flip whole: one cluster gives p = ½, nothing smaller")
  func wholeClusters() throws {
    let one = try ClusteredSample(
      values: [Double](repeating: 1, count: 20), clusters: [String](repeating: "a", count: 20))
    let result = try signFlipPermutationTest(one, alternative: .greater, seed: 1)
    #expect(abs(result.pValue - 0.5) < 0.02)
  }

  @Test func allZero() throws {
    let zero = try ClusteredSample(values: [0, 0, 0])
    for alternative in Alternative.allCases {
      #expect(try signFlipPermutationTest(zero, alternative: alternative, seed: 1).pValue == 1)
    }
  }

  @Test("a seed decides every draw, on every machine")
  func seeds() throws {
    let first = try signFlipPermutationTest(sample, alternative: .greater, seed: 17)
    #expect(try signFlipPermutationTest(sample, alternative: .greater, seed: 17) == first)
    #expect(first.pValue == 0.011)
    #expect(try signFlipPermutationTest(sample, alternative: .greater, seed: 18) != first)
  }

  @Test func neverZero() throws {
    let sure = try ClusteredSample(values: [Double](repeating: 1, count: 60))
    #expect(try signFlipPermutationTest(sure, alternative: .greater, seed: 1).pValue == 1e-4)
    #expect(throws: StatisticsError.tooFew("resamples", needed: 1, got: 0)) {
      try signFlipPermutationTest(sure, alternative: .greater, resamples: 0, seed: 1)
    }
  }
}
