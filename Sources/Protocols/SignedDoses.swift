import Statistics
import Steering
import Subjects

/// What a behaviour's vector does to its own test items at several doses, counted in the direction that is
/// wanted of the behaviour: a dose of 1 is c = −1 for sycophancy, c = 1 for the others.
public struct SignedDoses: Sendable {
  /// The behaviour whose vector and items these are.
  public let behavior: Behavior
  /// The vector with the layer that was chosen on the select items.
  public let concept: ChosenVector
  /// Test items.
  public let items: ChoiceCorpus
  /// Change of the metric in the wanted direction, in nats: [dose][item], as ordered in ``doses``.
  public let effects: [[Double]]
  /// The metric with nothing done, in the wanted direction, [item]: above 0, what is wanted is likelier.
  public let baseline: [Double]
  /// Mean effect of random directions of the vector's length at dose 1.
  public let random: [Double]

  /// Ascending; a dose times what is wanted of the behaviour (1 or −1) is its coefficient.
  public static let doses: [Double] = [-2, -1, 0, 0.5, 1, 2, 4]
  /// Random directions that stand beside the vector.
  public static let draws = 2

  init(of behavior: Behavior, in lab: Laboratory) throws {
    self.behavior = behavior
    concept = try lab.concept(behavior)
    let (vector, layer) = (concept.vector, concept.layer)
    let count = min(lab.counts.doseItems, lab.counts.choiceTestItems)
    items = try lab.items(behavior, .test, count: count)
    let measure = try lab.measure(behavior, .test, items: count)
    let evaluation = Evaluation(of: measure.metric, on: lab.underTest, steeredAt: [layer])
    let wanted = behavior.wanted
    let curve = try evaluation.coefficients(
      Self.doses.map { $0 * wanted }, of: vector, layer: layer)
    effects = Self.doses.map { curve.difference($0 * wanted, 0).map { $0 * wanted } }
    baseline = curve[0].map { $0 * wanted }
    random = try lab.nullDirections(.isotropic, like: concept, layer: layer, count: Self.draws).map
    {
      let curve = try evaluation.responses([0, wanted], to: [$0], layer: layer)[0]
      return try wanted * mean(curve.difference(wanted, 0))
    }
  }

  /// Item by item, the effect of a dose that was measured.
  public subscript(dose: Double) -> [Double] {
    Self.doses.firstIndex(of: dose).map { effects[$0] } ?? []
  }

  /// Mean effect of a dose with its 90 % interval, templates for clusters.
  public func effect(_ dose: Double) throws -> Estimate {
    try estimate(self[dose], by: items.templates)
  }

  /// Whether dose 1 surely has the effect that it should have.
  public var works: Bool { get throws { try effect(1).interval.lower > 0 } }

  // MARK: Strength

  /// The doses between which the mean effect stays at least half of that of dose 1; nil where dose 1 has
  /// none.
  public var usefulRange: ClosedRange<Double>? {
    get throws {
      guard try works else { return nil }
      return Protocols.usefulRange(doses: Self.doses, effects: try effects.map { try mean($0) })
    }
  }

  /// How strongly dose −1 moves the metric the other way, in multiples of dose 1: 1 is as strongly. A ratio
  /// of sums, clusters resampled; nil where dose 1 has no sure effect.
  public var reversal: Estimate? {
    get throws {
      guard try works else { return nil }
      let units = zip(self[1], self[-1]).map { (forth: $0, back: -$1) }
      return try bootstrapBCa(
        clustered(units, by: items.templates), confidence: 0.9, resamples: 1_999, seed: Subject.seed
      ) { drawn in drawn.reduce(0) { $0 + $1.back } / drawn.reduce(0) { $0 + $1.forth } }
    }
  }

  // MARK: Items

  /// Effect per unit of dose, item by item, over doses −1, 0 and 1.
  public var slopes: [Double] { difference(self[1], self[-1]).map { $0 / 2 } }

  /// Items that move the wrong way, worst first (Tan et al., arXiv 2407.12404).
  public var antiSteerable: [Int] {
    let slopes = slopes
    return slopes.indices.filter { slopes[$0] < 0 }.sorted { (slopes[$0], $0) < (slopes[$1], $1) }
  }

  /// Share of such items with its 95 % Clopper–Pearson interval.
  public var antiSteerableShare: Estimate {
    get throws {
      try clopperPearson(
        successes: antiSteerable.count, trials: items.count, confidence: 0.95)
    }
  }

  /// How many items favor what is wanted at a dose.
  public func favoring(at dose: Double) -> Int {
    zip(baseline, self[dose]).count { $0 + $1 > 0 }
  }
}

/// The stretch of doses around 1 in which a mean effect is at least half of that at 1, linear between the
/// doses tried; it ends where they end.
///
/// - Parameter doses: ascending, with 0 and 1 among them; an effect of 0 at dose 0.
public func usefulRange(doses: [Double], effects: [Double]) -> ClosedRange<Double>? {
  guard let one = doses.firstIndex(of: 1), effects.count == doses.count, effects[one] > 0 else {
    return nil
  }
  let half = effects[one] / 2
  /// From dose 1 outwards, where the effect falls below half.
  func end(_ path: [Int]) -> Double {
    for (inner, outer) in zip(path, path.dropFirst()) where effects[outer] < half {
      let share = (effects[inner] - half) / (effects[inner] - effects[outer])
      return doses[inner] + share * (doses[outer] - doses[inner])
    }
    return path.last.map { doses[$0] } ?? 1
  }
  return end((0...one).reversed())...end(Array(one..<doses.count))
}

/// Units by cluster, clusters in order of name.
func clustered<Unit>(_ units: [Unit], by names: [String]) -> [[Unit]] {
  let groups = Dictionary(grouping: units.indices, by: { names[$0] })
  return groups.keys.sorted().map { (groups[$0] ?? []).map { units[$0] } }
}
