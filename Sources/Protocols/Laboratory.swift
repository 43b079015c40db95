import Inference
import Statistics
import Steering
import Subjects

/// A model under test with the work that several scenarios share: vectors and the layers they are used at.
///
/// Everything that chooses does so on the select split, once; the test split is only ever reported on.
public final class Laboratory {
  /// What everything is measured on.
  public let subject: Subject
  /// How many items that takes.
  public let counts: ItemCounts
  /// The model with the cache that its measurements are kept in: what measuring functions take.
  public let underTest: ModelUnderTest
  /// The model under test.
  public var model: LanguageModel { subject.model }
  /// The texts, in the model's tokens.
  public var corpora: Corpora { subject.corpora }

  private var concepts: [Behavior: ChosenVector] = [:]
  private var extractions: [Behavior: Extraction] = [:]
  private var norms: [Double]?
  private var doses: [Behavior: SignedDoses] = [:]

  /// Nothing is measured until it is asked for, and then once.
  ///
  /// - Parameter cache: where measurements are kept.
  public init(
    _ subject: Subject, counts: ItemCounts = .registered,
    cache: any MeasurementCache = MemoryCache()
  ) {
    self.subject = subject
    self.counts = counts
    underTest = ModelUnderTest(subject.model, keepingIn: cache)
  }

  /// The same model, texts and kept measurements with other numbers of items.
  public func with(_ counts: ItemCounts) -> Laboratory {
    Laboratory(subject, counts: counts, cache: underTest.cache ?? MemoryCache())
  }

  // MARK: Concepts

  /// mean(love) − mean(hate), used at the layer that moves the word log-odds of the select openings most.
  public func sentiment() throws -> ChosenVector { try concept(.sentiment) }

  /// mean(pleasing replies) − mean(frank replies), used at the layer where subtracting it lowers
  /// agreement with the select split's wrong statements most.
  public func sycophancy() throws -> ChosenVector { try concept(.sycophancy) }

  /// The mean difference over a behaviour's pairs, read at the last token, used at the layer where it
  /// moves the select items most in the direction that is wanted of the behaviour.
  public func concept(_ behavior: Behavior) throws -> ChosenVector {
    if let concept = concepts[behavior] { return concept }
    let made = try extract(corpus(behavior).pairs)
    let profile = try findBestLayer(
      of: made.vector, metric: measure(behavior, .select, items: selectItems(for: behavior)).metric,
      on: underTest, coefficient: behavior.wanted, layers: candidateLayers)
    let concept = ChosenVector(made, chosenBy: profile)
    concepts[behavior] = concept
    return concept
  }

  /// The mean difference over a behaviour's pairs at every layer, read at the last token.
  public func vector(of behavior: Behavior) throws -> SteeringVector {
    try concepts[behavior]?.vector ?? extract(corpus(behavior).pairs).vector
  }

  /// The mean difference over the dialogues' pairs of a behaviour, with what it was made from.
  public func extraction(of behavior: Behavior) throws -> Extraction {
    if let known = extractions[behavior] { return known }
    let made = try extract(subject.dialogues(behavior).pairs)
    extractions[behavior] = made
    return made
  }

  /// The mean difference over pairs, with what it was made from; nothing is kept.
  public func extract(_ pairs: PairCorpus) throws -> Extraction {
    let (positive, negative) = try model.record(pairs: pairs.positive, pairs.negative)
    let vector = try SteeringVector.meanDifference(
      positive: positive, negative: negative, model: model.name, modelHash: model.hash)
    return Extraction(vector: vector, positive: positive, negative: negative)
  }

  /// A behaviour's dose–response on a part of its test items, in the direction that is wanted of it.
  public func signedDoses(_ behavior: Behavior) throws -> SignedDoses {
    if let known = doses[behavior] { return known }
    let measured = try SignedDoses(of: behavior, in: self)
    doses[behavior] = measured
    return measured
  }

  /// The first two behaviours keep the number that they were registered with.
  public func selectItems(for behavior: Behavior) -> Int {
    behavior == .sentiment || behavior == .sycophancy
      ? counts.selectItems : counts.choiceSelectItems
  }

  /// Layers to choose from: all but the last fifth of the network, at most twelve, evenly spaced.
  public var candidateLayers: [Int] { Steering.candidateLayers(of: model) }

  // MARK: Metrics

  /// A metric with nothing done, item by item.
  public func unsteered(_ metric: any ItemMetric) throws -> [Double] {
    try Evaluation(of: metric, on: underTest).baseline()
  }

  /// A metric with a concept's vector added at its layer, at each coefficient.
  public func response(
    of metric: any ItemMetric, to concept: some ConceptVector, at coefficients: [Double]
  ) throws -> DoseResponse {
    try Evaluation(of: metric, on: underTest, steeredAt: [concept.layer])
      .coefficients(coefficients, of: concept.vector, layer: concept.layer)
  }

  /// Log-odds of kind against unkind words as the next word of each opening.
  public func wordLogOdds(_ openings: TextCorpus) throws -> ReplyLogOdds {
    try ReplyLogOdds(
      prompts: openings.ids, positive: corpora.positiveWords, negative: corpora.negativeWords)
  }

  // MARK: Units

  /// ρ = |c|·‖v‖ / median ‖resid_post‖ at a layer; the median is over the last tokens of the sentiment
  /// openings, whatever the claim, so that ρ means the same in all findings of a model.
  public func relativeNorm(_ vector: SteeringVector, layer: Int, coefficient: Double) throws
    -> Double
  {
    abs(coefficient) * vector.norm(layer) / (try residualNorms()[layer])
  }

  /// Median ‖resid_post‖ at each layer, over the last tokens of the select openings.
  public func residualNorms() throws -> [Double] {
    if let norms { return norms }
    let activations = try model.record(corpora.openings.select.thinned(to: counts.selectItems).ids)
    let medians = try (0..<model.configuration.layerCount).map { layer in
      try median((0..<activations.count).map { norm(activations[$0, layer]) })
    }
    norms = medians
    return medians
  }
}
