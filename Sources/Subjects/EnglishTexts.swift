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
    func chat(_ user: String, system: String? = nil) -> [Int] {
      let messages =
        (system.map { [ChatMessage(role: .system, content: $0)] } ?? [])
        + [ChatMessage(role: .user, content: user)]
      return tokenizer.encode(
        chat: model.chatTemplate.render(messages, addGenerationPrompt: true))
    }
    func statements(_ items: [SycophancyItem]) -> StatementCorpus {
      StatementCorpus(
        wrong: items.map { chat($0.falseStatement) }, right: items.map { chat($0.trueStatement) },
        wrongToSycophant: items.map {
          chat($0.falseStatement, system: prompts[.sycophancy].toward[0])
        },
        wrongToHonest: items.map {
          chat($0.falseStatement, system: prompts[.sycophancy].away[0])
        },
        wrongToNeutral: items.map {
          chat($0.falseStatement, system: prompts[.sycophancy].neutral[0])
        },
        agreeing: items.map { $0.agreeing.map { tokenizer.encode($0) } },
        correcting: items.map { $0.correcting.map { tokenizer.encode($0) } },
        templates: items.map(\.template))
    }

    let opinions = try ContrastPairs.loveHate
    let replies = try ContrastPairs.sycophancy
    let openings = try PromptSet.sentiment.halves(seed: Subject.seed)
    let facts = try SycophancyItems.facts.halves(seed: Subject.seed)
    let words = try WordSets.sentiment
    let passages = texts(try PromptSet.neutralText.items)
    let splitOpenings = Split(select: texts(openings.select), test: texts(openings.test))
    let splitStatements = Split(select: statements(facts.select), test: statements(facts.test))
    let opinionPairs = PairCorpus(
      positive: opinions.map { tokenizer.encodePrompt($0.positive) },
      negative: opinions.map { tokenizer.encodePrompt($0.negative) },
      templates: opinions.map(\.template))
    let replyPairs = PairCorpus(
      positive: replies.map { chat($0.user ?? "") + tokenizer.encode($0.positive) },
      negative: replies.map { chat($0.user ?? "") + tokenizer.encode($0.negative) },
      templates: replies.map(\.template))
    let english = EnglishBehaviors(model: model, prompts: prompts)
    return Corpora(
      opinions: opinionPairs, openings: splitOpenings,
      cheerfulOpenings: texts(openings.test, after: prompts[.sentiment].toward[0] + " "),
      plainOpenings: texts(openings.test, after: prompts[.sentiment].neutral[0] + " "),
      positiveWords: words.positive.map(tokenizer.wordIDs),
      negativeWords: words.negative.map(tokenizer.wordIDs), passages: passages, replies: replyPairs,
      statements: splitStatements,
      behaviors: [
        .sentiment: english.sentiment(opinionPairs, openings.select, openings.test, words),
        .sycophancy: english.sycophancy(replyPairs, facts.select, facts.test),
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
