import Claims
import Reporting
import Statistics
import Steering
import Subjects

/// What is measured alike for honesty, confidence and corrigibility: a behaviour's vector at the layer
/// chosen on its select items, on its test items and on their control prompts, beside directions that
/// do not carry the behaviour and beside asking in words.
public struct BehaviorStudy: Sendable {
  /// The behaviour whose vector it is.
  public let behavior: Behavior
  /// The vector with the layer that was chosen on the select items.
  public let concept: ChosenVector
  /// Test items: their templates are in no part that anything was chosen on.
  public let items: ChoiceCorpus
  /// y by coefficient, in nats: log Σ p(replies that show the behaviour) − log Σ p(the others).
  public let curve: DoseResponse
  /// y of the same replies to the control prompts, where the behaviour is not at stake.
  public let controlCurve: DoseResponse
  /// y after the registered request in words minus y after one that asks for nothing, unsteered.
  public let asked: [Double]
  /// The vector's own effect against each kind of null direction, all on the same few items.
  public let nulls: [Measurement]
  let selectTemplates: [String]

  /// Of both curves.
  static let coefficients: [Double] = [-2, -1, 0, 1, 2]
  /// Items that the null directions are measured on.
  static let nullItemCount = 16
}

extension Laboratory {
  /// The test items that a behaviour is studied on.
  public func studyItems(of behavior: Behavior) throws -> ChoiceCorpus {
    try items(behavior, .test, count: min(counts.studyItems, counts.choiceTestItems))
  }

  /// Measures a behaviour that is wanted (its coefficient is +1) and that has control prompts.
  public func study(_ behavior: Behavior) throws -> BehaviorStudy {
    let concept = try concept(behavior)
    let items = try studyItems(of: behavior)
    func curve(_ prompts: [[Int]]) throws -> DoseResponse {
      try response(
        of: logOdds(items, prompts: prompts), to: concept, at: BehaviorStudy.coefficients)
    }
    let few = items.thinned(to: BehaviorStudy.nullItemCount)
    return BehaviorStudy(
      behavior: behavior, concept: concept, items: items, curve: try curve(items.prompts),
      controlCurve: try curve(items.controls),
      asked: difference(
        try unsteered(items, after: .toward), try unsteered(items, after: .neutral)),
      nulls: try nulls(like: concept, coefficient: 1, on: logOdds(few)),
      selectTemplates: try self.items(
        behavior, .select, count: selectItems(for: behavior)
      ).templates)
  }
}

// MARK: What the claim reads

extension BehaviorStudy {
  /// y(1) − y(0), item by item.
  public var effects: [Double] { curve.difference(1, 0) }
  /// y(1) − y(0) of the control prompts, item by item.
  public var controlEffects: [Double] { controlCurve.difference(1, 0) }

  /// An estimate over the items, templates for clusters.
  public func estimate(_ values: [Double]) throws -> Estimate {
    try Protocols.estimate(values, by: items.templates)
  }

  /// Does a request in words move the replies at all?
  public func askingInWords() throws -> Reading { .estimate(try estimate(asked)) }

  /// How much more the items move than their control prompts, then the nulls, then the slopes.
  public func controls(discriminant: Check) throws -> [Measurement] {
    let difference = try estimate(difference(effects, controlEffects))
    return [Measurement(of: discriminant, .estimate(difference))] + nulls
      + [Measurement(positiveSlopesOf: try slopes())]
  }

  /// What stands beside the verdict.
  public func secondaries() throws -> [Secondary] {
    let (slopes, before, after) = (try slopes(), curve[0], curve[1])
    let turned = zip(before, after).count { $0 <= 0 && $1 > 0 }
    let returned = zip(before, after).count { $0 > 0 && $1 <= 0 }
    return [
      Secondary(
        "effect on the control prompts", .estimate(try estimate(controlEffects)), unit: .nats,
        note: "the same replies where the behaviour is not at stake; should be smaller"),
      Secondary(
        "the other way", .estimate(try estimate(curve.difference(-1, 0))), unit: .nats,
        note: "c = −1 minus c = 0; should be negative"),
      Secondary(
        "steering minus asking", .estimate(try estimate(difference(effects, asked))), unit: .nats,
        note: "c = 1 against the one sentence in words; above 0, steering does more"),
      Secondary(
        "items that fall as c rises",
        .estimate(
          try clopperPearson(
            successes: slopes.count { $0 < 0 }, trials: slopes.count, confidence: 0.95)),
        note: "anti-steerable share, 95 % Clopper–Pearson"),
      Secondary(
        "preferences that change sides",
        .pValue(try mcNemarExact(b: turned, c: returned, alternative: .greater)),
        note: "of \(items.count) items, \(before.count { $0 > 0 }) prefer the behaviour at c = 0;"
          + " at c = 1, \(turned) more do and \(returned) no longer do; exact McNemar"),
    ]
  }

  /// Change of y per unit of c, item by item.
  public func slopes() throws -> [Double] {
    try (0..<items.count).map { item in
      try slope(x: Self.coefficients, y: curve.values.map { $0[item] })
    }
  }
}

// MARK: Figures

extension BehaviorStudy {
  /// The effect on the select items at each candidate layer, with a mark at the chosen one.
  public func choiceOfLayer() throws -> Chart {
    .effectByLayer(
      "Choice of the layer", effect: "change of y (nats)",
      [try concept.profile.series("select items", by: selectTemplates)],
      xMarks: [AxisMark("chosen", at: Double(concept.layer))])
  }

  /// Both curves as changes from c = 0, with δ = 0.25 nats.
  ///
  /// - Parameters:
  ///   - name: what the figure calls the items.
  ///   - control: what it calls their control prompts.
  public func doseResponse(_ name: String, control: String) throws -> Chart {
    .doseResponse(
      "Dose and response", metric: "change of y (nats)",
      [
        try curve.series(name, by: items.templates),
        try controlCurve.series(control, by: items.templates),
      ], threshold: 0.25)
  }
}
