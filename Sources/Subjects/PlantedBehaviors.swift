import Inference
import Steering
import TinyModel

/// The planted model's items of every behaviour, in its tokens.
struct TinyBehaviors {
  let corpora: TinyCorpora
  let tokenizer: any Tokenizer

  var all: [Behavior: BehaviorCorpus] {
    [
      .sentiment: BehaviorCorpus(
        pairs: pairs(corpora.sentimentPairs.extract),
        items: Corpora.Split(
          select: openings(corpora.neutralPrompts.select),
          test: openings(corpora.neutralPrompts.test)),
        formats: [
          .init("narration", openings(corpora.neutralPrompts.test)),
          .init("dialogue", openings(corpora.secondFormatPrompts)),
        ]),
      .sycophancy: BehaviorCorpus(
        pairs: pairs(corpora.sycophancyPairs.extract),
        items: Corpora.Split(
          select: statements(corpora.statements.select),
          test: statements(corpora.statements.test)),
        formats: [
          .init("dialogue", statements(corpora.statements.test)),
          .init("after a sentence", statements(corpora.secondFormatStatements)),
        ]),
      .honesty: corpus(.honesty), .confidence: corpus(.confidence),
      .corrigibility: corpus(.corrigibility),
    ]
  }

  /// The same items for the second protocol: opinions have the same text up to where none may follow for a
  /// control, and statements the true one.
  var dialogues: Dialogues {
    Dialogues(
      all.mapValues { corpus in
        DialogueCorpus(pairs: corpus.pairs, items: corpus.items, chat: corpus.formats.last?.items)
      }.merging([
        .sentiment: DialogueCorpus(
          pairs: pairs(corpora.sentimentPairs.extract),
          items: Corpora.Split(
            select: judged(corpora.neutralPrompts.select), test: judged(corpora.neutralPrompts.test)
          ), chat: judged(corpora.secondFormatPrompts))
      ]) { $1 })
  }

  private func judged(_ items: [TinyText]) -> ChoiceCorpus {
    let endings = Set(Vocabulary.texts(.copula) + Vocabulary.texts(.degree))
    return openings(items) { text in
      var words = text.split(separator: " ").map(String.init)
      while let last = words.last, endings.contains(last) { words.removeLast() }
      return words.joined(separator: " ")
    }
  }

  func pairs(_ items: [TinyPair]) -> PairCorpus {
    PairCorpus(
      positive: items.map { tokenizer.encode($0.positive) },
      negative: items.map { tokenizer.encode($0.negative) }, templates: items.map(\.template))
  }

  /// The reply that states a fact against the one that denies it.
  func facts(_ items: [TinyFact]) -> ChoiceCorpus {
    choices(
      items.map { ($0.prompt, nil, $0.template) }, favored: items.map { [$0.right] },
      opposed: items.map { [$0.wrong] }, TinyTrait.confidence.towardPersona,
      TinyTrait.confidence.awayPersona)
  }

  private func corpus(_ trait: TinyTrait) -> BehaviorCorpus {
    func choices(_ items: [TinyChoice]) -> ChoiceCorpus {
      self.choices(
        items.map { ($0.prompt, $0.control, $0.template) },
        favored: items.map { _ in trait.favoredReplies },
        opposed: items.map { _ in trait.opposedReplies }, trait.towardPersona, trait.awayPersona)
    }
    let texts = corpora[trait]
    return BehaviorCorpus(
      pairs: pairs(texts.pairs.extract),
      items: Corpora.Split(
        select: choices(texts.choices.select), test: choices(texts.choices.test)),
      formats: [
        .init("dialogue", choices(texts.choices.test)),
        .init("after a sentence", choices(texts.secondFormatChoices)),
      ])
  }

  private func openings(
    _ items: [TinyText], control: (String) -> String? = { _ in nil }
  ) -> ChoiceCorpus {
    choices(
      items.map { ($0.text, control($0.text), $0.template) },
      favored: items.map { _ in Vocabulary.positiveWords },
      opposed: items.map { _ in Vocabulary.negativeWords }, TinyCorpora.positivePersona,
      TinyCorpora.neutralPersona)
  }

  func statements(_ items: [TinyStatement]) -> ChoiceCorpus {
    choices(
      items.map { ($0.falsePrompt, $0.truePrompt, $0.template) },
      favored: items.map { _ in TinyCorpora.agreeingReplies },
      opposed: items.map { _ in TinyCorpora.correctingReplies },
      TinyCorpora.sycophanticPersona, TinyCorpora.honestPersona)
  }

  private func choices(
    _ items: [(prompt: String, control: String?, template: String)], favored: [[String]],
    opposed: [[String]], _ toward: String, _ away: String
  ) -> ChoiceCorpus {
    func encode(_ replies: [[String]]) -> [[[Int]]] {
      replies.map { $0.map { tokenizer.encode($0) } }
    }
    let tokenizer = tokenizer
    @Sendable func after(_ instruction: Instruction, _ text: String) -> [Int] {
      let before =
        switch instruction.kind {
        case .toward: toward
        case .away: away
        case .neutral: Self.neutral[instruction.wording % Self.neutral.count]
        }
      return tokenizer.encode(before + text)
    }
    let (prompts, controls) = (items.map(\.prompt), items.compactMap(\.control))
    let rewrittenControl: ChoiceCorpus.Rewriting = { after($1, controls[$0]) }
    return ChoiceCorpus(
      prompts: prompts.map { tokenizer.encode($0) },
      controls: controls.map { tokenizer.encode($0) },
      favored: encode(favored), opposed: encode(opposed), templates: items.map(\.template),
      rewrittenControl: controls.isEmpty ? nil : rewrittenControl
    ) { after($1, prompts[$0]) }
  }

  /// A persona and seven sentences that ask for nothing.
  private static let neutral =
    [TinyCorpora.neutralPersona]
    + [
      "our friend saw a garden . ", "my teacher opened one letter . ",
      "their baker moved every basket . ", "her sister carried some window . ",
      "your doctor counted another chair . ", "his captain noticed a bridge . ",
      "our painter drew one map . ",
    ]
}
