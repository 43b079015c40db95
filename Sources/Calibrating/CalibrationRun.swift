import Claims
import Dispatch
import Foundation
import Inference
import Protocols
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
  static let wanted: [(multiple: Double, tolerance: Double)] = [(2, 0.1), (1, 0.005)]

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
    let lanes = Compute.shared.threads
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
    /// Claims that are supported where nothing is planted.
    let unplanted: Set<String>
    let planted: [PlantedOutcome]
  }

  private func outcome(of seed: UInt64, _ compute: Compute) throws -> SeedOutcome {
    SeedOutcome(
      unplanted: plantsNothing ? try unplanted(seed, compute) : [],
      planted: try planted(seed, compute))
  }

  /// On fewer and smaller texts, which makes chance larger and each model twice as fast.
  private func unplanted(_ seed: UInt64, _ compute: Compute) throws -> Set<String> {
    let judge = PlantedJudge(scenarios)
    let laboratory = Laboratory(
      try .planted(seed: seed, planting: .none, size: .small, compute: compute),
      counts: .calibration)
    let known = PlantedClaim.groups.flatMap(\.self)
    let bare = try judge.bare(
      try known.map { ($0.id, try $0.measured.effect(laboratory)) }, on: laboratory.subject.name)
    let suspects = Set(bare.filter { $0.verdict == .supported }.map(\.claim.id))
    let others = Set(scenarios.flatMap(\.claims).map(\.id)).subtracting(known.map(\.id))
    let findings = try judge.whole(suspects.union(others), in: laboratory)
    return Set(findings.filter { $0.verdict == .supported }.map(\.claim.id))
  }

  private func planted(_ seed: UInt64, _ compute: Compute) throws -> [PlantedOutcome] {
    let judge = PlantedJudge(scenarios)
    let models = try PlantedModels(seed: seed, compute: compute)
    var outcomes: [PlantedOutcome] = []
    for whole in PlantedClaim.groups {
      let group = whole.filter { judge.thresholds[$0.id] != nil && claims?.contains($0.id) ?? true }
      if group.isEmpty { continue }
      var near: PlantedModels.Found?
      for (index, (wanted, tolerance)) in Self.wanted.enumerated() {
        let found = try models.planting(
          group, group.compactMap { judge.thresholds[$0.id] }, wanted: wanted,
          tolerance: tolerance, near: near)
        near = found
        guard found.isReached else { continue }
        // Each condition has test items of its own.
        let laboratory = Laboratory(
          try models.subject(
            found.planting, draw: seed * UInt64(Self.wanted.count) + UInt64(index),
            passages: group[0].isOfPassages))
        let samples = try group.map { ($0.id, try $0.measured.effect(laboratory)) }
        let bare = try judge.bare(samples, on: laboratory.subject.name)
        // A claim that is true may fail in many ways; one that is not can only be SUPPORTED or not.
        let sought =
          wanted > 1 ? bare : bare.filter { $0.verdict == .supported }
        let findings = try judge.whole(Set(sought.map(\.claim.id)), in: laboratory)
        for (sample, truth) in zip(samples, found.effects) {
          guard let bare = bare.first(where: { $0.claim.id == sample.0 }) else { continue }
          outcomes.append(
            try PlantedOutcome(
              wanted: wanted, truth: truth, sample: sample.1, bare: bare,
              whole: findings.first { $0.claim.id == sample.0 }))
        }
      }
    }
    return outcomes
  }

  private func summary(_ outcomes: [SeedOutcome]) -> Calibration {
    let ids = scenarios.flatMap(\.claims).map(\.id)
    let planted = outcomes.flatMap(\.planted)
    return Calibration(
      models: outcomes.count,
      unplanted: Calibration.Unplanted(
        supporting: plantsNothing
          ? ids.map { id in
            .init(name: id, count: outcomes.count { $0.unplanted.contains(id) })
          } : [],
        supportingAny: outcomes.count { !$0.unplanted.isEmpty }),
      points: ids.flatMap { id in
        Self.wanted.map(\.multiple).sorted().compactMap { wanted in
          let mine = planted.filter { $0.bare.claim.id == id && $0.wanted == wanted }
          return mine.isEmpty ? nil : Calibration.Point(mine)
        }
      })
  }
}
