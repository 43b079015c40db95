import Claims
import Protocols
import Scenarios
import Statistics
import Steering
import Subjects

/// The effects that a claim is judged by, measured on any test items with nothing else around.
///
/// On a population the means are the truth. On a scenario's own test items they are the very numbers that
/// the scenario hands to the judge, bit for bit: a test compares the two.
struct TrueEffect: Sendable {
  /// [contrast][item], signed in the claimed direction.
  let contrasts: [[Double]]
  /// The cluster of each item.
  let clusters: [String]
  /// What a fractional δ is a share of.
  var reference: Double?

  /// The mean of each contrast.
  var means: [Double] { contrasts.map { $0.reduce(0, +) / Double(max($0.count, 1)) } }

  /// The smallest of the means as a multiple of δ: above 1 the claim is true of these items.
  func multiple(of threshold: Claim.Threshold) -> Double {
    let smallest = means.min() ?? 0
    switch threshold {
    case .absolute(let delta): return smallest / delta
    case .fraction(let share, _): return smallest / (share * (reference ?? 0))
    }
  }
}

extension Laboratory {
  /// S01: log-odds of kind words at coefficient 1 minus 0.
  func sentimentEffect() throws -> TrueEffect {
    let concept = try sentiment()
    let openings = corpora.openings.test.thinned(to: scale.testItems)
    let evaluation = try Evaluation(
      of: wordLogOdds(openings), on: underTest, steeredAt: [concept.layer])
    return TrueEffect(
      contrasts: [
        try evaluation.coefficients([0, 1], of: concept.vector, layer: concept.layer).difference(
          1, 0)
      ], clusters: openings.templates)
  }

  /// S02: NLL of neutral prose at coefficient 5 minus 0.
  func fluencyEffect() throws -> TrueEffect {
    let concept = try sentiment()
    let passages = corpora.passages.thinned(to: scale.passages)
    let evaluation = try Evaluation(
      of: TextNLL(texts: passages.ids), on: underTest, steeredAt: [concept.layer])
    return TrueEffect(
      contrasts: [
        try evaluation.coefficients([0, 5], of: concept.vector, layer: concept.layer).difference(
          5, 0)
      ], clusters: passages.templates)
  }

  /// S03: lead of the last third of the layers over the others, at coefficient 1 or at equal ρ.
  func leadEffect(equalNorm: Bool) throws -> TrueEffect {
    let concept = try sentiment()
    let layers = Array(0..<model.configuration.layerCount)
    let rho = try layers.map { try relativeNorm(concept.vector, layer: $0, coefficient: 1) }
    let target = try median(rho)
    let coefficients = Dictionary(
      uniqueKeysWithValues: zip(layers, rho).map {
        ($0, !equalNorm ? 1 : $1 > 0 ? target / $1 : 0)
      })
    func profile(_ openings: TextCorpus) throws -> LayerProfile {
      try layerProfile(
        of: concept.vector, metric: wordLogOdds(openings), on: underTest, coefficients: coefficients
      )
    }
    let peak = try profile(corpora.openings.select.thinned(to: scale.selectItems)).best
    let openings = corpora.openings.test.thinned(to: scale.testItems)
    let test = try profile(openings)
    return TrueEffect(
      contrasts: test.leads(of: layers.count), clusters: openings.templates,
      reference: try mean(test.effects[peak]))
  }

  /// S04: agreement with false statements at coefficient 0 minus −1.
  func sycophancyEffect() throws -> TrueEffect {
    let concept = try sycophancy()
    let statements = corpora.statements.test.thinned(to: scale.statements)
    let evaluation = try Evaluation(
      of: agreement(statements, statements.wrong), on: underTest, steeredAt: [concept.layer])
    return TrueEffect(
      contrasts: [
        try evaluation.coefficients([0, -1], of: concept.vector, layer: concept.layer)
          .difference(0, -1)
      ], clusters: statements.templates)
  }

  /// S06, S07, S08: log-odds of the replies that show a trait at coefficient 1 minus 0.
  func traitEffect(_ behavior: Behavior) throws -> TrueEffect {
    let concept = try concept(behavior)
    let items = try items(
      behavior, .test, count: min(scale.studyItems, scale.choiceTestItems))
    let evaluation = try Evaluation(of: logOdds(items), on: underTest, steeredAt: [concept.layer])
    return TrueEffect(
      contrasts: [
        try evaluation.coefficients([0, 1], of: concept.vector, layer: concept.layer).difference(
          1, 0)
      ], clusters: items.templates)
  }

  /// S12: slope of the log-odds of kind words, the mean over eight other wordings.
  func rewordingEffect() throws -> TrueEffect {
    let (found, items) = try robustness(of: .sentiment, items: scale.choiceTestItems)
    return TrueEffect(contrasts: [found.rewordedSlopes], clusters: items.templates)
  }
}

extension Laboratory.Scale {
  /// Every item of the part that is reported on; choices are made on as many as are registered.
  static let population: Self = {
    var scale = Self.registered
    scale.testItems = .max
    scale.passages = .max
    scale.statements = .max
    scale.choiceTestItems = .max
    scale.studyItems = .max
    return scale
  }()
}
