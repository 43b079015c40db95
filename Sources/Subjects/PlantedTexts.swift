import Inference
import TinyModel

extension Subject {
  /// The known-answer model of a seed with its own little language.
  public static func planted(
    seed: UInt64, planting: Planting = .full, size: TinyCorpora.Size = .standard,
    as card: ModelCard = .planted, compute: Compute = .shared
  ) throws -> Subject {
    let model = try TinyModel.languageModel(seed: seed, planting: planting, compute: compute)
    let texts = try TinyCorpora(seed: seed, size: size)
    return Subject(
      card: card, model: model, corpora: try .planted(texts, tokenizer: model.tokenizer),
      dialogues: .planted(texts, tokenizer: model.tokenizer))
  }
}

extension Dialogues {
  /// The planted language's dialogues in its model's tokens.
  public static func planted(_ corpora: TinyCorpora, tokenizer: any Tokenizer) -> Dialogues {
    TinyBehaviors(corpora: corpora, tokenizer: tokenizer).dialogues
  }
}

extension Corpora {
  /// The planted language's texts in its model's tokens.
  public static func planted(_ corpora: TinyCorpora, tokenizer: any Tokenizer) throws -> Corpora {
    func encode(_ text: String) -> [Int] { tokenizer.encode(text) }
    func texts(_ items: [TinyText], after opening: String = "") -> TextCorpus {
      TextCorpus(ids: items.map { encode(opening + $0.text) }, templates: items.map(\.template))
    }
    let behaviors = TinyBehaviors(corpora: corpora, tokenizer: tokenizer)
    return Corpora(
      opinions: behaviors.pairs(corpora.sentimentPairs.extract),
      openings: Split(
        select: texts(corpora.neutralPrompts.select), test: texts(corpora.neutralPrompts.test)),
      cheerfulOpenings: texts(corpora.neutralPrompts.test, after: TinyCorpora.positivePersona),
      plainOpenings: texts(corpora.neutralPrompts.test, after: TinyCorpora.neutralPersona),
      positiveWords: Vocabulary.positiveWords.map(encode),
      negativeWords: Vocabulary.negativeWords.map(encode),
      passages: texts(corpora.neutralPassages.test),
      replies: behaviors.pairs(corpora.sycophancyPairs.extract),
      statements: Split(
        select: behaviors.statements(corpora.statements.select),
        test: behaviors.statements(corpora.statements.test)),
      behaviors: behaviors.all,
      facts: Split(
        select: behaviors.facts(corpora.facts.select), test: behaviors.facts(corpora.facts.test)))
  }
}
