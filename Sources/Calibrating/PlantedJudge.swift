import Claims
import Protocols
import Statistics
import Subjects

/// Judges effects on test items with and without the gates and controls of their claims.
///
/// SUPPORTED needs an interval above δ and a test that rejects. Where these are not given, no gate or
/// control can change that, and the many measurements that these take can be left out.
struct PlantedJudge {
  let scenarios: [Scenario]
  let thresholds: [String: Claim.Threshold]
  private let claims: [Claim]

  init(_ scenarios: [Scenario]) {
    self.scenarios = scenarios
    claims = scenarios.flatMap(\.claims)
    thresholds = Dictionary(
      uniqueKeysWithValues: claims.map { ($0.id, $0.smallestEffectOfInterest) })
  }

  /// By interval and test alone, in the family that each claim was registered with: claims that are not
  /// given count with p = 1.
  func bare(_ effects: [(claim: String, effect: PrimaryEffect)], on engine: String) throws
    -> [Finding]
  {
    let bared = claims.map(\.withoutChecks)
    let evidence = try effects.compactMap { id, effect -> Evidence? in
      guard let claim = bared.first(where: { $0.id == id }) else { return nil }
      return try Evidence(
        for: claim, effect: effect,
        provenance: Provenance(
          engine: engine, modelHash: "", precision: "", dataHash: "", seed: Subject.seed))
    }
    return try Registration.families(of: bared).judge(evidence, on: engine)
      .filter { $0.verdict != .notRun }
  }

  /// The whole pipeline of the scenarios that make these claims.
  func whole(_ ids: Set<String>, in laboratory: Laboratory) throws -> [Finding] {
    let evidence = try scenarios.filter { $0.claims.contains { ids.contains($0.id) } }
      .flatMap { try $0.run(in: laboratory).evidence }
    return try Registration.families(of: claims).judge(evidence, on: laboratory.subject.name)
      .filter { ids.contains($0.claim.id) }
  }
}

extension Claim {
  fileprivate var withoutChecks: Claim {
    Claim(
      id: id, hypothesis: hypothesis, unit: unit,
      smallestEffectOfInterest: smallestEffectOfInterest, contrasts: contrasts,
      protocolVersion: protocolVersion, registration: registration)
  }
}
