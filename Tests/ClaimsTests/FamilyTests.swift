import Claims
import Foundation
import Statistics
import Testing

@Suite("The family of confirmatory claims")
struct FamilyTests {
  /// Three claims of falling strength (p rises), one not run.
  private func family(_ judge: Judge) throws -> [Finding] {
    let claims = (1...4).map { Synthetic.claim("S0\($0).1", delta: 0.0) }
    let evidence = try [(0, 0.5), (1, 0.1), (2, 0.02)].map { index, mean in
      Synthetic.evidence(for: claims[index], [try Synthetic.spread(mean, 0.25)])
    }
    return try judge(claims, evidence)
  }

  private func levels(_ findings: [Finding]) -> [Double] {
    findings.compactMap { $0.contrasts.first?.estimate.interval.confidence }
      .map { ((1 - $0) / 2 * 1e6).rounded() / 1e6 }
  }

  @Test("intervals are Holm-adjusted over all registered claims, run or not")
  func levels() throws {
    let findings = try family(registeredJudge)
    #expect(levels(findings) == [0.0125, 0.016667, 0.025])
    #expect(findings.map(\.verdict).last == .notRun)
    #expect(findings.map(\.claim.id) == ["S01.1", "S02.1", "S03.1", "S04.1"])
  }

  @Test("claims registered later leave the levels of earlier ones alone")
  func registrations() throws {
    func findings(_ later: [Int]) throws -> [Finding] {
      let claims = [1] + later
      let registered = claims.enumerated().map {
        Synthetic.claim("S0\($0.offset + 1).1", delta: 0.0, registration: $0.element)
      }
      let evidence = try registered.map {
        Synthetic.evidence(for: $0, [try Synthetic.spread(0.5, 0.25)])
      }
      return try Registration.families(of: registered).judge(evidence, on: "full")
    }
    #expect(levels(try findings([])) == [0.05])
    #expect(levels(try findings([2, 2])) == [0.05, 0.025, 0.025])
    // The planted fault: the same claims in one registration do widen the first interval.
    #expect(levels(try findings([1, 1])) != [0.05, 0.025, 0.025])
  }

  @Test("an id may not repeat in another registration, nor evidence come from none")
  func repeatedAcrossRegistrations() throws {
    let claim = Synthetic.claim("S01.1")
    #expect(throws: ClaimsError.duplicateClaim(id: "S01.1")) {
      try Registration.families(of: [claim, Synthetic.claim("S01.1", registration: 2)])
    }
    let stranger = Synthetic.evidence(
      for: Synthetic.claim("S09.1"), [try Synthetic.spread(0.5, 0.25)])
    #expect(throws: ClaimsError.unregisteredClaim(id: "S09.1", registered: ["S01.1"])) {
      try Registration.families(of: [claim]).judge([stranger], on: "full")
    }
  }

  @Test("a judge that forgets the claims not run is caught")
  func forgettingTheUnrun() throws {
    let findings = try family { claims, evidence in
      try registeredJudge(claims.filter { c in evidence.contains { $0.claimID == c.id } }, evidence)
    }
    #expect(levels(findings) != [0.0125, 0.016667, 0.025])
  }

  @Test("ties take the conservative rank")
  func ties() throws {
    let claims = (1...3).map { Synthetic.claim("S0\($0).1") }
    let same = try Synthetic.spread(0.5, 0.2)
    let findings = try registeredJudge(
      claims, claims.map { Synthetic.evidence(for: $0, [same]) })
    #expect(levels(findings) == [0.016667, 0.016667, 0.016667])
  }

  @Test("once Holm stops, a later claim is not supported whatever its own interval says")
  func stop() throws {
    let claims = (1...3).map { Synthetic.claim("S0\($0).1", delta: 0.0) }
    let samples = try [0.107, 0.103, 0.1].map { try Synthetic.spread($0, 0.22) }
    let alone = try registeredJudge(
      [claims[2]], [Synthetic.evidence(for: claims[2], [samples[2]])])
    #expect(alone.first?.verdict == .supported)
    let family = try registeredJudge(
      claims, zip(claims, samples).map { Synthetic.evidence(for: $0, [$1]) })
    // The weakest claim has the whole 5 % to itself and an interval above δ, but stands behind two
    // that failed at their stricter levels.
    #expect(levels(family) == [0.016667, 0.016667, 0.05])
    #expect(family[2].contrasts == alone.first?.contrasts)
    #expect(family.allSatisfy { $0.verdict == .inconclusive })
    #expect(family[2].summary.contains("primary test does not reject"), "\(family[2])")
  }

  @Test("evidence that is not what was registered is an error, not a verdict")
  func errors() throws {
    let claim = Synthetic.claim()
    let strong = try Synthetic.spread(0.5, 0.2)
    let good = Synthetic.evidence(for: claim, [strong])
    func error(_ claims: [Claim], _ evidence: [Evidence]) -> ClaimsError? {
      do { _ = try registeredJudge(claims, evidence) } catch { return error as? ClaimsError }
      return nil
    }
    #expect(error([claim], [good]) == nil)
    #expect(error([claim, claim], []) == .duplicateClaim(id: "S01.1"))
    #expect(error([claim], [good, good]) == .duplicateEvidence(id: "S01.1"))
    #expect(
      error([Synthetic.claim("S02.1")], [good])
        == .unregisteredClaim(id: "S01.1", registered: ["S02.1"]))
    #expect(
      error([claim], [Synthetic.evidence(for: claim, [strong], engine: "tiny")])
        == .wrongEngine(id: "S01.1", expected: "full", got: "tiny"))
    #expect(
      error([Synthetic.claim(version: 2)], [good])
        == .protocolMismatch(id: "S01.1", expected: 2, got: 1))
    #expect(
      error([Synthetic.claim(controls: [.shuffledLabels(39)])], [good])
        == .mismatch(
          id: "S01.1", kind: "control", expected: ["shuffled labels"], got: ["random directions"]))
    #expect(
      error([Synthetic.claim(gates: [])], [good])
        == .mismatch(id: "S01.1", kind: "gate", expected: [], got: ["baseline agreement"]))
    #expect(
      error([Synthetic.claim(contrasts: ["effect", "other"])], [good])
        == .mismatch(
          id: "S01.1", kind: "contrast", expected: ["effect", "other"], got: ["effect"]))
    #expect(
      error([Synthetic.claim(delta: .fraction(0.1, of: "peak"))], [good])
        == .mismatch(id: "S01.1", kind: "reference", expected: ["peak"], got: []))
    #expect(
      error([Synthetic.claim(controls: [.randomDirections(10)])], [])
        == .badRegistration(
          id: "S01.1", reason: "10 draws cannot give p ≤ 0.05 ('random directions')"))
  }

  @Test(
    "a reading that does not fit its rule is an error",
    arguments: [
      (Check.randomDirections(39), Reading.null(observed: 1, draws: [0, 0])),
      (Check.randomDirections(39), .pValue(0.01)),
      (Check.randomDirections(19), .null(observed: .nan, draws: Array(repeating: 0, count: 19))),
      (Check.positiveSlopeMajority, .count(successes: 11, trials: 10)),
      (Check("p", .pValue(atMost: 0.05)), .pValue(.nan)),
      (Check("range", .within(0, 1)), .value(.infinity)),
      (Synthetic.system, .estimate(Synthetic.estimate(0.3, 0.4, confidence: 0.5))),
      (Synthetic.system, .estimate(Synthetic.estimate(0.3, .nan))),
    ])
  func unfit(check: Check, reading: Reading) throws {
    let claim = Synthetic.claim(controls: [check])
    let evidence = Synthetic.evidence(
      for: claim, [try Synthetic.spread(0.5, 0.2)], readings: [check.name: reading])
    #expect(throws: ClaimsError.self) { try registeredJudge([claim], [evidence]) }
  }

  @Test(
    "each rule tells a holding from a failing reading",
    arguments: [
      Check.randomDirections(39), .covarianceMatchedDirections(19), .shuffledLabels(19),
      .positiveSlopeMajority, Check("p", .pValue(atMost: 0.05)), Synthetic.baseline,
      Synthetic.system, Synthetic.discriminant, Check("ΔNLL at c = 1", .upperBound(below: 0.1)),
      Check("facts", .atLeast(120)), Check("gate", .exceeds(0.25)), .flippedTemplates(99),
    ])
  func rules(check: Check) throws {
    let claim = Synthetic.claim(gates: [], controls: [check])
    for (reading, expected) in [
      (Synthetic.holding(check), Verdict.supported), (Synthetic.failing(check), .inconclusive),
    ] {
      let evidence = Synthetic.evidence(
        for: claim, [try Synthetic.spread(0.5, 0.2)], readings: [check.name: reading])
      let finding = try #require(try registeredJudge([claim], [evidence]).first)
      #expect(finding.verdict == expected, "\(finding)")
    }
  }

  @Test("findings and evidence survive JSON")
  func coding() throws {
    let claim = Synthetic.claim(
      gates: [Synthetic.baseline, Synthetic.system],
      controls: [.randomDirections(39), .positiveSlopeMajority, Synthetic.discriminant])
    let evidence = Synthetic.evidence(for: claim, [try Synthetic.sample(mean: 0.5, seed: 1)])
    let copy = try JSONDecoder().decode(Evidence.self, from: JSONEncoder().encode(evidence))
    #expect(copy == evidence)
    let finding = try #require(try registeredJudge([claim], [evidence]).first)
    #expect(try JSONDecoder().decode(Finding.self, from: JSONEncoder().encode(finding)) == finding)
  }
}
