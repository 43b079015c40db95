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
        + Behavior.allCases.filter {
          $0.rawValue != behavior.name && corpora.behaviors[$0] != nil
        }.map { SideEffectMeasure(try measure($0, part, items: counts.sideEffectItems)) }
    }
    return BehaviorMeasures(
      direction: behavior.wanted,
      select: try measure(behavior, .select, items: counts.selectItems),
      test: try measure(behavior, .test, items: counts.choiceTestItems),
      selectSideEffects: try sides(.select), testSideEffects: try sides(.test))
  }

  /// Test items as they are written, and after eight sentences that ask for nothing.
  public func wordings(
    of behavior: BehaviorTexts, items count: Int
  ) throws -> (items: ChoiceCorpus, written: Measure, variants: [PromptVariant]) {
    let items = behavior.items.test.thinned(to: count)
    return (
      items, try Measure(behavior.name, logOdds(items), clusters: items.templates),
      try (0..<behavior.wordings).map { wording in
        PromptVariant(
          "neutral sentence \(wording + 1)",
          try logOdds(
            items, prompts: items.prompts(after: Instruction(.neutral, wording: wording))))
      }
    )
  }
}
