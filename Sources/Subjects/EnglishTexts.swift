import Assets
import Foundation
import Inference
import Steering

extension Subject {
  /// Any model of English with the English data sets.
  ///
  /// - Throws: ``AssetError`` where a roster's model lacks VADER's lexicon; a model of the user's does
  ///   without.
  static func english(_ card: ModelCard, _ model: LanguageModel) throws -> Subject {
    let (words, emoji) = (Asset.vaderLexicon, Asset.vaderEmojiLexicon)
    let isFetched = [words, emoji].allSatisfy {
      FileManager.default.fileExists(atPath: $0.url.path)
    }
    return Subject(
      card: card, model: model, corpora: try .english(for: model),
      dialogues: try EnglishDialogues(for: model).all(),
      vader: card.asset == nil && !isFetched
        ? nil : try VADER(lexicon: words.located(), emojiLexicon: emoji.located()))
  }
}

extension Corpora {
  /// The bundled English data sets in a model's tokens. Dialogues are written in its chat template.
  public static func english(for model: LanguageModel) throws -> Corpora {
    let tokenizer = model.tokenizer
    let prompts = try InstructionPrompts.bundled

    func texts(_ prompts: [Prompt], after opening: String = "") -> TextCorpus {
      TextCorpus(
        ids: prompts.map { tokenizer.encodePrompt(opening + $0.text) },
        templates: prompts.map(\.template))
    }
    let opinions = try ContrastPairs.loveHate
    let replies = try ContrastPairs.sycophancy
    let openings = try PromptSet.sentiment.halves(seed: Subject.seed)
    let facts = try SycophancyItems.facts.halves(seed: Subject.seed)
    let words = try WordSets.sentiment
    let passages = texts(try PromptSet.neutralText.items)
    let splitOpenings = Split(select: texts(openings.select), test: texts(openings.test))
    let opinionPairs = PairCorpus(
      positive: opinions.map { tokenizer.encodePrompt($0.positive) },
      negative: opinions.map { tokenizer.encodePrompt($0.negative) },
      templates: opinions.map(\.template))
    let english = EnglishBehaviors(model: model, prompts: prompts)
    let sycophancy = english.sycophancy(english.pairs(replies), facts.select, facts.test)
    return Corpora(
      opinions: opinionPairs, openings: splitOpenings,
      cheerfulOpenings: texts(openings.test, after: prompts[.sentiment].toward[0] + " "),
      plainOpenings: texts(openings.test, after: prompts[.sentiment].neutral[0] + " "),
      positiveWords: words.positive.map(tokenizer.wordIDs),
      negativeWords: words.negative.map(tokenizer.wordIDs), passages: passages,
      replies: sycophancy.pairs,
      statements: sycophancy.items,
      behaviors: [
        .sentiment: english.sentiment(opinionPairs, openings.select, openings.test, words),
        .sycophancy: sycophancy,
        .honesty: try english.corpus(.honesty), .confidence: try english.corpus(.confidence),
        .corrigibility: try english.corpus(.corrigibility),
      ], facts: try english.facts())
  }
}

extension DataSet {
  /// A third of the templates to choose on, two thirds to report on.
  func halves(seed: UInt64) throws -> (select: [Item], test: [Item]) {
    // The loader deals three parts; nothing is extracted from prompts, so the first two are one.
    let parts = try split(seed: seed, fractions: (extract: 0.2, select: 0.13, test: 0.67))
    return (parts.extract.items + parts.select.items, parts.test.items)
  }
}
