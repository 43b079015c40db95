import Calibrating
import Claims
import Inference
import Protocols
import Scenarios
import Subjects
import TestSupport
import Testing
import TinyModel

/// The instrument's own false-positive rate: models in which nothing is planted, through the whole
/// pipeline of vectors, layers, sweeps, controls and verdicts. Effects there are near zero, so this shows
/// that nothing is invented. The rate at an effect of δ is that of `CalibrationTests` and, over 200 models,
/// of `Reports/calibration.md`.
@Suite("Nothing planted, nothing found")
struct NullModelTests {
  /// False SUPPORTED must be at most 5 %; 6 of 60 is that rate with room for binomial noise.
  static let seeds = 1...60
  static let allowed = 6

  @Test("of 60 unplanted models at most 6 support any claim", .vectorKernels)
  func unplanted() async throws {
    let verdicts = try await Self.verdicts(planting: .none, seeds: Self.seeds)
    let falsely = verdicts.filter { $0.values.contains(.supported) }.count
    print("unplanted models that support a claim: \(falsely) of \(verdicts.count)")
    Self.printCounts(verdicts)
    #expect(verdicts.count == Self.seeds.count)
    #expect(falsely <= Self.allowed)
  }

  @Test("planted fault: planted models, counted in the same way, are found out")
  func planted() async throws {
    let verdicts = try await Self.verdicts(planting: .full, seeds: 1...10)
    print("planted models:")
    Self.printCounts(verdicts)
    #expect(verdicts.filter { $0.values.contains(.supported) }.count == verdicts.count)
  }

  private static func printCounts(_ verdicts: [[String: Verdict]]) {
    for id in scenarios.flatMap(\.claims).map(\.id) {
      let counts = Dictionary(grouping: verdicts.compactMap { $0[id] }, by: \.description)
      let listed = counts.keys.sorted().map { "\($0) \(counts[$0]?.count ?? 0)" }
      print("  \(id): \(listed.joined(separator: ", "))")
    }
  }

  /// Claim → verdict for each seed. Two seeds at a time, one thread each: the model is too small to share.
  static func verdicts(
    planting: Planting, seeds: ClosedRange<Int>
  ) async throws -> [[String: Verdict]] {
    try await withThrowingTaskGroup(of: [[String: Verdict]].self) { group in
      for lane in 0..<2 {
        group.addTask {
          let compute = try Compute(threads: 1)
          return try seeds.filter { $0 % 2 == lane }.map { seed in
            try verdicts(
              on: .planted(seed: UInt64(seed), planting: planting, size: .small, compute: compute))
          }
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
  }

  /// Those with claims that such models can be asked: they cannot read what others published.
  private static let scenarios = allScenarios.filter { !$0.claims.isEmpty && $0.dataSets.isEmpty }

  private static func verdicts(on subject: Subject) throws -> [String: Verdict] {
    let laboratory = Laboratory(subject, counts: .calibration)
    let evidence = try scenarios.flatMap { try $0.run(in: laboratory).evidence }
    let findings = try Registration.families(of: scenarios.flatMap(\.claims))
      .judge(evidence, on: subject.name, resamples: 999)
    return Dictionary(uniqueKeysWithValues: findings.map { ($0.claim.id, $0.verdict) })
  }
}
