import Formatting
import Statistics

/// The verdict's rules over one claim's numbers, in the order in which they apply.
struct Judgement {
  let claim: Claim
  let evidence: Evidence
  let contrasts: [ContrastResult]
  let pValue: Double
  let adjustedPValue: Double
  /// Nil where an interval alone refutes.
  let refutingPValue: Double?
  let alpha: Double
  /// The one-sided level of this claim's intervals.
  let level: Double

  func finding() throws -> Finding {
    let gates = try apply(claim.gates, to: evidence.gates)
    let controls = try apply(claim.controls, to: evidence.controls)
    let (verdict, reason, needed) = try decide(gates: gates, controls: controls)
    return Finding(
      claim: claim, engine: evidence.provenance.engine, verdict: verdict, threshold: threshold,
      contrasts: contrasts, pValue: pValue, adjustedPValue: adjustedPValue,
      refutingPValue: refutingPValue, gates: gates,
      controls: controls, secondaries: evidence.secondaries, provenance: evidence.provenance,
      decidingSampleSize: needed, summary: reason)
  }

  /// Nil when δ is a share of a quantity that is not positive: there is no effect to take a share of.
  private var threshold: Double? {
    switch claim.smallestEffectOfInterest {
    case .absolute(let delta): return delta
    case .fraction(let fraction, _):
      guard let value = evidence.reference?.value, value.isFinite, value > 0 else { return nil }
      return fraction * value
    }
  }

  private func apply(_ checks: [Check], to measurements: [Measurement]) throws -> [CheckResult] {
    try zip(checks, measurements).map { try $0.apply(to: $1.reading, of: claim) }
  }

  private func decide(
    gates: [CheckResult], controls: [CheckResult]
  ) throws -> (Verdict, reason: String, needed: Int?) {
    let failedGates = gates.filter { !$0.holds && !$0.isUndecided }
    if !failedGates.isEmpty {
      return (
        .notTestable,
        sentence(failed: failedGates, kind: "Gate", then: "the instrument cannot decide"), nil
      )
    }
    guard let delta = threshold else {
      let name = evidence.reference?.name ?? "reference"
      let value = evidence.reference.map { Formatted.number($0.value) } ?? "missing"
      return (.notTestable, "The \(name) is \(value), so no share of it can serve as δ.", nil)
    }
    let open = gates.filter(\.isUndecided)
    if !open.isEmpty {
      return (
        .inconclusive,
        sentence(
          failed: open, kind: "Gate", verb: "undecided",
          then: "so the effect \(text(weakest)) is not judged"),
        nil
      )
    }
    if let (worst, how) = refutation(delta) {
      if let p = refutingPValue, p > alpha {
        return (
          .inconclusive,
          "The interval of \(text(worst)) lies below δ = \(Formatted.number(delta)), but the test of an effect of δ"
            + " or more does not reject (Holm-adjusted \(Formatted.labelledPValue(p)),"
            + " \(worst.clusterCount) clusters).", nil
        )
      }
      return (.refuted(how), sentence(refuted: worst, how, delta), nil)
    }
    let undecided = contrasts.filter { $0.estimate.interval.lower <= delta }
    if !undecided.isEmpty { return try inconclusive(undecided, controls, delta) }
    let failed = controls.filter { !$0.holds }
    if !failed.isEmpty {
      let effect = "the effect \(text(weakest)) exceeds δ = \(Formatted.number(delta))"
      let qualifier = qualifiers(failed)
      return (
        .inconclusive,
        sentence(failed: failed, kind: "Control", then: "although " + effect) + qualifier, nil
      )
    }
    guard adjustedPValue <= alpha else {
      let reason =
        "The interval of \(text(weakest)) exceeds δ = \(Formatted.number(delta)), but the primary"
        + " test does not reject (Holm-adjusted"
        + " \(Formatted.labelledPValue(adjustedPValue)), \(weakest.clusterCount) clusters)."
      return (.inconclusive, reason, nil)
    }
    return (.supported, supportedSentence(delta, gates.count, controls.count), nil)
  }

  /// The contrast that refutes most strongly, if any: opposite before equivalent before too small.
  private func refutation(_ delta: Double) -> (ContrastResult, Verdict.Refutation)? {
    let below = contrasts.filter { $0.estimate.interval.upper < delta }
    func first(_ how: Verdict.Refutation, _ condition: (Interval) -> Bool)
      -> (ContrastResult, Verdict.Refutation)?
    {
      below.first { condition($0.estimate.interval) }.map { ($0, how) }
    }
    return first(.opposite) { $0.upper < 0 }
      ?? first(.equivalent) { $0.lower > -delta } ?? first(.tooSmall) { _ in true }
  }

  private func inconclusive(
    _ undecided: [ContrastResult], _ controls: [CheckResult], _ delta: Double
  ) throws -> (Verdict, String, Int?) {
    let needs = try undecided.map { try decidingSampleSize($0, delta) }
    let needed = needs.contains { $0 == nil } ? nil : needs.compactMap(\.self).max()
    var reason =
      "The interval of \(text(undecided[0])) does not decide against δ = \(Formatted.number(delta))"
    let (items, clusters) = (undecided[0].count, undecided[0].clusterCount)
    reason +=
      needed.map {
        clusters < items
          ? "; about \($0) items in \($0 * clusters / max(items, 1)) clusters would, if the effect is as seen."
          : "; about \($0) items would, if the effect is as seen."
      } ?? "; no feasible number of items would."
    let failed = controls.filter { !$0.holds && !$0.isUnmeasured }
    if !failed.isEmpty {
      reason +=
        " " + sentence(failed: failed, kind: "Control", then: "which more items would not mend")
    }
    if contrasts.allSatisfy({ $0.estimate.interval.lower > 0 }) { reason += qualifiers(failed) }
    return (.inconclusive, reason, needed)
  }

  /// Items at which a one-sided test at this level, power 80 %, tells the effect seen from δ.
  /// Clusters are the units of inference, so their number is found first.
  private func decidingSampleSize(_ contrast: ContrastResult, _ delta: Double) throws -> Int? {
    guard let sample = evidence.contrasts.first(where: { $0.name == contrast.name })?.sample else {
      return nil
    }
    let gap = abs(contrast.estimate.value - delta)
    let means = sample.groups.map { $0.reduce(0, +) / Double($0.count) }
    guard gap > 0, means.count > 1 else { return nil }
    let spread = try standardDeviation(means)
    guard spread > 0, spread / gap < 1_000 else { return nil }
    let clusters = try requiredSampleSize(
      effect: gap, standardDeviation: spread, alpha: level, power: 0.8)
    let perCluster = Double(sample.count) / Double(means.count)
    let items = (Double(max(clusters, means.count + 1)) * perCluster).rounded(.up)
    return items <= 1_000_000 ? Int(items) : nil
  }
}

/// The sentences of `Finding.summary`.
extension Judgement {
  private var weakest: ContrastResult {
    contrasts.min { $0.estimate.interval.lower < $1.estimate.interval.lower } ?? contrasts[0]
  }

  private func text(_ contrast: ContrastResult) -> String {
    let name = contrasts.count > 1 ? "\(contrast.name) " : ""
    return name + amount(contrast)
  }

  private func amount(_ contrast: ContrastResult) -> String {
    Formatted.estimate(contrast.estimate) + claim.unit.suffix
  }

  private func sentence(
    failed: [CheckResult], kind: String, verb: String? = nil, then consequence: String
  ) -> String {
    let list = failed.map { "'\($0.check.name)' (\($0.measured); rule: \($0.rule))" }
    let plural = failed.count > 1
    return
      "\(kind)\(plural ? "s" : "") \(list.joined(separator: ", "))"
      + " \(verb.map { "\(plural ? "are" : "is") \($0)" } ?? (plural ? "fail" : "fails")),"
      + " \(consequence)."
  }

  private func qualifiers(_ failed: [CheckResult]) -> String {
    failed.compactMap(\.check.qualifier).map { " That is: \($0)." }.joined()
  }

  private func sentence(
    refuted contrast: ContrastResult, _ how: Verdict.Refutation, _ delta: Double
  ) -> String {
    let bound = Formatted.number(delta)
    let within = contrast.estimate.interval.lower > -delta
    switch how {
    case .opposite:
      return "The effect \(text(contrast)) goes the other way"
        + (within ? ", though by less than δ = \(bound)." : ".")
    case .equivalent:
      return "The effect \(text(contrast)) lies within ±\(bound): none that matters."
    case .tooSmall: return "The effect \(text(contrast)) lies below δ = \(bound)."
    }
  }

  private func supportedSentence(_ delta: Double, _ gates: Int, _ controls: Int) -> String {
    func count(_ n: Int, _ noun: String) -> String { "\(n) \(noun)\(n == 1 ? "" : "s")" }
    let checks = [
      gates > 0 ? count(gates, "gate") : nil, controls > 0 ? count(controls, "control") : nil,
    ]
    .compactMap(\.self)
    let hold = gates + controls == 1 ? "holds" : "hold"
    return "The effect \(text(weakest)) exceeds δ = \(Formatted.number(delta))"
      + (checks.isEmpty ? "." : "; \(checks.joined(separator: " and ")) \(hold).")
  }
}

extension Finding {
  static func notRun(_ claim: Claim, on engine: String) -> Finding {
    Finding(
      claim: claim, engine: engine, verdict: .notRun, threshold: nil, contrasts: [], pValue: nil,
      adjustedPValue: nil, refutingPValue: nil, gates: [], controls: [], secondaries: [],
      provenance: nil,
      decidingSampleSize: nil, summary: "Nothing was run on this model.")
  }

  /// A claim that a model cannot be asked: no evidence was gathered, and why.
  ///
  /// In its family it counts as one that was not run.
  public static func notTestable(
    _ claim: Claim, on engine: String, because reason: String
  ) -> Finding {
    Finding(
      claim: claim, engine: engine, verdict: .notTestable, threshold: nil, contrasts: [],
      pValue: nil, adjustedPValue: nil, refutingPValue: nil, gates: [], controls: [],
      secondaries: [], provenance: nil,
      decidingSampleSize: nil, summary: "The model cannot be asked: \(reason).")
  }
}
