import Protocols
import Steering
import Subjects

/// What verbs measure of a behaviour, bundled or one's own.
extension Laboratory {
  /// Log-odds of showing the behaviour, in nats, with the items' templates for clusters.
  public func measure(
    _ behavior: BehaviorTexts, _ part: Corpora.Part, items count: Int
  ) throws -> Measure {
    let items = behavior.items[part].thinned(to: count)
    return try Measure(behavior.name, logOdds(items), clusters: items.templates)
  }

  /// All that an experiment needs to know of it.
  public func measures(of behavior: BehaviorTexts) throws -> BehaviorMeasures {
    func sides(_ part: Corpora.Part) throws -> [SideEffectMeasure] {
      try generalMeasures(part, items: counts.sideEffectItems)
        + otherBehaviors(than: behavior, part, items: counts.sideEffectItems)
        .map { SideEffectMeasure($0) }
    }
    return BehaviorMeasures(
      direction: behavior.wanted,
      select: try measure(behavior, .select, items: counts.selectItems),
      test: try measure(behavior, .test, items: counts.choiceTestItems),
      selectSideEffects: try sides(.select), testSideEffects: try sides(.test))
  }

  /// The bundled behaviours besides this one, of which the subject has texts.
  func otherBehaviors(
    than behavior: BehaviorTexts, _ part: Corpora.Part, items count: Int
  ) throws -> [Measure] {
    try Behavior.allCases.filter {
      $0.rawValue != behavior.name && corpora.behaviors[$0] != nil
    }.map { try measure($0, part, items: count) }
  }

  /// Items of a behaviour as they are written, and after each of its sentences that ask for nothing.
  public func wordings(
    of behavior: BehaviorTexts, on items: ChoiceCorpus
  ) throws -> (written: Measure, variants: [PromptVariant]) {
    (
      try Measure(behavior.name, logOdds(items), clusters: items.templates),
      try (0..<behavior.wordings).map { wording in
        PromptVariant(
          "neutral sentence \(wording + 1)",
          try logOdds(
            items, prompts: items.prompts(after: Instruction(.neutral, wording: wording))))
      }
    )
  }
}
