import Inference
import Statistics
import Steering
import Subjects

/// Measuring any behaviour in one way.
extension Laboratory {
  /// - Throws: ``SteeringError/nothingToMeasure(_:)`` when there are no texts for it.
  public func corpus(_ behavior: Behavior) throws -> BehaviorCorpus {
    guard let corpus = corpora.behaviors[behavior] else {
      throw SteeringError.nothingToMeasure("\(subject.name) has no texts for \(behavior.rawValue)")
    }
    return corpus
  }

  /// The items of a part; at most `count`, evenly spaced.
  public func items(
    _ behavior: Behavior, _ part: Corpora.Part, count: Int
  ) throws -> ChoiceCorpus {
    try corpus(behavior).items[part].thinned(to: count)
  }

  /// Log-odds of showing the behaviour on each item, in nats.
  ///
  /// - Parameter prompts: other prompts for the same items, such as their controls.
  public func logOdds(_ items: ChoiceCorpus, prompts: [[Int]]? = nil) throws -> ReplyLogOdds {
    let prompts = prompts ?? items.prompts
    guard prompts.count == items.count else {
      throw SteeringError.nothingToMeasure(
        "\(prompts.count) prompts for \(items.count) items of replies")
    }
    return try ReplyLogOdds(
      dialogues: prompts.indices.map { (prompts[$0], items.favored[$0], items.opposed[$0]) })
  }

  /// Log-odds of showing the behaviour on each item after a request in words, in its registered wording, with
  /// nothing else done.
  public func unsteered(
    _ items: ChoiceCorpus, after kind: Instruction.Kind
  ) throws -> [Double] {
    try unsteered(logOdds(items, prompts: items.prompts(after: Instruction(kind))))
  }

  /// Log-odds of a behaviour on its items, with their templates for clusters.
  public func measure(
    _ behavior: Behavior, _ part: Corpora.Part, items count: Int
  ) throws -> Measure {
    if behavior == .sentiment {
      let openings = corpora.openings[part].thinned(to: count)
      return try Measure(
        behavior.rawValue, wordLogOdds(openings), clusters: openings.templates)
    }
    let items = try items(behavior, part, count: count)
    return try Measure(behavior.rawValue, logOdds(items), clusters: items.templates)
  }

  /// Percentage of facts that the model prefers the right answer of.
  public func factAccuracy(_ part: Corpora.Part, items count: Int) throws -> Measure {
    let facts = corpora.facts[part].thinned(to: count)
    return try Measure("facts", Accuracy(logOdds(facts)), clusters: facts.templates)
  }

  /// What steering one behaviour must leave alone: the likelihood of neutral text, the next token after
  /// it, facts, and the other behaviours.
  public func sideEffects(
    of behavior: Behavior, _ part: Corpora.Part
  ) throws -> [SideEffectMeasure] {
    let count = counts.sideEffectItems
    return try generalMeasures(part, items: count)
      + Behavior.allCases.filter { $0 != behavior && corpora.behaviors[$0] != nil }.map {
        SideEffectMeasure(try measure($0, part, items: count))
      }
  }

  /// What any steering must leave alone: likelihood of text, next token, facts (twice as many).
  public func generalMeasures(_ part: Corpora.Part, items count: Int) throws -> [SideEffectMeasure]
  {
    let passages = passages(part).thinned(to: count)
    let beginnings = passages.ids.map { Array($0.prefix(max(2, $0.count / 2))) }
    return try [
      SideEffectMeasure(
        Measure("likelihood of text", TextNLL(texts: passages.ids), clusters: passages.templates),
        margin: SideEffectMeasure.likelihoodMargin),
      SideEffectMeasure(
        Measure(
          "next-token divergence", NextTokenDivergence(texts: beginnings, on: model),
          clusters: passages.templates),
        margin: SideEffectMeasure.divergenceMargin),
      SideEffectMeasure(
        factAccuracy(part, items: 2 * count), margin: SideEffectMeasure.accuracyMargin),
    ]
  }

  /// Neutral passages by halves of their topics.
  public func passages(_ part: Corpora.Part) -> TextCorpus {
    let topics = Set(corpora.passages.templates).sorted()
    let chosen = Set(
      topics.enumerated().filter { ($0.offset % 2 == 0) == (part == .select) }
        .map(\.element))
    let kept = corpora.passages.templates.indices.filter {
      chosen.contains(corpora.passages.templates[$0])
    }
    return TextCorpus(
      ids: kept.map { corpora.passages.ids[$0] },
      templates: kept.map { corpora.passages.templates[$0] })
  }

  /// All that ``steeringExperiment(on:behavior:positive:negative:layers:coefficients:smallestEffect:modelHash:seed:progress:)``
  /// needs to know of a behaviour.
  public func measures(of behavior: Behavior) throws -> BehaviorMeasures {
    BehaviorMeasures(
      direction: behavior.wanted,
      select: try measure(behavior, .select, items: selectItems(for: behavior)),
      test: try measure(behavior, .test, items: counts.choiceTestItems),
      selectSideEffects: try sideEffects(of: behavior, .select),
      testSideEffects: try sideEffects(of: behavior, .test))
  }

  /// The test items as they are written, and after eight sentences that ask for nothing.
  public func wordings(
    of behavior: Behavior, items count: Int
  ) throws -> (written: Measure, variants: [PromptVariant]) {
    let items = try items(behavior, .test, count: count)
    return (
      try Measure(behavior.rawValue, logOdds(items), clusters: items.templates),
      try (0..<Instruction.wordings).map { wording in
        PromptVariant(
          "neutral sentence \(wording + 1)",
          try logOdds(
            items, prompts: items.prompts(after: Instruction(.neutral, wording: wording))))
      }
    )
  }
}
