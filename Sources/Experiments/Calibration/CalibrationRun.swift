import Claims
import Dispatch
import Foundation
import Inference
import Synchronization
import TinyModel

/// Measures how often the verdicts of scenarios are wrong, through the whole pipeline: vectors, layers,
/// sweeps, gates, controls and judge.
public struct CalibrationRun: Sendable {
  let scenarios: [Scenario]
  let models: Int
  /// Only these claims are planted; nil plants all that can be.
  let claims: Set<String>?
  let plantsNothing: Bool

  /// True effects in units of δ, and how near a model's must be.
  static let wanted: [(multiple: Double, tolerance: Double)] = [(2, 0.06), (1, 0.0015)]

  /// - Parameters:
  ///   - models: of each condition.
  ///   - claims: the claims to plant; nil for all that can be planted.
  ///   - plantsNothing: whether unplanted models are run too.
  public init(
    _ scenarios: [Scenario], models: Int, claims: Set<String>? = nil, plantsNothing: Bool = true
  ) {
    self.scenarios = scenarios.filter { !$0.claims.isEmpty }
    self.models = models
    self.claims = claims
    self.plantsNothing = plantsNothing
  }

  /// Two models at a time, one thread each: a tiny model is too small to share.
  ///
  /// - Parameter progress: called now and then with the number of seeds done, on the caller's thread.
  public func measure(progress: (Int) -> Void = { _ in }) throws -> Calibration {
    let lanes = 2
    let done = Mutex<[Int: Result<SeedOutcome, any Error>]>([:])
    let group = DispatchGroup()
    for lane in 0..<lanes {
      DispatchQueue.global().async(group: group) {
        let compute = Result { try Compute(threads: 1) }
        for seed in stride(from: 1 + lane, through: models, by: lanes) {
          let outcome = Result { try self.outcome(of: UInt64(seed), compute.get()) }
          done.withLock { $0[seed] = outcome }
        }
      }
    }
    while group.wait(timeout: .now() + .milliseconds(200)) == .timedOut {
      progress(done.withLock { $0.count })
    }
    let outcomes = done.withLock { $0 }
    return summary(try outcomes.keys.sorted().compactMap { try outcomes[$0]?.get() })
  }

  private struct SeedOutcome {
    /// Claim → verdict where nothing is planted.
    let unplanted: [String: Verdict]
    let planted: [PlantedOutcome]
  }

  private func outcome(of seed: UInt64, _ compute: Compute) throws -> SeedOutcome {
    SeedOutcome(
      unplanted: plantsNothing ? try unplanted(seed, compute) : [:],
      planted: try planted(seed, compute))
  }

  /// On fewer and smaller texts, which makes chance larger and each model three times as fast.
  private func unplanted(_ seed: UInt64, _ compute: Compute) throws -> [String: Verdict] {
    let engine = try Engine.tiny(seed: seed, planting: .none, size: .small, compute: compute)
    let (findings, _) = try judge(scenarios, in: Laboratory(engine, scale: .calibration))
    return Dictionary(uniqueKeysWithValues: findings.map { ($0.claim.id, $0.verdict) })
  }

  private func planted(_ seed: UInt64, _ compute: Compute) throws -> [PlantedOutcome] {
    let registered = Dictionary(
      uniqueKeysWithValues: scenarios.flatMap(\.claims).map { ($0.id, $0) })
    let models = try PlantedModels(seed: seed, compute: compute)
    var outcomes: [PlantedOutcome] = []
    for whole in PlantedClaim.groups {
      let group = whole.filter { registered[$0.id] != nil && claims?.contains($0.id) ?? true }
      let (planted, riders) = (group.filter { $0.knob != nil }, group.filter { $0.knob == nil })
      if planted.isEmpty { continue }
      let thresholds = planted.compactMap { registered[$0.id]?.smallestEffectOfInterest }
      let ids = Set(group.map(\.id))
      let run = scenarios.filter { $0.claims.contains { ids.contains($0.id) } }
      var near: PlantedModels.Found?
      for (index, (wanted, tolerance)) in Self.wanted.enumerated() {
        let found = try models.planting(
          planted, thresholds, wanted: wanted, tolerance: tolerance, near: near)
        near = found
        let effects = found.effects + (try models.effects(of: riders, in: found.planting))
        // Each condition has test items of its own.
        let items = models.population.drawingTestItems(
          seed: seed * UInt64(Self.wanted.count) + UInt64(index))
        let (findings, evidence) = try judge(
          run, in: Laboratory(models.engine(found.planting, items)))
        outcomes += try zip(planted + riders, effects).compactMap { claim, effect in
          guard let evidence = evidence.first(where: { $0.claimID == claim.id }),
            let finding = findings.first(where: { $0.claim.id == claim.id })
          else { return nil }
          return try PlantedOutcome(
            wanted: wanted, effect: effect, evidence: evidence, finding: finding)
        }
      }
    }
    return outcomes
  }

  /// Judged in its family: claims that were not run count as registered claims with p = 1.
  private func judge(
    _ run: [Scenario], in laboratory: Laboratory
  ) throws -> ([Finding], [Evidence]) {
    let evidence = try run.flatMap { try $0.run(in: laboratory).evidence }
    let families = try Registration.families(of: scenarios.flatMap(\.claims))
    return (try families.judge(evidence, on: laboratory.engine.name), evidence)
  }

  private func summary(_ outcomes: [SeedOutcome]) -> Calibration {
    let ids = scenarios.flatMap(\.claims).map(\.id)
    let planted = outcomes.flatMap(\.planted)
    return Calibration(
      models: outcomes.count,
      unplanted: Calibration.Unplanted(
        claims: plantsNothing
          ? ids.map { id in
            .init(
              claim: id, verdicts: .init(outcomes.compactMap { $0.unplanted[id]?.description }))
          } : [],
        supportingAny: outcomes.count { $0.unplanted.values.contains(.supported) }),
      points: ids.flatMap { id in
        Self.wanted.map(\.multiple).sorted().compactMap { wanted in
          let mine = planted.filter { $0.claim == id && $0.wanted == wanted }
          return mine.isEmpty ? nil : Calibration.Point(mine)
        }
      })
  }
}
