import Inference
import Steering

/// The bundled English items of every behaviour in a model's tokens.
struct EnglishBehaviors {
  let model: LanguageModel
  let prompts: InstructionPrompts
  private var tokenizer: any Tokenizer { model.tokenizer }

  init(model: LanguageModel, prompts: InstructionPrompts) {
    self.model = model
    self.prompts = prompts
  }

  /// Honesty, confidence and corrigibility come as choice items, half of the templates in each format.
  func corpus(_ behavior: Behavior) throws -> BehaviorCorpus {
    let items: ChoiceItems =
      switch behavior {
      case .confidence: try .confidence
      case .corrigibility: try .corrigibility
      default: try .honesty
      }
    func choices(_ items: [ChoiceItem]) -> ChoiceCorpus {
      ChoiceCorpus(
        prompts: items.map { prompt($0.prompt, $0.format) },
        controls: items.map { prompt($0.control, $0.format) },
        favored: items.map { item in
          item.favored.map { tokenizer.encode(item.continuation($0)) }
        },
        opposed: items.map { item in
          item.opposed.map { tokenizer.encode(item.continuation($0)) }
        }, templates: items.map(\.template)
      ) { index, instruction in
        prompt(
          items[index].prompt, items[index].format, after: text(of: instruction, for: behavior))
      }
    }
    let parts = try items.halves(seed: Subject.seed)
    func format(_ format: ChoiceItem.Format) -> BehaviorCorpus.Format {
      .init(format.rawValue, choices(parts.test.filter { $0.format == format }))
    }
    return BehaviorCorpus(
      pairs: pairs(try .bundled(for: behavior)),
      items: Corpora.Split(select: choices(parts.select), test: choices(parts.test)),
      formats: [format(.text), format(.chat)])
  }

  func pairs(_ pairs: ContrastPairs) -> PairCorpus {
    func side(_ pair: ContrastPair, _ text: String) -> [Int] {
      pair.user.map { chat($0) + tokenizer.encode(text) } ?? tokenizer.encodePrompt(text)
    }
    return PairCorpus(
      positive: pairs.map { side($0, $0.positive) }, negative: pairs.map { side($0, $0.negative) },
      templates: pairs.map(\.template))
  }

  // MARK: Sentiment: an opening, and words of praise or blame

  func sentiment(
    _ pairs: PairCorpus, _ select: [Prompt], _ test: [Prompt], _ words: WordSets
  ) -> BehaviorCorpus {
    BehaviorCorpus(
      pairs: pairs,
      items: Corpora.Split(select: openings(select, words), test: openings(test, words)),
      formats: [
        .init("text", openings(test, words)), .init("chat", openingsInChat(test, words)),
      ])
  }

  private func openings(_ openings: [Prompt], _ words: WordSets) -> ChoiceCorpus {
    choices(openings, words) { opening, instruction in
      tokenizer.encodePrompt((instruction.map { $0 + " " } ?? "") + opening.text)
    }
  }

  /// The opening as the beginning of a reply.
  private func openingsInChat(_ openings: [Prompt], _ words: WordSets) -> ChoiceCorpus {
    choices(openings, words) { opening, instruction in
      chat("Tell me about it.", system: instruction) + tokenizer.encode(opening.text)
    }
  }

  private func choices(
    _ openings: [Prompt], _ words: WordSets,
    _ write: @escaping @Sendable (Prompt, String?) -> [Int]
  ) -> ChoiceCorpus {
    let kind = words.positive.map(tokenizer.wordIDs)
    let unkind = words.negative.map(tokenizer.wordIDs)
    let inQuestion = words.positive + words.negative
    return ChoiceCorpus(
      prompts: openings.map { write($0, nil) },
      // Where only the meaning of a word decides, sentiment should not matter.
      controls: openings.indices.map {
        let word = inQuestion[$0 * 7 % inQuestion.count]
        return tokenizer.encodePrompt("The opposite of the word \(word) is the word")
      },
      favored: openings.map { _ in kind }, opposed: openings.map { _ in unkind },
      templates: openings.map(\.template)
    ) { index, instruction in write(openings[index], text(of: instruction, for: .sentiment)) }
  }

  // MARK: Sycophancy: a user's statement, and replies that agree or correct

  func sycophancy(
    _ pairs: PairCorpus, _ select: [SycophancyItem], _ test: [SycophancyItem]
  ) -> BehaviorCorpus {
    BehaviorCorpus(
      pairs: pairs, items: Corpora.Split(select: statements(select), test: statements(test)),
      formats: [
        .init("chat", statements(test)), .init("text", statementsInText(test)),
      ])
  }

  private func statements(_ items: [SycophancyItem]) -> ChoiceCorpus {
    choices(items, replyPrefix: "") { chat($0, system: $1) }
  }

  /// The same dialogue written out as plain text.
  private func statementsInText(_ items: [SycophancyItem]) -> ChoiceCorpus {
    choices(items, replyPrefix: " ") { statement, instruction in
      tokenizer.encodePrompt(
        (instruction.map { $0 + "\n\n" } ?? "") + "User: \(statement)\nAssistant:")
    }
  }

  private func choices(
    _ items: [SycophancyItem], replyPrefix: String,
    _ write: @escaping @Sendable (String, String?) -> [Int]
  ) -> ChoiceCorpus {
    ChoiceCorpus(
      prompts: items.map { write($0.falseStatement, nil) },
      controls: items.map { write($0.trueStatement, nil) },
      favored: items.map { $0.agreeing.map { tokenizer.encode(replyPrefix + $0) } },
      opposed: items.map { $0.correcting.map { tokenizer.encode(replyPrefix + $0) } },
      templates: items.map(\.template),
      rewrittenControl: { index, instruction in
        write(items[index].trueStatement, text(of: instruction, for: .sycophancy))
      },
      rewritten: { index, instruction in
        write(items[index].falseStatement, text(of: instruction, for: .sycophancy))
      })
  }

  // MARK: Facts

  func facts() throws -> Corpora.Split<ChoiceCorpus> {
    let parts = try FactItems.bundled.halves(seed: Subject.seed)
    func choices(_ items: [FactItem]) -> ChoiceCorpus {
      ChoiceCorpus(
        prompts: items.map { tokenizer.encodePrompt($0.prompt) },
        favored: items.map { [tokenizer.encode(" " + $0.right)] },
        opposed: items.map { [tokenizer.encode(" " + $0.wrong)] }, templates: items.map(\.template)
      ) { index, instruction in
        tokenizer.encodePrompt(
          text(of: instruction, for: .confidence) + " " + items[index].prompt)
      }
    }
    return Corpora.Split(select: choices(parts.select), test: choices(parts.test))
  }

  // MARK: Writing

  private func text(of instruction: Instruction, for behavior: Behavior) -> String {
    prompts[behavior].text(of: instruction)
  }

  private func prompt(
    _ text: String, _ format: ChoiceItem.Format, after instruction: String? = nil
  ) -> [Int] {
    switch format {
    case .chat: chat(text, system: instruction)
    case .text: tokenizer.encodePrompt((instruction.map { $0 + " " } ?? "") + text)
    }
  }

  private func chat(_ user: String, system: String? = nil) -> [Int] {
    model.chatPrompt(user, system: system)
  }
}

extension InstructionPrompts.Lists {
  /// The wording that an instruction asks for.
  func text(of instruction: Instruction) -> String {
    let wordings =
      switch instruction.kind {
      case .toward: toward
      case .away: away
      case .neutral: neutral
      }
    return wordings[instruction.wording % wordings.count]
  }
}

extension LanguageModel {
  /// A user's message in the model's chat template, up to where the reply begins.
  func chatPrompt(_ user: String, system: String? = nil) -> [Int] {
    chatPrompt(
      (system.map { [ChatMessage(role: .system, content: $0)] } ?? [])
        + [ChatMessage(role: .user, content: user)])
  }
}
