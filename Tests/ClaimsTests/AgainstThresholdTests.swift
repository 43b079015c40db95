import Claims
import Randomness
import Statistics
import Testing

/// The rules from protocol 2 on: three-valued gates, p against δ for both verdicts, sequential nulls.
@Suite("Verdict rules of protocol 2")
struct AgainstThresholdTests {
  static let gate = Check("asking moves it", .exceeds(0.25), unit: .nats)
  static let flips = Check.flippedTemplates(99)

  static func claim(
    _ id: String = "S01.2", gates: [Check] = [gate], controls: [Check] = [], version: Int = 2,
    contrasts: [String] = ["effect"]
  ) -> Claim {
    Synthetic.claim(
      id, contrasts: contrasts, gates: gates, controls: controls, version: version, registration: 3)
  }

  private func finding(
    _ claim: Claim, _ samples: [ClusteredSample], _ readings: [String: Reading] = [:]
  ) throws -> Finding {
    let evidence = Synthetic.evidence(for: claim, samples, readings: readings)
    return try #require(try registeredJudge([claim], [evidence]).first)
  }

  @Test(
    "a gate passes, fails or is undecided",
    arguments: [
      (0.3, 0.6, Verdict.supported), (0.1, 0.4, .inconclusive), (-0.1, 0.2, .notTestable),
      (0.25, 0.25, .inconclusive),
    ])
  func gates(lower: Double, upper: Double, expected: Verdict) throws {
    let reading = [Self.gate.name: Reading.estimate(Synthetic.estimate(lower, upper))]
    let found = try finding(Self.claim(), [try Synthetic.spread(0.6, 0.2)], reading)
    #expect(found.verdict == expected, "\(found)")
    #expect(found.gates[0].isUndecided == (expected == .inconclusive))
    #expect(found.summary.contains("undecided") == (expected == .inconclusive), "\(found)")
    // Planted fault: a rule of two values calls the undecided one failed.
    let two = Check(Self.gate.name, .lowerBound(above: 0.25), unit: .nats)
    let faulty = try finding(Self.claim(gates: [two]), [try Synthetic.spread(0.6, 0.2)], reading)
    #expect((faulty.verdict == expected) == (expected != .inconclusive))
  }

  @Test("a refuted effect behind an undecided gate is not refuted")
  func undecidedGate() throws {
    let reading = [Self.gate.name: Reading.estimate(Synthetic.estimate(0.1, 0.4))]
    let found = try finding(Self.claim(), [try Synthetic.spread(-0.6, 0.2)], reading)
    #expect(found.verdict == .inconclusive, "\(found)")
  }

  @Test("p is that of δ: an effect just above 0 has a small one in protocol 1 alone")
  func againstDelta() throws {
    let small = try Synthetic.spread(0.2, 0.1)
    let found = try finding(Self.claim(gates: []), [small])
    #expect(found.pValue ?? 0 > 0.9 && found.verdict == .refuted(.equivalent), "\(found)")
    #expect(found.refutingPValue ?? 1 < 0.05)
    let earlier = try finding(Self.claim(gates: [], version: 1), [small])
    #expect(earlier.pValue ?? 1 < 0.01 && earlier.refutingPValue == nil)
  }

  @Test("two contrasts: the weaker supports, the stronger refutes at twice its p")
  func contrasts() throws {
    let claim = Self.claim(gates: [], contrasts: ["a", "b"])
    let both = try finding(claim, [Synthetic.spread(0.6, 0.2), Synthetic.spread(0.7, 0.2)])
    #expect(both.verdict == .supported)
    let one = try finding(claim, [Synthetic.spread(0.6, 0.2), Synthetic.spread(-0.5, 0.2)])
    #expect(one.verdict == .refuted(.opposite))
    let single = try finding(Self.claim(gates: []), [Synthetic.spread(-0.5, 0.2)])
    #expect(one.refutingPValue == single.refutingPValue.map { 2 * $0 })
  }

  @Test("an interval of three clusters cannot refute by itself")
  func fewClusters() throws {
    let sample = try ClusteredSample(values: [0.02, 0, -0.02])
    let found = try finding(Self.claim(gates: []), [sample])
    #expect(found.verdict == .inconclusive && found.summary.contains("does not reject"), "\(found)")
    #expect(
      try finding(Self.claim(gates: [], version: 1), [sample]).verdict == .refuted(.equivalent))
  }

  static let nulls: [(draws: [Double], expected: Verdict?)] = {
    func draws(_ zeros: Int, _ ones: Int) -> [Double] {
      [Double](repeating: 0, count: zeros) + [Double](repeating: 1, count: ones)
    }
    return [
      (draws(99, 0), .supported), (draws(95, 4), .supported), (draws(94, 5), .inconclusive),
      (draws(3, 10), .inconclusive), (draws(0, 10) + [0], nil), (draws(3, 0), nil),
      (draws(100, 0), nil), ([.nan], nil), ([], nil),
    ]
  }()

  @Test("a null is stopped once ten draws are as large, and only then", arguments: nulls)
  func sequential(draws: [Double], expected: Verdict?) throws {
    let claim = Self.claim(gates: [], controls: [Self.flips])
    func judged() throws -> Finding {
      try finding(
        claim, [try Synthetic.spread(0.6, 0.2)],
        [Self.flips.name: .null(observed: 1, draws: draws)])
    }
    guard let expected else {
      #expect(throws: ClaimsError.self) { try judged() }
      return
    }
    let found = try judged()
    #expect(found.verdict == expected, "\(found)")
    let asLarge = draws.count { $0 >= 1 }
    let p =
      draws.count < 99
      ? Double(asLarge) / Double(draws.count) : Double(asLarge + 1) / Double(draws.count + 1)
    #expect(found.controls[0].pValue == p)
  }

  @Test("what was not measured supports nothing, and is not called failed")
  func unmeasured() throws {
    let claim = Self.claim(gates: [], controls: [Self.flips])
    let reading = [Self.flips.name: Reading.notMeasured("the effect does not exceed δ")]
    let strong = try finding(claim, [try Synthetic.spread(0.6, 0.2)], reading)
    #expect(strong.verdict == .inconclusive && strong.controls[0].outcome == "not measured")
    let weak = try finding(claim, [try Synthetic.spread(0.3, 0.4)], reading)
    #expect(weak.verdict == .inconclusive && !weak.summary.contains("Control"), "\(weak)")
  }

  @Test("a share of an estimate is no δ")
  func shares() throws {
    let claim = Synthetic.claim(delta: .fraction(0.1, of: "peak"), version: 2)
    #expect(throws: ClaimsError.self) { try Registration([claim]) }
  }

  // MARK: Error rates

  /// Families of six claims, of which some are true and some false: how many have a false verdict of each kind.
  private func falseVerdicts(
    _ effects: [Double], version: Int, families: Int = 300
  ) throws -> (supported: Int, refuted: Int) {
    let claims = effects.indices.map { Self.claim("S0\($0).2", gates: [], version: version) }
    var counts = (supported: 0, refuted: 0)
    for seed in 0..<families {
      let evidence = try effects.indices.map { index in
        Synthetic.evidence(
          for: claims[index],
          [
            try Synthetic.sample(
              mean: effects[index], clusters: 25, size: 2, seed: UInt64(seed * 10 + index))
          ])
      }
      let findings = try Registration(claims).judge(evidence, on: "full", resamples: 999)
      let isFalselySupported = zip(findings, effects).contains {
        $0.verdict == .supported && $1 <= 0.25
      }
      let isFalselyRefuted = zip(findings, effects).contains {
        if case .refuted = $0.verdict { $1 >= 0.25 } else { false }
      }
      counts.supported += isFalselySupported ? 1 : 0
      counts.refuted += isFalselyRefuted ? 1 : 0
    }
    return counts
  }

  /// 5 % of 300 is 15; 25 is that with room for chance (binomial p = .01).
  @Test(
    "at most a twentieth of the families have a false SUPPORTED, and as few a false REFUTED",
    arguments: [
      [0.25, 0.25, 0.25, 0.25, 0.25, 0.25], [0.25, 0.25, 0.25, 1, 1, 1],
      [0.25, 0.25, 0.25, -1, -1, -1],
    ])
  func familyWise(effects: [Double]) throws {
    let rates = try falseVerdicts(effects, version: 2)
    print("effects \(effects): false SUPPORTED \(rates.supported), REFUTED \(rates.refuted) of 300")
    #expect(rates.supported <= 25 && rates.refuted <= 25, "\(rates)")
  }

  @Test("planted fault: protocol 1 falsely refutes in more families than that")
  func protocolOne() throws {
    let rates = try falseVerdicts([0.25, 0.25, 0.25, 1, 1, 1], version: 1)
    print("protocol 1: false SUPPORTED \(rates.supported), REFUTED \(rates.refuted) of 300")
    #expect(rates.refuted > 25, "\(rates)")
  }
}
