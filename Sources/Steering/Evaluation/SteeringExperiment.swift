import Inference
import Statistics

/// How a behaviour is measured on a model, apart from the texts that a vector is made from.
public struct BehaviorMeasures: Sendable {
  /// +1 when more of the behaviour is wanted, −1 when less.
  public let direction: Double
  /// Layer and coefficient are chosen on these items …
  public let select: Measure
  /// … and the effect is reported on these, which share no template with them.
  public let test: Measure
  public let selectSideEffects: [SideEffectMeasure]
  public let testSideEffects: [SideEffectMeasure]

  public init(
    direction: Double, select: Measure, test: Measure,
    selectSideEffects: [SideEffectMeasure] = [], testSideEffects: [SideEffectMeasure] = []
  ) {
    self.direction = direction
    self.select = select
    self.test = test
    self.selectSideEffects = selectSideEffects
    self.testSideEffects = testSideEffects
  }
}

extension Behavior {
  /// +1 when one would want more of it, −1 when less.
  public var wanted: Double { self == .sycophancy ? -1 : 1 }
}

/// What ``steeringExperiment(on:behavior:positive:negative:layers:coefficients:smallestEffect:modelHash:seed:progress:)``
/// found.
public struct SteeringExperiment: Sendable {
  public let vector: SteeringVector
  public let smallestEffect: Double
  /// On the select items, at |c| = 1: the effect at each layer.
  public let layers: [LayerEffect]
  /// On the select items: every coefficient at the layers of the largest effect.
  public let doses: [Dose]
  /// The dose that was chosen on the select items.
  public let chosen: Dose
  /// The chosen dose on the test items: the numbers to quote.
  public let heldOut: Dose

  public struct LayerEffect: Sendable, Equatable {
    public let layer: Int
    public let effect: Estimate
    /// ‖v‖, in units of the residual stream.
    public let norm: Double
  }

  /// Whether the chosen dose lay in the sweet spot of the select items.
  public var isSweet: Bool { chosen.isSweet(above: smallestEffect) }
}

/// Makes vectors from positive and negative texts, finds the layer and the coefficient that steer a
/// behaviour with the fewest side effects, and measures that choice on items that played no part in it.
///
/// The seed's `steering_experiment(model, behavior, positive, negative)`.
///
/// - Parameters:
///   - positive, negative: token ids, read at the last token; texts i of both make a pair.
///   - layers: candidates; nil takes twelve, evenly spaced over the first four fifths of the network.
///   - coefficients: sizes; their sign is the behaviour's direction.
///   - smallestEffect: δ, in the unit of the behaviour's metric.
///   - progress: (steps done, steps in all).
/// - Throws: ``SteeringError``, `ModelError`, `StatisticsError`.
public func steeringExperiment(
  on model: LanguageModel, behavior: BehaviorMeasures, positive: [[Int]], negative: [[Int]],
  layers: [Int]? = nil, coefficients: [Double] = [0.5, 1, 1.5, 2, 3, 5],
  smallestEffect: Double = 0.25, modelHash: String = "", seed: UInt64 = Measure.defaultSeed,
  progress: ((Int, Int) -> Void)? = nil
) throws -> SteeringExperiment {
  let candidates = layers ?? candidateLayers(of: model)
  let shortlisted = min(3, candidates.count)
  let total = 1 + candidates.count + shortlisted * coefficients.count + 1
  var done = 0
  func step() {
    done += 1
    progress?(done, total)
  }

  let vector = try SteeringVector.meanDifference(
    pairs: positive, negative, on: model, modelHash: modelHash)
  step()
  let sign = behavior.direction
  let profile = try layerProfile(
    of: vector, metric: behavior.select.metric, on: model,
    coefficients: Dictionary(candidates.map { ($0, sign) }, uniquingKeysWith: { a, _ in a }),
    direction: sign, progress: { _, _ in step() })
  let effects = try zip(profile.layers, profile.effects).map { layer, values in
    SteeringExperiment.LayerEffect(
      layer: layer, effect: try behavior.select.estimate(values, seed: seed),
      norm: vector.norm(layer))
  }
  let best = effects.sorted { ($0.effect.value, $1.layer) > ($1.effect.value, $0.layer) }
    .prefix(shortlisted).map(\.layer)

  func doses(
    at layers: [Int], _ coefficients: [Double], _ measure: Measure,
    _ sideEffects: [SideEffectMeasure]
  ) throws -> [Dose] {
    let sweep = try Sweep(measure.metric, on: model, layers: layers)
    let baseline = try sweep.baseline()
    let sides = try SideEffectSweep(sideEffects, on: model, layers: layers)
    return try layers.flatMap { layer in
      try coefficients.map { coefficient in
        let interventions = [
          try Intervention.add(vector, layer: layer, coefficient: coefficient)
        ]
        let steered = try sweep.values(applying: interventions)
        let effect = try measure.estimate(
          zip(steered, baseline).map { sign * ($0 - $1) }, seed: seed)
        let dose = Dose(
          layer: layer, coefficient: coefficient, effect: effect,
          sideEffects: try sides.values(
            applying: interventions, effect: effect.value, seed: seed))
        step()
        return dose
      }
    }
  }
  let tried = try doses(
    at: best, coefficients.map { sign * $0 }, behavior.select, behavior.selectSideEffects)
  guard let chosen = tried.best(above: smallestEffect) else {
    throw SteeringError.nothingToMeasure("no layers or no coefficients to try")
  }
  let heldOut = try doses(
    at: [chosen.layer], [chosen.coefficient], behavior.test, behavior.testSideEffects)
  return SteeringExperiment(
    vector: vector, smallestEffect: smallestEffect, layers: effects, doses: tried, chosen: chosen,
    heldOut: heldOut[0])
}

/// All layers but the last fifth of the network, where a write is read by few layers or by the head
/// alone (Arditi et al., arXiv 2406.11717, leave out the same part); at most twelve, evenly spaced.
public func candidateLayers(of model: LanguageModel) -> [Int] {
  spread(12, over: model.configuration.layerCount * 4 / 5)
}

/// `count` indices below `total`, evenly spaced; all of them when there are fewer.
public func spread(_ count: Int, over total: Int) -> [Int] {
  guard count < total else { return Array(0..<total) }
  return (0..<count).map { $0 * total / count }
}

extension SteeringVector {
  /// The mean difference of texts, read at their last tokens.
  ///
  /// - Parameters:
  ///   - positive, negative: token ids; texts i of both make a pair.
  public static func meanDifference(
    pairs positive: [[Int]], _ negative: [[Int]], on model: LanguageModel, modelHash: String = ""
  ) throws -> SteeringVector {
    let (first, second) = try model.record(pairs: positive, negative)
    return try meanDifference(
      positive: first, negative: second, model: model.name, modelHash: modelHash)
  }
}
