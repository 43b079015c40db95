import Inference

@testable import TinyModel

/// What is measured on one model for the three traits, the entanglement and the second formats.
struct TraitEffects: CustomStringConvertible {
  /// What a vector is extracted for and a metric read of.
  enum Behavior: CaseIterable {
    case sentiment, sycophancy, honesty, confidence, corrigibility

    var trait: TinyTrait? {
      switch self {
      case .sentiment, .sycophancy: nil
      case .honesty: .honesty
      case .confidence: .confidence
      case .corrigibility: .corrigibility
      }
    }

    /// Where an addition does most: adjectives read valence itself, replies what upper blocks release.
    var layer: Int { self == .sentiment ? 7 : 3 }
  }

  struct OneTrait {
    /// Cosine of the mean difference with the planted direction, by layer.
    var cosines: [Double] = []
    /// Change of the metric at coefficient 1, by layer.
    var effects: [Double] = []
    var reversed = 0.0
    var onControl = 0.0
    var baseline = 0.0
    /// Share of prompts with a favored reply.
    var balance = 0.0
    var toward = 0.0
    var away = 0.0
    var neutral = 0.0
  }

  var traits: [OneTrait] = []
  /// [vector][metric] at coefficient 1, in the order of Behavior.
  var cross: [[Double]] = []
  /// The diagonal again on the second format.
  var secondFormat: [Double] = []
  var accuracy = 0.0
  var brier = 0.0
  /// Changes under the confidence vector at coefficient 1, layer 3.
  var accuracyChange = 0.0
  var brierChange = 0.0

  init(_ probe: Probe, cross wantsCross: Bool = true) throws {
    let corpora = probe.corpora
    for trait in TinyTrait.allCases {
      let vectors = try probe.meanDifference(corpora[trait].pairs.extract)
      let direction = TinyModel.direction(.trait(trait), seed: probe.seed)
      let prompts = corpora[trait].choices.test.prefix(40).map(\.prompt)
      let controls = corpora[trait].choices.test.prefix(40).map(\.control)
      var one = OneTrait()
      let base = try probe.choice(trait, prompts)
      func change(_ prompts: [String], _ edits: [Edit] = []) throws -> Double {
        try mean(probe.choice(trait, prompts, edits)) - mean(base)
      }
      one.cosines = vectors.map { Double(cosine($0, direction)) }
      one.effects = try vectors.enumerated().map {
        try change(prompts, adding($1, times: 1, after: $0))
      }
      one.reversed = try change(prompts, adding(vectors[3], times: -1, after: 3))
      one.onControl =
        try mean(probe.choice(trait, controls, adding(vectors[3], times: 1, after: 3)))
        - mean(probe.choice(trait, controls))
      one.baseline = mean(base)
      one.balance = mean(base.map { $0 > 0 ? 1 : 0 })
      one.toward = try change(prompts.map { trait.towardPersona + $0 })
      one.away = try change(prompts.map { trait.awayPersona + $0 })
      one.neutral = try change(prompts.map { TinyCorpora.neutralPersona + $0 })
      traits.append(one)
    }

    let facts = corpora.facts.test
    let tone = adding(
      try probe.meanDifference(corpora.confidence.pairs.extract)[3], times: 1, after: 3)
    let before = try probe.knowledge(facts)
    let after = try probe.knowledge(facts, tone)
    accuracy = mean(before.map { $0 > 0.5 ? 1 : 0 })
    brier = mean(before.map { (1 - $0) * (1 - $0) })
    accuracyChange = mean(after.map { $0 > 0.5 ? 1 : 0 }) - accuracy
    brierChange = mean(after.map { (1 - $0) * (1 - $0) }) - brier
    if wantsCross { try measureCross(probe) }
  }

  private mutating func measureCross(_ probe: Probe) throws {
    let corpora = probe.corpora
    func metric(_ behavior: Behavior, second: Bool, _ edits: [Edit]) throws -> Double {
      if let trait = behavior.trait {
        let choices =
          second ? corpora[trait].secondFormatChoices : corpora[trait].choices.test
        return try mean(probe.choice(trait, choices.prefix(40).map(\.prompt), edits))
      }
      if behavior == .sentiment {
        let prompts = second ? corpora.secondFormatPrompts : corpora.neutralPrompts.test
        return try probe.sentiment(prompts.prefix(40).map(\.text), edits)
      }
      let statements = second ? corpora.secondFormatStatements : corpora.statements.test
      return try mean(probe.agreement(statements.prefix(40).map(\.falsePrompt), edits))
    }
    let base = try Behavior.allCases.map { try metric($0, second: false, []) }
    for behavior in Behavior.allCases {
      let pairs =
        behavior.trait.map { corpora[$0].pairs }
        ?? (behavior == .sentiment ? corpora.sentimentPairs : corpora.sycophancyPairs)
      let vector = try probe.meanDifference(pairs.extract)[behavior.layer]
      let edits = adding(vector, times: 1, after: behavior.layer)
      cross.append(
        try zip(Behavior.allCases, base).map { try metric($0, second: false, edits) - $1 })
      secondFormat.append(
        try metric(behavior, second: true, edits) - metric(behavior, second: true, []))
    }
  }

  var description: String {
    func list(_ x: [Double]) -> String {
      x.map { "\(($0 * 1000).rounded() / 1000)" }.joined(separator: " ")
    }
    return zip(TinyTrait.allCases, traits).map { trait, one in
      "\(trait): cosines [\(list(one.cosines))], effects [\(list(one.effects))],"
        + " reversed \(list([one.reversed])), control \(list([one.onControl])),"
        + " baseline \(list([one.baseline])), balance \(list([one.balance])), personas"
        + " [\(list([one.toward, one.away, one.neutral]))]\n"
    }.joined() + "cross\n" + cross.map { "  [\(list($0))]\n" }.joined()
      + "second format [\(list(secondFormat))], accuracy and Brier"
      + " [\(list([accuracy, brier]))], changed by [\(list([accuracyChange, brierChange]))]"
  }
}
