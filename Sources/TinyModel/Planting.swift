/// What is planted in a tiny model, each part by its strength: 0 is nothing, 1 the registered amount.
///
/// Effects grow in proportion to the strength, so that a calibration can plant an effect of a known
/// size.
public struct Planting: Sendable, Hashable {
  /// Strength of the valence direction: opinion words are pooled into it and adjectives follow it.
  public var sentiment: Double
  /// Strength of the agreement direction and of the deference that it causes to false statements.
  public var sycophancy: Double
  /// Strengths of the three traits' directions (``TraitCircuit``).
  public var honesty: Double
  /// Strength of the confidence direction (see ``TinyTrait``).
  public var confidence: Double
  /// Strength of the corrigibility direction (see ``TinyTrait``).
  public var corrigibility: Double
  /// How much honesty costs warmth: at 1, the honesty vector at coefficient 1 takes about 0.15 nats from
  /// the sentiment metric. Nothing without honesty.
  public var entanglement: Double
  /// How much of what was written into the planted directions each block washes out, relative to the
  /// registered share. It is what makes late layers dominate at equal ρ.
  public var washout: Double
  /// How much of opinion and agreement every block after the first pools, relative to the registered
  /// amount. At 0 the first block pools all that there is: without washout the sentiment vector is then
  /// as long, and as strong, at every layer.
  public var refill: Double

  /// How much of the sentiment acts only where an opinion may follow, after "the film was". At 0 adjectives follow
  /// the valence wherever they stand, which is a preference for words; at 1 nowhere else. It takes the place of
  /// corrigibility's ``TinyTrait``, so that only one of the two can be planted.
  public var appraisal: Double
  /// How far agreement is granted to true statements too: at 1 whoever lowers it makes a contrarian.
  public var indiscriminateDeference: Double
  /// How strongly what the gates let through turns into words.
  public var readout = Readout()
  /// How much of the valence the blocks before the gates spill into what has nothing to do with it, so that early
  /// additions cost more for what they do.
  public var spill: Double = 0
  /// How far long texts ask for long continuations, wherever they stand: words of degree are pooled, and followed by
  /// more of them. It takes the place of honesty's ``TinyTrait``, so that only one of the two can be planted.
  public var wordiness: Double = 0

  /// Strengths that change an effect at equal cost, as those of pooling do not: 1 is the registered amount.
  public struct Readout: Sendable, Hashable {
    /// Of the agreement that is granted to false statements.
    public var sycophancy = 1.0
    /// Of honesty where it is put to the test.
    public var honesty = 1.0
    /// Of confidence where it is put to the test.
    public var confidence = 1.0
    /// Of corrigibility where it is put to the test.
    public var corrigibility = 1.0

    func callAsFunction(_ trait: TinyTrait) -> Double {
      switch trait {
      case .honesty: honesty
      case .confidence: confidence
      case .corrigibility: corrigibility
      }
    }
  }

  /// Plants only what is named. Each must be in 0...2, which ``TinyModel/tensors(seed:planting:)``
  /// checks.
  public init(
    sentiment: Double = 0, sycophancy: Double = 0, honesty: Double = 0, confidence: Double = 0,
    corrigibility: Double = 0, entanglement: Double = 0, washout: Double = 1,
    refill: Double = 1, appraisal: Double = 0, indiscriminateDeference: Double = 0
  ) {
    self.sentiment = sentiment
    self.sycophancy = sycophancy
    self.honesty = honesty
    self.confidence = confidence
    self.corrigibility = corrigibility
    self.entanglement = entanglement
    self.washout = washout
    self.refill = refill
    self.appraisal = appraisal
    self.indiscriminateDeference = indiscriminateDeference
  }

  /// Everything at its registered strength.
  public static let full = Planting(
    sentiment: 1, sycophancy: 1, honesty: 1, confidence: 1, corrigibility: 1, entanglement: 1)
  /// Grammar, word codes and background noise alone.
  public static let none = Planting(washout: 0)
  /// Sentiment alone at its registered strength.
  public static let sentiment = Planting(sentiment: 1)
  /// Sentiment that acts where an opinion may follow, and nowhere else.
  public static let appraisal = Planting(sentiment: 1, appraisal: 1)
  /// Sycophancy alone at its registered strength, with the truth that it defers against.
  public static let sycophancy = Planting(sycophancy: 1)

  /// A preference for long continuations, beside the sentiment.
  public static let wordiness: Planting = {
    var planting = Planting.sentiment
    planting.wordiness = 2
    return planting
  }()

  func strength(of trait: TinyTrait) -> Double {
    switch trait {
    case .honesty: honesty
    case .confidence: confidence
    case .corrigibility: corrigibility
    }
  }

  /// What a block pools, relative to the registered amount.
  func share(ofLayer layer: Int) -> Double { layer == 0 ? 1 : refill }

  func validate() throws {
    for (field, value) in [
      ("sentiment", sentiment), ("sycophancy", sycophancy), ("honesty", honesty),
      ("confidence", confidence), ("corrigibility", corrigibility),
      ("entanglement", entanglement), ("washout", washout), ("refill", refill),
      ("appraisal", appraisal), ("indiscriminateDeference", indiscriminateDeference),
      ("readout.sycophancy", readout.sycophancy), ("readout.honesty", readout.honesty),
      ("readout.confidence", readout.confidence), ("readout.corrigibility", readout.corrigibility),
      ("spill", spill), ("wordiness", wordiness),
    ] where !(value >= 0 && value <= 2) {
      throw TinyModelError.badPlanting(field: field, expected: "0...2", got: value)
    }
    if appraisal > 0, corrigibility > 0 {
      throw TinyModelError.badPlanting(
        field: "appraisal", expected: "0 beside corrigibility", got: appraisal)
    }
    if wordiness > 0, honesty > 0 {
      throw TinyModelError.badPlanting(
        field: "wordiness", expected: "0 beside honesty", got: wordiness)
    }
  }
}

/// What can be wrong with a request to build a tiny model or its corpora.
public enum TinyModelError: Error, Equatable, CustomStringConvertible {
  /// A strength of a ``Planting`` is out of its range.
  case badPlanting(field: String, expected: String, got: Double)
  /// No weight of this GGUF name.
  case missingTensor(String)
  /// A weight was asked for in another shape than it has, which is the expected one.
  case wrongShape(tensor: String, expected: [Int], got: [Int])
  /// A split of no items was asked for.
  case badCorpusSize(extract: Int, select: Int, test: Int)

  /// What was expected and what was found, without the case's name.
  public var description: String {
    switch self {
    case .badPlanting(let field, let expected, let got):
      "planting strength \(field): expected \(expected), got \(got)"
    case .missingTensor(let name):
      "the tiny model has no tensor '\(name)'"
    case .wrongShape(let tensor, let expected, let got):
      "tensor \(tensor): expected shape \(expected), got \(got)"
    case .badCorpusSize(let extract, let select, let test):
      "corpus sizes must be at least 1: extract \(extract), select \(select), test \(test)"
    }
  }
}
