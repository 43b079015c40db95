import Statistics

/// Confirmatory claims that were registered together: the family that multiplicity is adjusted over.
public struct Registration: Sendable {
  /// In the order that findings are given in; no id repeats.
  public let claims: [Claim]

  /// Throws `ClaimsError` when an id repeats or a claim could not be judged whatever the evidence.
  public init(_ claims: [Claim]) throws {
    var seen: Set<String> = []
    for claim in claims {
      guard seen.insert(claim.id).inserted else { throw ClaimsError.duplicateClaim(id: claim.id) }
      if let reason = claim.impossibility {
        throw ClaimsError.badRegistration(id: claim.id, reason: reason)
      }
    }
    self.claims = claims
  }

  /// One finding a claim, in the order of registration; a claim without evidence is NOT RUN.
  ///
  /// 1. A claim's p is the largest over its contrasts of the cluster-wise sign-flip permutation test
  ///    of H₀: effect ≤ 0 (an intersection–union test needs no adjustment inside the claim).
  /// 2. A claim of rank i = 1 + #{claims of strictly smaller p} has the one-sided level
  ///    α / (m − i + 1), m being all registered claims, run or not (Holm 1979). Its contrasts'
  ///    two-sided BCa intervals have confidence 1 − 2α / (m − i + 1).
  /// 3. SUPPORTED also needs the Holm-adjusted p ≤ α: a bootstrap of three clusters cannot leave their
  ///    range, while the sign flips of k clusters cannot go below p = 2⁻ᵏ.
  ///
  /// REFUTED needs one contrast's upper bound below δ; no adjustment is made for there being several.
  ///
  /// From protocol 2 on (``Claim/isTestedAgainstThreshold``) p is that of H₀: effect ≤ δ, and refuting is tested
  /// alike: H₀: effect ≥ δ, with the smallest p over a claim's k contrasts times k, Holm-adjusted over the same
  /// family. A claim's level is that of the better of its two ranks, so that both verdicts err in at most α of
  /// the families.
  ///
  /// Every draw is seeded by the evidence's own seed. Throws `ClaimsError` when the evidence is not
  /// what was registered, and `StatisticsError`.
  public func judge(
    _ evidence: [Evidence], on engine: String, alpha: Double = 0.05, resamples: Int = 9_999
  ) throws -> [Finding] {
    let filed = try file(evidence, engine: engine)
    let tests = try filed.map { evidence in try evidence.map(tests) ?? [] }
    // A claim that was not run has no p, yet counts in the family: p = 1 ranks it last.
    let p = tests.map { $0.map(\.supporting).max() ?? 1 }
    let refuting = tests.map { min(1, Double($0.count) * ($0.map(\.refuting).min() ?? 1)) }
    let (adjusted, adjustedRefuting) = (try holmAdjusted(p), try holmAdjusted(refuting))
    return try claims.indices.map { index in
      guard let evidence = filed[index] else { return .notRun(claims[index], on: engine) }
      var rank = 1 + p.count { $0 < p[index] }
      if claims[index].isTestedAgainstThreshold {
        rank = min(rank, 1 + refuting.count { $0 < refuting[index] })
      }
      let level = alpha / Double(claims.count - rank + 1)
      let contrasts = try zip(evidence.contrasts, tests[index]).map { contrast, test in
        ContrastResult(
          name: contrast.name,
          estimate: try bootstrapBCa(
            contrast.sample, confidence: 1 - 2 * level, resamples: resamples,
            seed: evidence.provenance.seed),
          pValue: test.supporting, count: contrast.sample.count,
          clusterCount: contrast.sample.clusterCount)
      }
      return try Judgement(
        claim: claims[index], evidence: evidence, contrasts: contrasts, pValue: p[index],
        adjustedPValue: adjusted[index],
        refutingPValue: claims[index].isTestedAgainstThreshold ? adjustedRefuting[index] : nil,
        alpha: alpha, level: level
      ).finding()
    }

    /// One a contrast: p of "no more than the tested value", and of "no less than δ".
    func tests(_ evidence: Evidence) throws -> [(supporting: Double, refuting: Double)] {
      let claim = claims.first { $0.id == evidence.claimID }
      guard let claim, claim.isTestedAgainstThreshold,
        case .absolute(let delta) = claim.smallestEffectOfInterest
      else {
        return try evidence.contrasts.map {
          (try test($0.sample, .greater, seed: evidence.provenance.seed), 1)
        }
      }
      return try evidence.contrasts.map { contrast in
        let excess = try ClusteredSample(
          values: contrast.sample.values.map { $0 - delta }, clusters: contrast.sample.clusters)
        return (
          try test(excess, .greater, seed: evidence.provenance.seed),
          try test(excess, .less, seed: evidence.provenance.seed)
        )
      }
    }

    func test(_ sample: ClusteredSample, _ alternative: Alternative, seed: UInt64) throws -> Double
    {
      try signFlipPermutationTest(
        sample, alternative: alternative, resamples: resamples, seed: seed
      ).pValue
    }
  }

  /// The evidence of each claim, in the order of `claims`.
  private func file(_ evidence: [Evidence], engine: String) throws -> [Evidence?] {
    var byID: [String: Evidence] = [:]
    let registered = claims.map(\.id)
    for item in evidence {
      guard let claim = claims.first(where: { $0.id == item.claimID }) else {
        throw ClaimsError.unregisteredClaim(id: item.claimID, registered: registered)
      }
      guard item.provenance.engine == engine else {
        throw ClaimsError.wrongEngine(
          id: item.claimID, expected: engine, got: item.provenance.engine)
      }
      guard byID.updateValue(item, forKey: item.claimID) == nil else {
        throw ClaimsError.duplicateEvidence(id: item.claimID)
      }
      try claim.validate(item)
    }
    return registered.map { byID[$0] }
  }
}

extension Registration {
  /// Claims by the registration that they belong to, in order.
  ///
  /// Throws what ``init(_:)`` throws; ids must differ over all registrations.
  public static func families(of claims: [Claim]) throws -> [Registration] {
    _ = try Registration(claims)
    return try Set(claims.map(\.registration)).sorted().map { number in
      try Registration(claims.filter { $0.registration == number })
    }
  }
}

extension [Registration] {
  /// The findings of every family; each is judged by its own claims' evidence alone.
  ///
  /// Throws what ``Registration/judge(_:on:alpha:resamples:)`` throws.
  public func judge(
    _ evidence: [Evidence], on engine: String, resamples: Int = 9_999
  ) throws -> [Finding] {
    let known = flatMap { $0.claims.map(\.id) }
    if let stranger = evidence.first(where: { !known.contains($0.claimID) }) {
      throw ClaimsError.unregisteredClaim(id: stranger.claimID, registered: known)
    }
    return try flatMap { family in
      let ids = Set(family.claims.map(\.id))
      return try family.judge(
        evidence.filter { ids.contains($0.claimID) }, on: engine, resamples: resamples)
    }
  }
}

extension Claim {
  fileprivate func validate(_ evidence: Evidence) throws {
    guard evidence.protocolVersion == protocolVersion else {
      throw ClaimsError.protocolMismatch(
        id: id, expected: protocolVersion, got: evidence.protocolVersion)
    }
    var references: [String] = []
    if case .fraction(_, of: let name) = smallestEffectOfInterest { references = [name] }
    let kinds: [(String, expected: [String], got: [String])] = [
      ("contrast", contrasts, evidence.contrasts.map(\.name)),
      ("gate", gates.map(\.name), evidence.gates.map(\.name)),
      ("control", controls.map(\.name), evidence.controls.map(\.name)),
      ("reference", references, evidence.reference.map { [$0.name] } ?? []),
    ]
    for (kind, expected, got) in kinds where expected != got {
      throw ClaimsError.mismatch(id: id, kind: kind, expected: expected, got: got)
    }
  }

  fileprivate var impossibility: String? {
    if contrasts.isEmpty { return "no contrast is registered" }
    for names in [contrasts, gates.map(\.name), controls.map(\.name)]
    where Set(names).count != names.count {
      return "a name is used twice in \(names.joined(separator: ", "))"
    }
    if isTestedAgainstThreshold, case .fraction = smallestEffectOfInterest {
      return "from protocol 2 on δ is a number, not a share of an estimate"
    }
    let delta: Double
    switch smallestEffectOfInterest {
    case .absolute(let value): delta = value
    case .fraction(let value, _): delta = value
    }
    if !delta.isFinite || delta < 0 { return "δ must be finite and not negative, got \(delta)" }
    return (gates + controls).lazy.compactMap(\.impossibility).first
  }
}
