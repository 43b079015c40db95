import Claims
import Statistics
import Testing

/// 200 seeds of synthetic evidence whose truth is known, judged as a family of four.
@Suite("Calibration of the judge")
struct CalibrationTests {
  static let seeds: Range<UInt64> = 0..<200

  /// In how many seeds at least one of `count` claims of true effect `mean` is SUPPORTED against δ.
  static func seedsSupporting(_ mean: Double, delta: Double, count: Int, judge: Judge) throws -> Int
  {
    let claims = (1...count).map {
      Synthetic.claim("S0\($0).1", delta: .absolute(delta), gates: [], controls: [])
    }
    return try seeds.count { seed in
      let evidence = try claims.enumerated().map { index, claim in
        Synthetic.evidence(
          for: claim,
          [try Synthetic.sample(mean: mean, size: 4, seed: seed * 8 + UInt64(index))],
          seed: seed)
      }
      return try judge(claims, evidence).contains { $0.verdict == .supported }
    }
  }

  @Test("no effect: at most 15 of 200 families support anything", arguments: [0.0, 0.25])
  func falseSupport(delta: Double) throws {
    // δ = 0 puts the truth on the boundary of H₀; so does an effect of exactly δ.
    let count = try Self.seedsSupporting(delta, delta: delta, count: 4, judge: registeredJudge)
    #expect(count <= 15, "\(count) of 200 families had a false SUPPORTED at an effect of \(delta)")
  }

  @Test("a judge that forgets multiplicity is caught by the same count")
  func unadjusted() throws {
    let count = try Self.seedsSupporting(0, delta: 0, count: 4) { claims, evidence in
      try claims.flatMap { claim in
        try registeredJudge([claim], evidence.filter { $0.claimID == claim.id })
      }
    }
    #expect(count > 15, "\(count) of 200")
  }

  @Test("an effect of 2δ is supported in at least 80 % of the seeds")
  func power() throws {
    let count = try Self.seedsSupporting(0.5, delta: 0.25, count: 1, judge: registeredJudge)
    #expect(count >= 160, "\(count) of 200")
  }

  @Test("90 % intervals hold the truth in 83–97 % of the seeds")
  func coverage() throws {
    let claim = Synthetic.claim(delta: 0.0, gates: [], controls: [])
    let held = try Self.seeds.count { seed in
      let sample = try Synthetic.sample(mean: 0.3, size: 4, seed: 10_000 + seed)
      let evidence = Synthetic.evidence(for: claim, [sample], seed: seed)
      let interval = try registeredJudge([claim], [evidence]).first?.contrasts.first?.estimate
        .interval
      return interval.map { $0.lower <= 0.3 && 0.3 <= $0.upper } ?? false
    }
    // Three standard errors of 200 draws at 90 % are 6.4 points.
    #expect((166...194).contains(held), "\(held) of 200")
  }
}
