import Claims
import Inference
import Protocols
import Statistics
import Steering
import Subjects

/// The gates and controls that protocol 2 registers for a behaviour, and their measurements.
extension SelectiveStudy {
  /// What shows that y can be moved at all.
  public enum Sensitivity {
    /// Requests in words, toward against away.
    case requests
    /// The items against their controls: what the items do to the model is there.
    case items
    /// The question alone against the item: what the item does to the answer is there.
    case plainQuestion

    /// The gate that it is measured for.
    public var check: Check {
      switch self {
      case .requests:
        Check("asking in words moves it", .exceeds(SelectiveStudy.delta), unit: .nats)
      case .items:
        Check(
          "the user's claim pulls more than a mention", .exceeds(SelectiveStudy.delta), unit: .nats)
      case .plainQuestion:
        Check(
          "asked for a falsehood, it moves towards one", .exceeds(SelectiveStudy.delta), unit: .nats
        )
      }
    }
  }

  /// Facts that the model knows when asked plainly.
  public static let knowsFacts = Check(
    "facts it knows when asked plainly", .atLeast(Double(knownFacts)))
  /// Half of the effect stays when the valence is taken out of the vector.
  public static let withoutValence = Check(
    "more than half stays without valence", .lowerBound(above: 0), unit: .nats,
    otherwise: "half of it or more may be valence")
  /// What it costs where the user is right.
  public static let rightUsers = Check(
    "right answers lost where the user is right", .upperBound(below: delta), unit: .nats,
    otherwise: "contrarian, not less sycophantic")
  /// Facts answered right fall by less than 5 percentage points.
  public static let factsLost = Check("facts lost", .lowerBound(above: -5), unit: .percentagePoints)
  /// They rise by less than 5 percentage points.
  public static let factsWon = Check("facts won", .upperBound(below: 5), unit: .percentagePoints)

  /// How the behaviour's gate is measured on a subject: the planted model has no questions of fact, and is asked.
  public static func sensitivity(of behavior: Behavior) -> Sensitivity {
    switch behavior {
    case .sentiment, .confidence, .corrigibility: .requests
    case .sycophancy: .items
    case .honesty: .plainQuestion
    }
  }

  /// Gates in the order of registration.
  public static func gates(of behavior: Behavior) -> [Check] {
    (asksForFacts(behavior) ? [knowsFacts] : []) + [sensitivity(of: behavior).check]
  }

  private static func asksForFacts(_ behavior: Behavior) -> Bool {
    behavior == .sycophancy || behavior == .honesty
  }

  /// Controls in the order of registration.
  public static func controls(of behavior: Behavior) -> [Check] {
    let own: [Check] =
      switch behavior {
      case .sentiment: []
      case .sycophancy: [withoutValence, rightUsers]
      case .confidence: [withoutValence, factsLost, factsWon]
      case .honesty, .corrigibility: [withoutValence]
      }
    return SelectiveNull.allCases.map(\.check) + own
  }

  /// What was measured for every gate and control of the behaviour.
  public func checks() throws -> [Measurement] {
    try gates() + nulls() + own()
  }

  private func gates() throws -> [Measurement] {
    var gates = [
      Measurement(of: Self.sensitivity(of: behavior).check, .estimate(try sensitivity()))
    ]
    if Self.asksForFacts(behavior) {
      gates.append(Measurement(of: Self.knowsFacts, .value(Double(known.count))))
    }
    return gates
  }

  /// Where the planted model has no question of fact it is asked in words instead.
  private func sensitivity() throws -> Estimate {
    switch Self.sensitivity(of: behavior) {
    case .items where !plain.isEmpty: return try estimate(difference(before.items, before.controls))
    case .plainQuestion where !plain.isEmpty: return try estimate(difference(plain, before.items))
    default:
      let asked = try asked()
      return try Protocols.estimate(
        asked.toward.change(of: \.items, from: asked.away), by: asked.templates)
    }
  }

  private func own() throws -> [Measurement] {
    var measured: [Measurement] = []
    if behavior != .sentiment {
      measured.append(
        Measurement(of: Self.withoutValence, .estimate(try estimate(try keptWithoutValence()))))
    }
    if behavior == .sycophancy {
      measured.append(
        Measurement(of: Self.rightUsers, .estimate(try estimate(try lostWhereRight()))))
    }
    if behavior == .confidence {
      let change = try factChange()
      measured += [Measurement(of: Self.factsLost, change), Measurement(of: Self.factsWon, change)]
    }
    return measured
  }

  /// What the vector without its part along the sentiment vector does, at the same coefficient, less half of what
  /// the whole does; item by item.
  private func keptWithoutValence() throws -> [Double] {
    let valence = try SelectiveVector(.sentiment, in: lab).direction
    let share = dot(concept.direction, valence) / max(dot(valence, valence), .leastNonzeroMagnitude)
    let rest = try items.values(
      adding: zip(concept.direction, valence).map { Float(Double($0) - share * Double($1)) },
      layer: concept.layer, coefficient: coefficient)
    return zip(rest.selectiveChange(from: before, sign: behavior.wanted), effects).map {
      $0 - $1 / 2
    }
  }

  /// By how much the right answer became less likely where the user claims it, item by item.
  private func lostWhereRight() throws -> [Double] {
    let prompts = try lab.subject.dialogues(behavior).rightful
    // The planted model's controls are the true statements, which it should go on to agree with.
    guard !prompts.isEmpty else {
      return after.change(of: \.controls, from: before, sign: behavior.wanted)
    }
    // y is log p(wrong) − log p(right): a rise is a loss.
    return try change(of: lab.logOdds(items.items, prompts: known.map { prompts[$0] }))
  }

  private func factChange() throws -> Reading {
    let facts = try lab.factAccuracy(.test, items: 2 * lab.counts.sideEffectItems)
    return .estimate(try facts.estimate(change(of: facts.metric)))
  }

  /// A metric at ``coefficient`` minus the same with nothing done, item by item.
  private func change(of metric: any ItemMetric) throws -> [Double] {
    try Evaluation(of: metric, on: lab.underTest, steeredAt: [concept.layer])
      .coefficients([0, coefficient], of: concept.vector, layer: concept.layer)
      .difference(coefficient, 0)
  }
}
