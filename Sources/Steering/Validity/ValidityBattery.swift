import Inference
import Statistics

/// Ten questions that a steering vector has to answer before one says that it *is* the concept,
/// rather than a direction that happens to move a metric.
///
/// - ``ValidityQuestion/splitHalf``: vectors from halves of the templates agree. The mean cosine
///   over 100 splits, stepped up by Spearman–Brown, is at least 0.9.
/// - ``ValidityQuestion/methods``: mean, PCA and logistic regression, each from other templates,
///   agree above the 99th percentile of what they do with shuffled labels.
/// - ``ValidityQuestion/sufficiency``: adding it raises the held-out metric (lower bound above 0).
/// - ``ValidityQuestion/reversal``: subtracting it lowers the metric (upper bound below 0), and the
///   metric rises with the coefficient throughout.
/// - ``ValidityQuestion/shuffledLabels``, ``ValidityQuestion/randomDirections``: its effect is
///   above that of every vector from shuffled labels, and of every random direction, at equal
///   length.
/// - ``ValidityQuestion/formats``: adding it raises the metric in each format (least lower bound
///   above 0).
/// - ``ValidityQuestion/necessity``: ablating it takes away at least a tenth of the response to
///   asking in words (lower bound), and more than ablating random directions.
/// - ``ValidityQuestion/naturalRange``: at coefficient ±1 the median token of the prompts projects
///   within the 1st to 99th percentile of natural text and the pairs. Otherwise it is flagged: a
///   pathway may be used that is dormant in natural text (Makelov et al., arXiv 2311.17030).
/// - ``ValidityQuestion/nuisances``: its part along the nuisance directions alone has less than a
///   quarter of its effect (both bounds).
///
/// What cannot be asked is reported as not testable: the halves of a vector that was not made of
/// pairs, an ablation where the model does not respond to words, nuisances where there is no
/// effect.
public struct ValidityBattery: Sendable {
  /// The vector in question; +1 times its direction should raise the metrics.
  public var vector: SteeringVector
  /// The layer at which it is in question.
  public var layer: Int
  /// What such vectors are made of, at that layer.
  public let pairs: ContrastRows
  /// The template of each pair.
  public let templates: [String]
  /// The metric on items that played no part in making the vector.
  public let heldOut: Measure
  /// A part of the held-out items, for the null draws.
  public let part: Measure
  /// The behaviour in several formats.
  public let formats: [Measure]
  /// Held-out items after a request in words for the behaviour.
  public let toward: Measure
  /// The same items after a request for its opposite.
  public let away: Measure
  /// Token ids of texts that are steered, for where their tokens project.
  public let prompts: [[Int]]
  /// Token ids of natural text, for the range that they should stay in.
  public let naturalTexts: [[Int]]
  /// Directions at that layer along which there should be no effect [nuisances][width].
  public let nuisances: [[Float]]
  /// Vectors from shuffled labels and random directions, each.
  public let draws: Int
  /// Of splits, draws and intervals.
  public let seed: UInt64

  /// Checks nothing; ``run(on:)`` throws where these do not fit together.
  public init(
    vector: SteeringVector, layer: Int, pairs: ContrastRows, templates: [String],
    heldOut: Measure, part: Measure, formats: [Measure], toward: Measure, away: Measure,
    prompts: [[Int]], naturalTexts: [[Int]], nuisances: [[Float]], draws: Int = 9,
    seed: UInt64 = Measure.defaultSeed
  ) {
    self.vector = vector
    self.layer = layer
    self.pairs = pairs
    self.templates = templates
    self.heldOut = heldOut
    self.part = part
    self.formats = formats
    self.toward = toward
    self.away = away
    self.prompts = prompts
    self.naturalTexts = naturalTexts
    self.nuisances = nuisances
    self.draws = draws
    self.seed = seed
  }

  /// How often the templates are halved for ``ValidityQuestion/splitHalf``: 100 times.
  public static let splits = 100
  /// The corrected cosine that two halves have to reach, 0.9.
  public static let leastStability = 0.9
  /// The doses at which the held-out metric is measured: −1, −½, 0, ½ and 1.
  public static let coefficients: [Double] = [-1, -0.5, 0, 0.5, 1]
  /// One quarter of the effect, as for other behaviours among the side effects.
  public static let nuisanceShare = 0.25
  /// One tenth of the response to words.
  public static let necessaryShare = 0.1

  /// Puts all questions.
  ///
  /// - Throws: ``SteeringError`` when vector, pairs, texts and model do not fit together;
  ///   ``DataError`` with fewer than three templates; `ModelError`, `StatisticsError`.
  public func run(on model: ModelUnderTest) throws -> Validity {
    try pairs.requireTemplates(templates)
    let evaluation = Evaluation(of: heldOut.metric, on: model, steeredAt: [layer])
    let doses = try evaluation.coefficients(Self.coefficients, of: vector, layer: layer)
    let effect = try heldOut.estimate(doses.difference(1, 0), seed: seed)
    let checks =
      try [
        splitHalf(), methods(), sufficiency(effect), reversal(doses),
      ]
      + nulls(on: model) + [
        formats(on: model), necessity(on: model), naturalRange(on: model.model),
        nuisances(on: evaluation, baseline: doses[0], effect: effect),
      ]
    return Validity(checks: checks, doses: doses, clusters: heldOut.clusters)
  }
}
