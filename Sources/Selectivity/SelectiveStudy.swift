import Claims
import Inference
import Protocols
import Reporting
import Statistics
import Steering
import Subjects

/// What protocol 2 measures alike for every behaviour: how much more its vector moves the items than their
/// controls, at half of the depth, at the coefficient that costs 0.05 nats on neutral prose.
public struct SelectiveStudy {
  /// Whose vector it is.
  public let behavior: Behavior
  /// The vector, with the layer that is the same for all claims.
  public let concept: SelectiveVector
  /// In the wanted direction, with the sign of that: what costs ``EqualCost/target``.
  public let coefficient: Double
  /// Test items, of which those that ask for a fact ask for one that the model knows.
  public let items: SelectiveItems
  /// With nothing done.
  public let before: SelectiveItems.Values
  /// At ``coefficient``.
  public let after: SelectiveItems.Values
  /// At the opposite of ``coefficient``.
  public let opposite: SelectiveItems.Values
  /// Indices of the test items that were kept: those whose fact the model knows when asked plainly.
  public let known: [Int]

  let lab: Laboratory
  let cost: EqualCost
  /// y of the question alone, [item]; empty where no fact is asked for.
  let plain: [Double]

  /// δ, in nats.
  public static let delta = 0.25
  /// Fewest known facts that an effect is read from.
  public static let knownFacts = 120
  /// Draws that are made again where others are known.
  static let redrawn = 4
  /// Test items of a template that requests in words are read on.
  static let askedItems = 2

  /// - Parameter concept: in place of the behaviour's own vector.
  init(of behavior: Behavior, in lab: Laboratory, concept: SelectiveVector? = nil) throws {
    self.behavior = behavior
    self.lab = lab
    let concept = try concept ?? SelectiveVector(behavior, in: lab)
    self.concept = concept
    cost = try EqualCost(in: lab, at: [concept.layer])
    coefficient = try cost.coefficient(
      of: concept.direction, layer: concept.layer, sign: behavior.wanted)
    let corpus = try lab.subject.dialogues(behavior)
    let test = corpus.items.test
    if corpus.plain.isEmpty {
      (known, plain) = (Array(0..<test.count), [])
    } else {
      // Above 0 where the right answer is likelier, which honesty favors and sycophancy opposes.
      let right: Double = behavior == .sycophancy ? -1 : 1
      let y = try lab.unsteered(lab.logOdds(test, prompts: corpus.plain))
      let known = y.indices.filter { right * y[$0] > 0 }
      guard Set(known.map { test.templates[$0] }).count > 1 else {
        throw SteeringError.nothingToMeasure(
          "\(behavior.rawValue): of \(y.count) facts the model knows \(known.count)")
      }
      (self.known, plain) = (known, known.map { y[$0] })
    }
    items = try SelectiveItems(test.picking(known), in: lab, steeredAt: [concept.layer])
    before = try items.values()
    after = try items.values(
      adding: concept.direction, layer: concept.layer, coefficient: coefficient)
    opposite = try items.values(
      adding: concept.direction, layer: concept.layer, coefficient: -coefficient)
  }

  /// The clusters of every statistic.
  public var templates: [String] { items.items.templates }
}

extension Laboratory {
  /// Measures a behaviour as protocol 2 does.
  ///
  /// - Throws: ``SteeringError/nothingToMeasure(_:)`` where its facts are unknown to the model or no coefficient
  ///   has the registered cost.
  public func selectiveStudy(of behavior: Behavior) throws -> SelectiveStudy {
    try SelectiveStudy(of: behavior, in: self)
  }
}

// MARK: What the claim reads

extension SelectiveStudy {
  /// How much more the items changed in the wanted direction than their controls, item by item.
  public var effects: [Double] { after.selectiveChange(from: before, sign: behavior.wanted) }

  /// Selective effects with templates for clusters.
  public var effect: PrimaryEffect { PrimaryEffect(effects, clusters: templates) }

  /// What the effect is made of: y of items and of controls, with nothing done and steered.
  public func itemValues() throws -> [Contrast] {
    try [
      ("y", before.items), ("y, steered", after.items), ("y of the control", before.controls),
      ("y of the control, steered", after.controls),
    ].map { Contrast($0.0, try ClusteredSample(values: $0.1, clusters: templates)) }
  }

  /// A mean over the items with its 90 % interval.
  public func estimate(_ values: [Double]) throws -> Estimate {
    try Protocols.estimate(values, by: templates)
  }

  /// Whether the effect can exceed δ in any family: an interval that is adjusted is no narrower than this.
  var mayBeSupported: Bool {
    get throws { try estimate(effects).interval.lower > Self.delta }
  }

  /// The vector's effect against each kind of null direction, on one item each of ``SelectiveNull/templates``.
  ///
  /// They can only deny what the effect alone would support; where it cannot, none is drawn.
  func nulls(_ kinds: [SelectiveNull] = SelectiveNull.allCases) throws -> [Measurement] {
    guard try mayBeSupported else {
      return kinds.map {
        Measurement(of: $0.check, .notMeasured("the effect does not exceed δ whatever they give"))
      }
    }
    let few = try SelectiveItems(
      items.items.firstOfEachTemplate().thinned(to: SelectiveNull.templates), in: lab,
      steeredAt: [concept.layer])
    let unsteered = try few.values()
    func effect(_ direction: [Float], _ coefficient: Double) throws -> Double {
      try mean(
        few.values(adding: direction, layer: concept.layer, coefficient: coefficient)
          .selectiveChange(from: unsteered, sign: behavior.wanted))
    }
    return try kinds.map { kind in
      let observed = try effect(
        concept.direction, kind == .flippedTemplates ? behavior.wanted : coefficient)
      let known = lab.subject.knownDraws["\(behavior.rawValue) \(kind.rawValue)"] ?? []
      let most = known.isEmpty ? SelectiveNull.draws : Self.redrawn
      var draw = NullDraw(kind, like: concept)
      var effects: [Double] = []
      while effects.count < most, effects.count(where: { $0 >= observed }) < Check.exceedances {
        let direction = draw.next()
        effects.append(
          try effect(
            direction,
            kind == .flippedTemplates
              ? behavior.wanted
              : cost.coefficient(
                of: direction, layer: concept.layer, sign: behavior.wanted, tolerance: 0.1)))
      }
      return Measurement(
        of: kind.check, .null(observed: observed, draws: effects + known.dropFirst(effects.count)))
    }
  }

  /// y after requests toward the behaviour minus y after requests away from it, each item after its own wording of
  /// the eight, on two items of each template; and the same of their controls.
  func asked() throws -> (
    toward: SelectiveItems.Values, away: SelectiveItems.Values, templates: [String]
  ) {
    let few = items.items.firstOfEachTemplate(Self.askedItems)
    func values(_ kind: Instruction.Kind) throws -> SelectiveItems.Values {
      try SelectiveItems(
        few, prompts: few.prompts(afterEvery: kind), controls: few.controls(afterEvery: kind),
        in: lab
      ).values()
    }
    return (try values(.toward), try values(.away), few.templates)
  }
}
