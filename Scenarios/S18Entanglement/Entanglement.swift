import Claims
import Formatting
import Inference
import Protocols
import Statistics
import Steering
import Subjects

/// What each behaviour's vector, added with c = +1 at its layer, does to every behaviour and to the model
/// at large.
///
/// Random directions of the same length tell damage from entanglement: what they do too is not due to
/// the behaviour that the vector stands for.
struct Entanglement: Sendable {
  /// Every behaviour that there are texts for.
  let behaviors: [Behavior]
  /// [vector][metric], as ordered in `behaviors`.
  let cells: [[Cell]]
  /// [vector][likelihood of text, next-token divergence, facts].
  let damage: [[Damage]]
  /// Items of each metric.
  let itemCount: Int

  /// Random directions for each vector.
  static let draws = 2

  /// What one vector does to one behaviour's metric.
  struct Cell: Sendable {
    /// The behaviour whose vector is added.
    let vector: Behavior
    /// The behaviour that is measured.
    let metric: Behavior
    /// Steered minus unsteered, in nats of the metric's log-odds, 90 %.
    let change: Estimate
    /// The change over the vector's effect on its own metric, whose uncertainty is left out; nil where
    /// that effect's interval reaches 0.
    let share: Estimate?
    /// Mean change under each random direction, those of the other vectors too, each in proportion to its
    /// relative norm ρ.
    let random: [Double]
    /// Two-sided sign-flip test of no change.
    let pValue: Double
    /// Benjamini–Hochberg over the cells off the diagonal; the raw one on it.
    let adjusted: Double

    /// Whether vector and metric are of the same behaviour.
    var isOnTarget: Bool { vector == metric }
    /// Whether ``adjusted`` rejects "no change" at 5 %.
    var isRejected: Bool { adjusted <= 0.05 }
    /// Whether the vector changes the metric more than any random direction did, either way.
    var exceedsRandom: Bool {
      abs(change.value) > (random.map(abs).max() ?? 0)
    }
    /// In nats; on a model in which nothing is planted, thousandths are sure and mean nothing.
    static let smallestChange = 0.1
    /// Another behaviour that surely moves, by an amount that matters, and more than a push of this
    /// length moves it.
    var isEntangled: Bool {
      !isOnTarget && isRejected && exceedsRandom && abs(change.value) >= Self.smallestChange
    }
  }

  /// What one vector does to one measure of the model at large.
  struct Damage: Sendable {
    /// Under the vector, against its margin.
    let vector: SideEffect
    /// Mean change under each random direction.
    let random: [Double]
  }

  /// What vectors do to behaviours other than their own.
  var offDiagonal: [Cell] { cells.joined().filter { !$0.isOnTarget } }

  /// Nil where there are no texts for one of them.
  subscript(vector: Behavior, metric: Behavior) -> Cell? {
    cells.joined().first { $0.vector == vector && $0.metric == metric }
  }
}

extension Laboratory {
  /// - Parameter count: test items of each behaviour, facts twice as many.
  func entanglement(items count: Int) throws -> Entanglement {
    let behaviors = Behavior.allCases.filter { corpora.behaviors[$0] != nil }
    let concepts = try behaviors.map(concept)
    let layers = concepts.map(\.layer)
    let pushes = try concepts.map { concept in
      [try concept.vector.direction(concept.layer)]
        + (try nullDirections(
          .isotropic, like: concept, layer: concept.layer, count: Entanglement.draws))
    }
    /// Item by item, the change under the vector and under each random direction: [vector][push][item].
    func changes(_ measure: Measure) throws -> [[[Double]]] {
      let evaluation = Evaluation(of: measure.metric, on: underTest, steeredAt: layers)
      let baseline = try evaluation.baseline()
      return try zip(concepts, pushes).map { concept, pushes in
        try pushes.map {
          let hook = HookPoint.block(concept.layer, concept.vector.hook)
          return difference(
            try evaluation.values(applying: [.add($0, coefficient: 1, at: hook)]), baseline)
        }
      }
    }

    let measures = try behaviors.map { try measure($0, .test, items: count) }
    let changed = try measures.map(changes)
    let onTarget = try behaviors.indices.map { try measures[$0].estimate(changed[$0][$0][0]) }
    let tested = try behaviors.indices.map { vector in
      try behaviors.indices.map { metric in
        try signFlipPermutationTest(
          ClusteredSample(
            values: changed[metric][vector][0], clusters: measures[metric].clusters),
          alternative: .twoSided, seed: Subject.seed
        ).pValue
      }
    }
    let sizes = try concepts.map {
      try relativeNorm($0.vector, layer: $0.layer, coefficient: 1)
    }
    let places = behaviors.indices.flatMap { vector in
      behaviors.indices.filter { $0 != vector }.map { (vector, $0) }
    }
    var adjusted = tested
    for (place, p) in zip(places, try benjaminiHochberg(places.map { tested[$0.0][$0.1] })) {
      adjusted[place.0][place.1] = p
    }

    let cells = try behaviors.indices.map { vector in
      try behaviors.indices.map { metric in
        let change = try measures[metric].estimate(changed[metric][vector][0])
        return Entanglement.Cell(
          vector: behaviors[vector], metric: behaviors[metric], change: change,
          share: onTarget[vector].interval.contains(0)
            ? nil : change.scaled(by: 1 / onTarget[vector].value),
          random: try behaviors.indices.flatMap { other in
            try changed[metric][other].dropFirst().map {
              try mean($0) * sizes[vector] / sizes[other]
            }
          },
          pValue: tested[vector][metric], adjusted: adjusted[vector][metric])
      }
    }
    let atLarge = try generalMeasures(.test, items: count)
    let damaged = try atLarge.map { try changes($0.measure) }
    let damage = try behaviors.indices.map { vector in
      try atLarge.indices.map { index in
        let measure = atLarge[index]
        return Entanglement.Damage(
          vector: SideEffect(
            name: measure.measure.name,
            change: try measure.measure.estimate(damaged[index][vector][0]),
            margin: measure.margin),
          random: try damaged[index][vector].dropFirst().map { try mean($0) })
      }
    }
    return Entanglement(behaviors: behaviors, cells: cells, damage: damage, itemCount: count)
  }
}

extension Estimate {
  /// In another unit; a negative factor exchanges the bounds.
  func scaled(by factor: Double) -> Estimate {
    let bounds = [interval.lower * factor, interval.upper * factor].sorted()
    return Estimate(
      value: value * factor,
      interval: Interval(lower: bounds[0], upper: bounds[1], confidence: interval.confidence))
  }
}

extension Entanglement.Cell {
  /// The smallest and the largest mean change under random directions, as text.
  var randomRange: String {
    "\(Formatted.number(random.min() ?? 0)) to \(Formatted.number(random.max() ?? 0))"
  }
}

extension Entanglement.Damage {
  /// The vector's change with its interval, and the random directions' mean.
  var text: String {
    let generic = random.reduce(0, +) / Double(max(random.count, 1))
    return "\(Formatted.estimate(vector.change)) (\(Formatted.number(generic)))"
  }
}
