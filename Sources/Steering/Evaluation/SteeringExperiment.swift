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
  /// Taken on every dose that is tried: they decide which is chosen.
  public let selectSideEffects: [SideEffectMeasure]
  /// Taken on the chosen dose and reported with it.
  public let testSideEffects: [SideEffectMeasure]

  /// - Parameters:
  ///   - direction: +1 when more of the behaviour is wanted, −1 when less.
  ///   - select, test: should share no template; nothing here can check that.
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
  /// The mean difference at every layer; ``chosen`` says at which to use it.
  public let vector: SteeringVector
  /// δ, in the unit of the behaviour's metric: what an effect has to exceed.
  public let smallestEffect: Double
  /// On the select items, at |c| = 1: the effect at each layer.
  public let layers: [LayerEffect]
  /// On the select items: every coefficient at the layers of the largest effect.
  public let doses: [Dose]
  /// The dose that was chosen on the select items.
  public let chosen: Dose
  /// The chosen dose on the test items: the numbers to quote.
  public let heldOut: Dose

  /// What the vector does at one layer.
  public struct LayerEffect: Sendable, Equatable {
    /// Where it is added.
    public let layer: Int
    /// Mean change of the metric in the wanted direction, with its 90 % interval.
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
///   - progress: (work done, work in all), in tokens times layers.
/// - Throws: ``SteeringError``, `ModelError`, `StatisticsError`.
public func steeringExperiment(
  on underTest: ModelUnderTest, behavior: BehaviorMeasures, positive: [[Int]], negative: [[Int]],
  layers: [Int]? = nil, coefficients: [Double] = [0.5, 1, 1.5, 2, 3, 5],
  by operation: VectorOperation = .addition, smallestEffect: Double = 0.25, modelHash: String = "",
  seed: UInt64 = Measure.defaultSeed,
  progress: ((Int, Int) -> Void)? = nil
) throws -> SteeringExperiment {
  let model = underTest.model
  let candidates = Set(layers ?? candidateLayers(of: model)).sorted()
  guard !candidates.isEmpty else {
    throw SteeringError.invalid("layers", expected: "at least one", got: "none")
  }
  let available = Array(0..<model.configuration.layerCount)
  if let stranger = candidates.first(where: { !available.contains($0) }) {
    throw SteeringError.invalid(
      "layers", expected: "0 to \(available.count - 1)", got: "\(stranger)")
  }
  guard !coefficients.isEmpty, coefficients.allSatisfy({ $0 > 0 && $0.isFinite }) else {
    throw SteeringError.invalid(
      "coefficients", expected: "sizes above 0, the behavior gives the sign", got: "\(coefficients)"
    )
  }
  let work = ExperimentWork(
    model, behavior, pairs: positive + negative, candidates,
    coefficients: coefficients.count)
  var done = 0
  func advance(_ part: Int) {
    done += part
    progress?(done, work.total)
  }

  let vector = try SteeringVector.meanDifference(
    pairs: positive, negative, on: model, modelHash: modelHash)
  advance(work.recording)
  let sign = behavior.direction
  let profile = try layerProfile(
    of: vector, metric: behavior.select.metric, on: underTest,
    coefficients: Dictionary(uniqueKeysWithValues: candidates.map { ($0, sign) }), by: operation,
    direction: sign, progress: { done, _ in advance(work.profile(candidates[done - 1])) })
  let effects = try zip(profile.layers, profile.effects).map { layer, values in
    SteeringExperiment.LayerEffect(
      layer: layer, effect: try behavior.select.estimate(values, seed: seed),
      norm: vector.norm(layer))
  }
  let shortlist = ranked(profile.layers, by: effects.map(\.effect.value)).prefix(shortlistLength)
  let tried = try measureDoses(
    of: vector, at: Array(shortlist), coefficients.map { sign * $0 }, on: underTest,
    by: operation, effect: behavior.select,
    direction: sign, sideEffects: behavior.selectSideEffects, seed: seed,
    progress: { _, _ in advance(work.dose) })
  guard let chosen = tried.best(above: smallestEffect) else {
    throw SteeringError.nothingToMeasure("no layers or no coefficients to try")
  }
  let heldOut = try measureDoses(
    of: vector, at: [chosen.layer], [chosen.coefficient], on: underTest, by: operation,
    effect: behavior.test,
    direction: sign, sideEffects: behavior.testSideEffects, seed: seed)
  progress?(work.total, work.total)
  return SteeringExperiment(
    vector: vector, smallestEffect: smallestEffect, layers: effects, doses: tried, chosen: chosen,
    heldOut: heldOut[0])
}

/// What the parts of an experiment cost, in tokens times layers, so that progress is in proportion to
/// time. The layers of the doses are not known beforehand: they are taken as the candidates' mean.
private struct ExperimentWork {
  let recording: Int
  /// One dose with its share of running every measure once through all layers.
  let dose: Int
  private(set) var total: Int
  private let selectTokens: Int
  private let layerCount: Int
  private let candidates: [Int]

  init(
    _ model: LanguageModel, _ behavior: BehaviorMeasures, pairs: [[Int]], _ candidates: [Int],
    coefficients: Int
  ) {
    func tokens(_ measure: Measure, _ sideEffects: [SideEffectMeasure]) -> Int {
      sideEffects.reduce(measure.metric.tokenCount) { $0 + $1.measure.metric.tokenCount }
    }
    self.candidates = candidates
    layerCount = model.configuration.layerCount
    selectTokens = behavior.select.metric.tokenCount
    recording = layerCount * pairs.map { ScoringItem(text: $0) }.tokenCount
    let above = layerCount - candidates.reduce(0, +) / candidates.count
    let doses = min(shortlistLength, candidates.count) * coefficients
    let tried = tokens(behavior.select, behavior.selectSideEffects)
    let heldOut = tokens(behavior.test, behavior.testSideEffects)
    dose = tried * above + tried * layerCount / doses
    total = recording + dose * doses + heldOut * (layerCount + above)
    total += candidates.reduce(0) { $0 + profile($1) }
  }

  /// One candidate layer with its share of running the select items once through all layers.
  func profile(_ layer: Int) -> Int {
    selectTokens * (layerCount - layer) + selectTokens * layerCount / candidates.count
  }
}

/// How many of the layers with the largest effect are tried at every coefficient.
private let shortlistLength = 3

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
