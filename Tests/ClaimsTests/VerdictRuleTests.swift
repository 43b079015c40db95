import Claims
import Statistics
import Testing

/// One row of the verdict table: evidence whose verdict is known.
struct VerdictCase: Sendable, CustomTestStringConvertible {
  let name: String
  let claim: Claim
  let samples: [ClusteredSample]
  var reference: Reference?
  var readings: [String: Reading] = [:]
  let expected: Verdict
  /// A piece of the summary that says why.
  let reason: String

  var testDescription: String { name }

  static func all() throws -> [VerdictCase] {
    let plain = Synthetic.claim()
    let strong = try Synthetic.spread(0.5, 0.2)
    let two = Synthetic.claim(
      "S03.1", delta: .fraction(0.1, of: "peak layer's effect"),
      contrasts: ["last − middle", "last − first"])
    let discriminating = Synthetic.claim(
      "S04.1", gates: [Synthetic.baseline, Synthetic.system],
      controls: [.randomDirections(39), Synthetic.discriminant])
    let random = Check.randomDirections(39)
    return [
      VerdictCase(
        name: "everything holds", claim: plain, samples: [strong], expected: .supported,
        reason: "1 gate and 1 control hold"),
      VerdictCase(
        name: "a gate fails", claim: plain, samples: [strong],
        readings: [Synthetic.baseline.name: .value(0.95)], expected: .notTestable,
        reason: "baseline agreement"),
      VerdictCase(
        name: "a gate fails although the effect is refuted", claim: plain,
        samples: [try Synthetic.spread(-0.5, 0.2)],
        readings: [Synthetic.baseline.name: .value(0.1)], expected: .notTestable,
        reason: "baseline agreement"),
      VerdictCase(
        name: "a control fails", claim: plain, samples: [strong],
        readings: [random.name: Synthetic.failing(random)], expected: .inconclusive,
        reason: "random directions"),
      VerdictCase(
        name: "the discriminant fails", claim: discriminating, samples: [strong],
        readings: [Synthetic.discriminant.name: Synthetic.failing(Synthetic.discriminant)],
        expected: .inconclusive, reason: "contrarian, not less sycophantic"),
      VerdictCase(
        name: "the effect goes the other way", claim: plain,
        samples: [try Synthetic.spread(-0.6, 0.2)], expected: .refuted(.opposite),
        reason: "other way"),
      VerdictCase(
        name: "no effect that matters", claim: plain, samples: [try Synthetic.spread(0, 0.1)],
        expected: .refuted(.equivalent), reason: "none that matters"),
      VerdictCase(
        name: "no effect at all", claim: plain, samples: [try Synthetic.spread(0, 0)],
        expected: .refuted(.equivalent), reason: "none that matters"),
      VerdictCase(
        name: "below δ, beyond −δ", claim: plain, samples: [try Synthetic.spread(-0.2, 0.5)],
        expected: .refuted(.tooSmall), reason: "below δ"),
      VerdictCase(
        name: "the interval holds δ", claim: plain, samples: [try Synthetic.spread(0.3, 0.4)],
        expected: .inconclusive, reason: "items would"),
      VerdictCase(
        name: "both contrasts hold", claim: two, samples: [strong, strong],
        reference: Reference("peak layer's effect", 2), expected: .supported, reason: "exceeds"),
      VerdictCase(
        name: "one contrast of two is undecided", claim: two,
        samples: [strong, try Synthetic.spread(0.25, 0.4)],
        reference: Reference("peak layer's effect", 2), expected: .inconclusive,
        reason: "last − first"),
      VerdictCase(
        name: "one contrast of two is refuted", claim: two,
        samples: [strong, try Synthetic.spread(-0.5, 0.2)],
        reference: Reference("peak layer's effect", 2), expected: .refuted(.opposite),
        reason: "last − first"),
      VerdictCase(
        name: "nothing to take a fraction of", claim: two, samples: [strong, strong],
        reference: Reference("peak layer's effect", -0.1), expected: .notTestable,
        reason: "peak layer's effect is −0.1"),
      VerdictCase(
        name: "too few clusters for the primary test", claim: plain,
        samples: [try ClusteredSample(values: [0.5, 0.52, 0.54])], expected: .inconclusive,
        reason: "3 clusters"),
    ]
  }
}

/// The cases a judge gets wrong, by name.
func wrongVerdicts(_ judge: Judge) throws -> [String] {
  try VerdictCase.all().filter { item in
    let evidence = Synthetic.evidence(
      for: item.claim, item.samples, reference: item.reference, readings: item.readings)
    return try judge([item.claim], [evidence]).first?.verdict != item.expected
  }.map(\.name)
}

@Suite("Verdict rules")
struct VerdictRuleTests {
  @Test(arguments: try VerdictCase.all()) func rule(_ item: VerdictCase) throws {
    let evidence = Synthetic.evidence(
      for: item.claim, item.samples, reference: item.reference, readings: item.readings)
    let finding = try #require(try registeredJudge([item.claim], [evidence]).first)
    #expect(finding.verdict == item.expected, "\(finding)")
    #expect(finding.summary.contains(item.reason), "\(finding)")
  }

  @Test("readings and rules carry their unit: a null draw the claim's, others the one given")
  func units() throws {
    let claim = Synthetic.claim(
      gates: [Synthetic.baseline, Check("prompt", .lowerBound(above: 0.25), unit: .natsPerToken)],
      controls: [.randomDirections(39), .positiveSlopeMajority])
    let evidence = Synthetic.evidence(
      for: claim, [try Synthetic.spread(1, 0.1)],
      readings: ["prompt": .estimate(Synthetic.estimate(0.1, 0.3))])
    let finding = try #require(try registeredJudge([claim], [evidence]).first)
    let results = finding.gates + finding.controls
    #expect(
      results.map(\.measured) == [
        "0.55", "0.20 [0.10, 0.30] nats/token",
        "observed 1 nats, largest of 39 draws 0 nats, p = 0.025", "90 of 100, p < 0.0001",
      ])
    #expect(
      results.map(\.rule) == [
        "within 0.2 to 0.9", "lower bound > 0.25 nats/token", "p ≤ 0.05 against 39 draws",
        "more than half, p ≤ 0.05",
      ])
    #expect(
      finding.summary.contains("0.20 [0.10, 0.30] nats/token; rule: lower bound > 0.25 nats/"))
  }

  @Test("a judge that ignores gates is caught")
  func ignoringGates() throws {
    let wrong = try wrongVerdicts { claims, evidence in
      let claims = claims.map { strip($0, gates: true) }
      return try registeredJudge(claims, zip(evidence, claims).map { strip($0, to: $1) })
    }
    #expect(wrong == ["a gate fails", "a gate fails although the effect is refuted"])
  }

  @Test("a judge that ignores controls is caught")
  func ignoringControls() throws {
    let wrong = try wrongVerdicts { claims, evidence in
      let claims = claims.map { strip($0, controls: true) }
      return try registeredJudge(claims, zip(evidence, claims).map { strip($0, to: $1) })
    }
    #expect(wrong == ["a control fails", "the discriminant fails"])
  }

  @Test("a judge that reads only the first contrast is caught")
  func ignoringContrasts() throws {
    let wrong = try wrongVerdicts { claims, evidence in
      let claims = claims.map { strip($0, contrastsAfterFirst: true) }
      return try registeredJudge(claims, zip(evidence, claims).map { strip($0, to: $1) })
    }
    #expect(
      wrong == ["one contrast of two is undecided", "one contrast of two is refuted"])
  }

  @Test("a judge that takes δ as 0 is caught")
  func ignoringDelta() throws {
    let wrong = try wrongVerdicts { claims, evidence in
      let claims = claims.map { claim in
        Claim(
          id: claim.id, hypothesis: claim.hypothesis, unit: claim.unit,
          smallestEffectOfInterest: .absolute(0), contrasts: claim.contrasts, gates: claim.gates,
          controls: claim.controls)
      }
      let bare = zip(evidence, claims).map { evidence, claim in
        Evidence(
          for: claim, contrasts: evidence.contrasts, gates: evidence.gates,
          controls: evidence.controls, provenance: evidence.provenance)
      }
      return try registeredJudge(claims, bare)
    }
    #expect(wrong.contains("the interval holds δ"))
    #expect(wrong.contains("no effect that matters"))
  }

  @Test("the number of items that would decide does decide")
  func decidingSampleSize() throws {
    let claim = Synthetic.claim()
    let small = try Synthetic.spread(0.35, 0.4)
    let first = try #require(
      try registeredJudge([claim], [Synthetic.evidence(for: claim, [small])]).first)
    let needed = try #require(first.decidingSampleSize)
    #expect(first.verdict == .inconclusive)
    #expect(needed > small.count)
    let large = try Synthetic.spread(0.35, 0.4, clusters: needed)
    let second = try #require(
      try registeredJudge([claim], [Synthetic.evidence(for: claim, [large])]).first)
    #expect(second.verdict == .supported, "\(needed) items: \(second)")
  }

  @Test("a description shows effect, interval, p and every check")
  func description() throws {
    let claim = Synthetic.claim(controls: [.randomDirections(39), .positiveSlopeMajority])
    let evidence = Synthetic.evidence(
      for: claim, [try Synthetic.spread(0.5, 0.2)],
      readings: ["positive slopes": .count(successes: 50, trials: 100)])
    let text = try #require(try registeredJudge([claim], [evidence]).first).description
    for piece in [
      "S01.1 v1 on full: INCONCLUSIVE", "0.5", "90 % interval", "δ = 0.25", "n = 20 in 20 clusters",
      "gate holds: baseline agreement", "control holds: random directions",
      "control FAILS: positive slopes: 50 of 100, p = 0.54", "model b179c952", "seed 17",
      "layer 15",
      "ρ = 0.11",
    ] {
      #expect(text.contains(piece), "\(piece) is not in\n\(text)")
    }
  }

  @Test("judging again changes nothing, encoded or not")
  func deterministic() throws {
    let claim = Synthetic.claim()
    let evidence = Synthetic.evidence(for: claim, [try Synthetic.sample(mean: 0.3, seed: 3)])
    #expect(
      try registeredJudge([claim], [evidence]) == registeredJudge([claim], [evidence]))
  }
}
