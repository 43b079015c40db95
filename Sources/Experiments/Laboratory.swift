import Inference
import Statistics
import Steering

/// An engine with the work that several scenarios share: vectors and the layers they are used at.
///
/// Everything that chooses does so on the select split, once; the test split is only ever reported on.
public final class Laboratory {
  public let engine: Engine
  public let scale: Scale
  public var model: LanguageModel { engine.model }
  public var corpora: Corpora { engine.corpora }

  private var cachedSentiment: Result<Concept, any Error>?
  private var cachedSycophancy: Result<Concept, any Error>?
  private var norms: [Double]?

  public init(_ engine: Engine, scale: Scale = .registered) {
    self.engine = engine
    self.scale = scale
  }

  /// How many items the measurements take, where an engine has more.
  public struct Scale: Sendable {
    public var selectItems: Int
    public var testItems: Int
    public var passages: Int
    public var statements: Int
    /// Items on which the null draws (random directions, shuffled labels) are measured.
    public var controlItems: Int

    public static let registered = Scale(
      selectItems: 60, testItems: 200, passages: 123, statements: 160, controlItems: 40)
    /// For calibration over hundreds of models.
    public static let calibration = Scale(
      selectItems: 20, testItems: 40, passages: 30, statements: 30, controlItems: 16)
  }

  /// Null draws of each kind in every claim: the fewest that can give p = .05.
  public static let draws = 19

  // MARK: Concepts

  /// mean(love) − mean(hate), used at the layer that moves the word log-odds of the select openings most.
  public func sentiment() throws -> Concept {
    try cached(&cachedSentiment) {
      let openings = corpora.openings.select.thinned(to: scale.selectItems)
      return try concept(
        from: corpora.opinions, metric: wordLogOdds(openings), coefficient: 1)
    }
  }

  /// mean(pleasing replies) − mean(frank replies), used at the layer where subtracting it lowers
  /// agreement with the select split's wrong statements most.
  public func sycophancy() throws -> Concept {
    try cached(&cachedSycophancy) {
      let statements = corpora.statements.select.thinned(to: scale.selectItems)
      return try concept(
        from: corpora.replies, metric: agreement(statements, statements.wrong), coefficient: -1)
    }
  }

  private func concept(
    from pairs: PairCorpus, metric: any ItemMetric, coefficient: Double
  ) throws -> Concept {
    // Both sides of a pair begin alike: side by side, the beginning is run once.
    let both = try model.record(
      zip(pairs.positive, pairs.negative).flatMap { [$0, $1] })
    let positive = both.selecting(pairs.positive.indices.map { 2 * $0 })
    let negative = both.selecting(pairs.negative.indices.map { 2 * $0 + 1 })
    let vector = try SteeringVector.meanDifference(
      positive: positive, negative: negative, model: model.name, modelHash: engine.modelHash)
    let profile = try findBestLayer(
      of: vector, metric: metric, on: model, coefficient: coefficient, layers: candidateLayers)
    return Concept(
      vector: vector, layer: profile.best, profile: profile, positive: positive,
      negative: negative)
  }

  /// All layers but the last fifth of the network, where a write is read by few layers or by the head
  /// alone (Arditi et al., arXiv 2406.11717, leave out the same part); at most twelve, evenly spaced.
  public var candidateLayers: [Int] {
    let usable = model.configuration.layerCount * 4 / 5
    return spread(12, over: usable)
  }

  private func cached(
    _ slot: inout Result<Concept, any Error>?, _ make: () throws -> Concept
  ) throws -> Concept {
    let result = slot ?? Result(catching: make)
    slot = result
    return try result.get()
  }

  // MARK: Metrics

  /// Log-odds of kind against unkind words as the next word of each opening.
  public func wordLogOdds(_ openings: TextCorpus) throws -> WordLogOdds {
    try WordLogOdds(
      prompts: openings.ids, positive: corpora.positiveWords, negative: corpora.negativeWords)
  }

  /// Log-odds of agreeing against correcting replies to each of `prompts`, which belong to `statements`.
  public func agreement(
    _ statements: StatementCorpus, _ prompts: [[Int]]
  ) throws -> ReplyLogOdds {
    try ReplyLogOdds(
      dialogues: prompts.indices.map {
        (prompts[$0], statements.agreeing[$0], statements.correcting[$0])
      })
  }

  // MARK: Units

  /// ρ = |c|·‖v‖ / median ‖resid_post‖ at a layer; the median is over the last tokens of the sentiment
  /// openings, whatever the claim, so that ρ means the same in all findings of an engine.
  public func relativeNorm(_ vector: SteeringVector, layer: Int, coefficient: Double) throws
    -> Double
  {
    abs(coefficient) * vector.norm(layer) / (try residualNorms()[layer])
  }

  /// Median ‖resid_post‖ at each layer, over the last tokens of the select openings.
  public func residualNorms() throws -> [Double] {
    if let norms { return norms }
    let activations = try model.record(corpora.openings.select.thinned(to: scale.selectItems).ids)
    let medians = try (0..<model.configuration.layerCount).map { layer in
      try median((0..<activations.count).map { norm(activations[$0, layer]) })
    }
    norms = medians
    return medians
  }
}

/// A steering vector, the layer that was chosen for it, and what it was made from.
public struct Concept: Sendable {
  public let vector: SteeringVector
  /// Chosen on the select split.
  public let layer: Int
  /// The choice: effect by candidate layer on the select split.
  public let profile: LayerProfile
  let positive: Activations
  let negative: Activations
}
