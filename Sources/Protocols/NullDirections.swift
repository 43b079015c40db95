import Claims
import Inference
import Randomness
import Statistics
import Steering
import Subjects

/// What a vector is compared with: directions of the same length that do not carry the concept.
public enum NullKind: String, CaseIterable, Sendable {
  /// Every direction of the residual stream is as likely as any other.
  case isotropic
  /// Drawn with the covariance of the positive texts' activations.
  case covarianceMatched
  /// The mean difference again, with the labels of a random half of the pairs exchanged.
  case shuffledLabels

  /// The check that a claim's effect exceeds ``Laboratory/draws`` of them.
  public var check: Check {
    switch self {
    case .isotropic: .randomDirections(Laboratory.draws)
    case .covarianceMatched: .covarianceMatchedDirections(Laboratory.draws)
    case .shuffledLabels: .shuffledLabels(Laboratory.draws)
    }
  }

  /// What it is called in reports.
  public var name: String { check.name }
}

extension Laboratory {
  /// Directions at a layer of the length of the concept's own, in the order they were drawn.
  public func nullDirections(
    _ kind: NullKind, like concept: some ConceptVector, layer: Int, count: Int = Laboratory.draws
  ) throws -> [[Float]] {
    var generator = SeededGenerator(seed: Subject.seed, stream: "null \(kind.rawValue) \(layer)")
    let length = concept.vector.norm(layer)
    return (0..<count).map { _ in
      switch kind {
      case .isotropic:
        return RandomDirections.isotropic(
          width: concept.vector.width, norm: length, using: &generator)
      case .covarianceMatched:
        return RandomDirections.covarianceMatched(
          to: concept.positive, layer: layer, norm: length, using: &generator)
      case .shuffledLabels:
        return shuffledDifference(concept, layer: layer, norm: length, using: &generator)
      }
    }
  }

  private func shuffledDifference(
    _ concept: some ConceptVector, layer: Int, norm: Double, using generator: inout SeededGenerator
  ) -> [Float] {
    let count = concept.positive.count
    let exchanged = Set(generator.shuffled(0..<count).prefix(count / 2))
    var sum = [Double](repeating: 0, count: concept.vector.width)
    for pair in 0..<count {
      let sign: Double = exchanged.contains(pair) ? -1 : 1
      for (k, (a, b)) in zip(concept.positive[pair, layer], concept.negative[pair, layer])
        .enumerated()
      {
        sum[k] += sign * (Double(a) - Double(b))
      }
    }
    return rescaled(sum, to: norm)
  }

  /// What the checks against null directions read: the mean effect of a concept's vector and of each of
  /// those directions on one metric.
  ///
  /// - Parameter sign: −1 when the metric should fall.
  public func nulls(
    _ kinds: [NullKind] = NullKind.allCases, like concept: some ConceptVector, coefficient: Double,
    sign: Double = 1, on metric: any ItemMetric
  ) throws -> [Measurement] {
    let observed = try mean(
      response(of: metric, to: concept, at: [0, coefficient]).difference(coefficient, 0))
    let evaluation = Evaluation(of: metric, on: underTest, steeredAt: [concept.layer])
    return try kinds.map { kind in
      let draws = try nullEffects(
        kind, like: concept, coefficient: coefficient, sign: sign, on: evaluation)
      return Measurement(of: kind.check, .null(observed: sign * observed, draws: draws))
    }
  }

  /// The mean effect of each null direction: metric with it minus metric without, times `sign`.
  public func nullEffects(
    _ kind: NullKind, like concept: some ConceptVector, coefficient: Double, sign: Double = 1,
    on evaluation: Evaluation
  ) throws -> [Double] {
    let baseline = try evaluation.baseline()
    return try nullDirections(kind, like: concept, layer: concept.layer).map { direction in
      let steered = try evaluation.values(
        applying: [
          .add(direction, coefficient: coefficient, at: .block(concept.layer, concept.vector.hook))
        ])
      return sign * zip(steered, baseline).reduce(0) { $0 + $1.0 - $1.1 } / Double(baseline.count)
    }
  }
}
