import Inference
import Statistics

/// What one coefficient does: the effect wanted and what else changed.
public struct Dose: Sendable, Equatable {
  /// Where the vector was added.
  public let layer: Int
  /// Signed: what the vector was multiplied by.
  public let coefficient: Double
  /// Change of the metric in the wanted direction, with its 90 % interval.
  public let effect: Estimate
  /// One a side-effect measure, in their order.
  public let sideEffects: [SideEffect]

  /// - Parameter effect: in the wanted direction, with a 90 % interval.
  public init(layer: Int, coefficient: Double, effect: Estimate, sideEffects: [SideEffect]) {
    self.layer = layer
    self.coefficient = coefficient
    self.effect = effect
    self.sideEffects = sideEffects
  }

  /// S: see ``Swift/Array/score``.
  public var score: Double { sideEffects.score }

  /// Whether the effect surely exceeds δ and no side effect can reach its margin.
  public func isSweet(above delta: Double) -> Bool { effect.interval.lower > delta && score < 1 }
}

extension [Dose] {
  /// The sweet spot: doses whose effect surely exceeds δ and whose side effects stay within their
  /// margins (S < 1). It may be empty.
  public func sweetSpot(above delta: Double) -> [Dose] { filter { $0.isSweet(above: delta) } }

  /// Doses than which none has more effect for no more side effect, by rising score.
  public var paretoFront: [Dose] {
    filter { dose in
      !contains {
        ($0.effect.value > dose.effect.value && $0.score <= dose.score)
          || ($0.effect.value == dose.effect.value && $0.score < dose.score)
      }
    }.sorted { ($0.score, $0.effect.value) < ($1.score, $1.effect.value) }
  }

  /// The dose to use: the largest effect in the sweet spot; where that is empty, the smallest score
  /// among doses that surely have the effect; where there are none, the largest effect.
  public func best(above delta: Double) -> Dose? {
    let effective = filter { $0.effect.interval.lower > delta }
    return sweetSpot(above: delta).max { $0.effect.value < $1.effect.value }
      ?? effective.min { $0.score < $1.score }
      ?? self.max { $0.effect.value < $1.effect.value }
  }
}

/// Measures a vector at each layer with each coefficient: the effect and what else changes.
///
/// - Parameters:
///   - coefficients: signed; all of them are tried at each layer.
///   - effect: the metric that should change.
///   - direction: +1 when it should rise, −1 when it should fall.
///   - progress: (doses done, doses in all).
/// - Returns: layer by layer, in the order given.
/// - Throws: ``SteeringError``, `ModelError`, `StatisticsError`.
public func measureDoses(
  of vector: SteeringVector, at layers: [Int], _ coefficients: [Double], on model: ModelUnderTest,
  by operation: VectorOperation = .addition, effect measure: Measure, direction: Double = 1,
  sideEffects: [SideEffectMeasure] = [],
  seed: UInt64 = Measure.defaultSeed, progress: ((Int, Int) -> Void)? = nil
) throws -> [Dose] {
  let evaluation = Evaluation(of: measure.metric, on: model, steeredAt: layers)
  let baseline = try evaluation.baseline()
  let sides = try SideEffectEvaluation(sideEffects, on: model, layers: layers)
  var doses: [Dose] = []
  for layer in layers {
    for coefficient in coefficients {
      let interventions = [
        try operation.intervention(with: vector, layer: layer, amount: coefficient)
      ]
      let steered = try evaluation.values(applying: interventions)
      let effect = try measure.estimate(
        zip(steered, baseline).map { direction * ($0 - $1) }, seed: seed)
      doses.append(
        Dose(
          layer: layer, coefficient: coefficient, effect: effect,
          sideEffects: try sides.values(applying: interventions, seed: seed)))
      progress?(doses.count, layers.count * coefficients.count)
    }
  }
  return doses
}
