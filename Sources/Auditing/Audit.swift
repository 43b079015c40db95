import Claims
import Foundation
import Inference
import Protocols
import Randomness
import Selectivity
import Statistics
import Steering
import Subjects

/// Whether a vector can be trusted with a behaviour on a model: effect, nulls, costs, wordings, and the verdict.
///
/// Every measurement goes through the laboratory's cache, so that an audit that was stopped goes on where it was.
public struct Audit {
  /// What is audited.
  public let vector: SteeringVector
  /// What it is to steer.
  public let behavior: BehaviorTexts
  /// Where it is used; nil chooses it on items that are not reported.
  public let layer: Int?
  /// How much is measured.
  public let counts: AuditCounts
  /// δ, in nats.
  public let delta: Double
  /// Public questions of fact that are asked too.
  public let questionSets: [String]
  let lab: Laboratory

  /// The registered δ of the behaviours that come with the program: 0.25 nats.
  public static let usualDelta = SelectiveStudy.delta
  /// Multiples of the dose that are measured beside it.
  static let multiples: [Double] = [-2, -1, -0.5, 0.5, 1, 2]

  /// - Throws: ``SteeringError`` for a layer that the vector has no direction for, for counts, a δ or question sets that are
  ///   none, and where the test items are of one template, which no interval can be made of.
  public init(
    of vector: SteeringVector, for behavior: BehaviorTexts, at layer: Int? = nil,
    counts: AuditCounts = .full, delta: Double = usualDelta, questionSets: [String] = [],
    in lab: Laboratory
  ) throws {
    if let layer { _ = try vector.direction(layer) }
    try counts.check()
    guard delta.isFinite, delta >= 0 else {
      throw SteeringError.invalid("delta", expected: "a number of at least 0", got: "\(delta)")
    }
    if let stranger = questionSets.first(where: { !PublicQuestions.names.contains($0) }) {
      throw SteeringError.invalid(
        "question_sets", expected: PublicQuestions.names.joined(separator: ", "), got: stranger)
    }
    guard Set(behavior.items.test.templates).count > 1 else {
      throw SteeringError.nothingToMeasure(
        "\(behavior.name): test items of at least 2 templates are needed")
    }
    self.vector = vector
    self.behavior = behavior
    self.layer = layer
    self.counts = counts
    self.delta = delta
    self.questionSets = questionSets
    self.lab = lab
  }

  /// Layers that one is chosen from.
  var candidates: [Int] {
    let usual = lab.candidateLayers.filter(vector.layers.contains)
    return usual.isEmpty ? vector.layers : usual
  }

  /// The work, in the order in which it is done.
  ///
  /// - Parameter progress: what was done of ``AuditWork/total``.
  /// - Throws: ``SteeringError``, `ModelError`, `StatisticsError`.
  public func run(progress: (Int) -> Void = { _ in }) throws -> AuditResults {
    var work = AuditWork(of: self)
    func advance(_ part: AuditWork.Part) {
      work.finish(part)
      progress(work.done)
    }
    var limits: [String] = []

    let select = behavior.items.select.thinned(to: counts.select)
    let profile = try findBestLayer(
      of: vector, metric: lab.logOdds(select), on: lab.underTest, coefficient: behavior.wanted,
      layers: candidates)
    let used = layer ?? profile.best
    let direction = try vector.direction(used)
    guard norm(direction) > 0 else {
      throw SteeringError.nothingToMeasure("the vector is zero at layer \(used)")
    }
    advance(.layers)

    let equal = try EqualCost(in: lab, at: [used])
    var coefficient = behavior.wanted
    do {
      coefficient = try equal.coefficient(of: direction, layer: used, sign: behavior.wanted)
    } catch SteeringError.nothingToMeasure(let reason) {
      limits.append("\(reason); measured at |c| = 1")
    }
    let cost = try equal.cost(of: direction, layer: used, coefficient: coefficient)
    advance(.dose)

    let items = try AuditItems(
      behavior.items.test.thinned(to: counts.test), in: lab, steeredAt: [used])
    let before = try items.values()
    let steered = try Self.multiples.map {
      try items.values(adding: direction, layer: used, coefficient: $0 * coefficient)
    }
    let own = steered[Self.multiples.firstIndex(of: 1) ?? 0]
    let effects = own.change(from: before, sign: behavior.wanted)
    advance(.effect)

    let nulls = try nulls(direction, at: used, coefficient, equal)
    advance(.nulls)
    let robustness = try robustness(at: used, coefficient, &limits)
    advance(.wordings)
    let sides = try sides(at: used, coefficient, &limits)
    advance(.sides)
    let others = try others(at: used, coefficient)
    advance(.others)
    let asking = behavior.isAsked ? try asking() : nil
    if asking == nil { limits.append("nothing asks for it in words") }
    if !items.isControlled {
      limits.append(
        "items have no controls: a liking for the words that show \(behavior.name) passes for it")
    }
    if behavior.pairs.positive.isEmpty { limits.append("no pairs to turn") }

    let finding = try judged(
      effects, items, nulls, robustness, sides, layer: used, coefficient: coefficient)
    let wrong = effects.indices.filter { effects[$0] < 0 }.sorted { effects[$0] < effects[$1] }
    return AuditResults(
      layer: used, isLayerChosen: layer == nil, coefficient: coefficient, cost: cost,
      relativeNorm: try lab.relativeNorm(vector, layer: used, coefficient: coefficient),
      effect: AuditResults.Ranged(finding.contrasts[0].estimate),
      unsteered: try items.ranged(before.items), items: items.corpus.count,
      templates: Set(items.corpus.templates).count, isControlled: items.isControlled,
      doses: try zip(Self.multiples, steered).map { multiple, values in
        AuditResults.Dose(
          coefficient: multiple * coefficient, multiple: multiple,
          items: try items.ranged(values.itemChange(from: before, sign: behavior.wanted)),
          controls: items.isControlled
            ? try items.ranged(values.controlChange(from: before, sign: behavior.wanted)) : nil,
          effect: try items.ranged(values.change(from: before, sign: behavior.wanted)))
      },
      layers: try zip(profile.layers, profile.effects).map { layer, effects in
        AuditResults.Layer(
          layer: layer,
          effect: AuditResults.Ranged(try Protocols.estimate(effects, by: select.templates)),
          norm: vector.norm(layer))
      }, nulls: nulls,
      antiSteerable: AuditResults.Ranged(
        try clopperPearson(successes: wrong.count, trials: effects.count, confidence: 0.95)),
      failures: wrong.prefix(AuditResults.shownFailures).map { item in
        AuditResults.Failure(
          item: item, effect: effects[item],
          text: text(of: item, in: items.corpus))
      },
      sideEffects: sides, otherBehaviors: others,
      robustness: robustness.map { AuditResults.Ranged($0.score) },
      wordings: (robustness?.variants ?? []).map {
        AuditResults.Wording(name: $0.name, slope: AuditResults.Ranged($0.slope))
      }, asking: asking, limits: limits,
      checks: finding.controls.map {
        AuditResults.Check(
          name: $0.check.name, measured: $0.measured, rule: $0.rule, holds: $0.outcome)
      }, hypothesis: finding.claim.hypothesis, delta: delta,
      pValue: finding.pValue ?? 1, verdict: "\(finding.verdict)", because: finding.summary)
  }

  /// What stands before the continuations, and the first of each kind.
  private func text(of item: Int, in corpus: ChoiceCorpus) -> String {
    let parts = [
      corpus.prompts[item], corpus.favored[item].first ?? [], corpus.opposed[item].first ?? [],
    ]
    .map { lab.model.tokenizer.decode($0) }
    return "\(parts[0]) [\(trimmed(parts[1])) | \(trimmed(parts[2]))]"
  }

  private func trimmed(_ text: String) -> String {
    text.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  // MARK: Beside the effect

  /// One item each of some templates.
  private var few: ChoiceCorpus {
    behavior.items.test.firstOfEachTemplate().thinned(to: counts.templates)
  }

  /// Random directions at equal cost; and means of the behaviour's pairs of which coins turned whole templates. These
  /// are added at |c| = 1, their natural length, which tells how far the pairs agree; the vector, however long its file has
  /// it, at the length of the pairs' mean.
  private func nulls(
    _ direction: [Float], at layer: Int, _ coefficient: Double, _ equal: EqualCost
  ) throws -> [AuditResults.Null] {
    let items = try AuditItems(few, in: lab, steeredAt: [layer])
    let before = try items.values()
    func effect(_ direction: [Float], _ coefficient: Double) throws -> Double {
      try mean(
        items.values(adding: direction, layer: layer, coefficient: coefficient)
          .change(from: before, sign: behavior.wanted))
    }
    var generator = SeededGenerator(seed: Subject.seed, stream: "audit random \(layer)")
    let length = norm(direction)
    let random = try (0..<counts.draws).map { _ in
      let drawn = RandomDirections.isotropic(
        width: direction.count, norm: length, using: &generator)
      let size = try? equal.coefficient(
        of: drawn, layer: layer, sign: behavior.wanted, tolerance: 0.1)
      return try effect(drawn, size ?? coefficient)
    }
    let found = AuditResults.Null(
      name: AuditClaim.randomDirections, observed: try effect(direction, coefficient),
      draws: random)
    guard !behavior.pairs.positive.isEmpty else { return [found] }
    let made = try lab.extract(behavior.pairs)
    let natural = made.vector.norm(layer) / length
    let turned = TurnedPairs(made, templates: behavior.pairs.templates, layer: layer)
    return [
      found,
      AuditResults.Null(
        name: AuditClaim.turnedPairs, observed: try effect(direction, behavior.wanted * natural),
        draws: try turned.draws(counts.draws).map { try effect($0, behavior.wanted) }),
    ]
  }

  private func robustness(
    at layer: Int, _ coefficient: Double, _ limits: inout [String]
  ) throws -> Robustness? {
    do {
      let (written, variants) = try lab.wordings(of: behavior, on: few)
      return try evaluateRobustness(
        of: vector, layer: layer, on: lab.underTest, testPrompts: written, variants: variants,
        coefficients: [-abs(coefficient), abs(coefficient)])
    } catch SteeringError.nothingToMeasure(let reason) {
      limits.append("other wordings: \(reason)")
    } catch let error as StatisticsError {
      // Of slopes that are nearly all zero no ratio has an interval.
      limits.append("other wordings: \(error)")
    }
    return nil
  }

  /// What asking for it does against asking for its contrary, each item after its own wording.
  private func asking() throws -> AuditResults.Ranged {
    let few = few
    func values(_ kind: Instruction.Kind) throws -> [Double] {
      try lab.unsteered(lab.logOdds(few, prompts: few.prompts(afterEvery: kind)))
    }
    return AuditResults.Ranged(
      try Protocols.estimate(
        difference(values(.toward), values(.away)), by: few.templates))
  }

  // MARK: Costs

  private func sides(
    at layer: Int, _ coefficient: Double, _ limits: inout [String]
  ) throws -> [AuditResults.Side] {
    let units = ["nats/token", "nats", "points"]
    var sides = try zip(lab.generalMeasures(.test, items: counts.sides), units).map {
      try side($0.measure, unit: $1, margin: $0.margin, at: layer, coefficient)
    }
    for name in PublicQuestions.names {
      guard questionSets.contains(name) else {
        // The planted model knows no English.
        if !lab.subject.isInstrumentCheck {
          limits.append("\(name) was not asked (`steer data fetch \(name)` has it)")
        }
        continue
      }
      let questions = try PublicQuestions(name, count: counts.questions, for: lab)
      sides.append(try side(questions.measure, unit: "points", margin: nil, at: layer, coefficient))
    }
    return sides
  }

  private func others(at layer: Int, _ coefficient: Double) throws -> [AuditResults.Side] {
    try lab.otherBehaviors(than: behavior, .test, items: counts.sides).map {
      try side($0, unit: "nats", margin: nil, at: layer, coefficient)
    }
  }

  private func side(
    _ measure: Measure, unit: String, margin: Double?, at layer: Int, _ coefficient: Double
  ) throws -> AuditResults.Side {
    let response = try Evaluation(of: measure.metric, on: lab.underTest, steeredAt: [layer])
      .coefficients([0, coefficient], of: vector, layer: layer)
    return AuditResults.Side(
      name: measure.name, unit: unit,
      change: AuditResults.Ranged(try measure.estimate(response.difference(coefficient, 0))),
      margin: margin)
  }

  // MARK: Verdict

  private func judged(
    _ effects: [Double], _ items: AuditItems, _ nulls: [AuditResults.Null],
    _ robustness: Robustness?, _ sides: [AuditResults.Side], layer: Int, coefficient: Double
  ) throws -> Finding {
    let rules = AuditClaim(behavior: behavior, delta: delta, draws: counts.draws)
    func change(_ index: Int) -> Reading { .estimate(sides[index].change.estimate) }
    let checks =
      nulls.map { Measurement($0.name, .null(observed: $0.observed, draws: $0.draws)) } + [
        Measurement(
          of: AuditClaim.wordings,
          robustness.flatMap { $0.baseline.interval.lower > 0 ? .estimate($0.score) : nil }
            ?? .notMeasured("there is no slope to keep")),
        Measurement(of: AuditClaim.prose, change(0)),
        Measurement(of: AuditClaim.facts, change(2)),
      ]
    return try Registration([rules.claim]).judge(
      [
        Evidence(
          for: rules.claim, effect: PrimaryEffect(effects, clusters: items.corpus.templates),
          checks: checks,
          provenance: Provenance(
            engine: lab.subject.name, modelHash: lab.model.hash,
            precision: lab.model.precision.rawValue, dataHash: behavior.hash, seed: Subject.seed,
            layer: layer, coefficient: coefficient))
      ], on: lab.subject.name)[0]
  }
}

extension AuditItems {
  func ranged(_ values: [Double]) throws -> AuditResults.Ranged {
    AuditResults.Ranged(try estimate(values))
  }
}
