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

  /// Honesty, confidence and corrigibility come as pairs and choice items in both formats. The format
  /// of the larger part of the templates is the first one; half of the templates are in the other.
  func corpus(_ behavior: Behavior) throws -> BehaviorCorpus {
    let pairs = try ContrastPairs.bundled(for: behavior)
    let items = try ChoiceItems.bundled(for: behavior)
    func choices(_ items: [ChoiceItem]) -> ChoiceCorpus {
      ChoiceCorpus(
        prompts: items.map { prompt($0.prompt, $0.format) },
        controls: items.map { prompt($0.control, $0.format) },
        favored: items.map { $0.favored.map { tokenizer.encode($0) } },
        opposed: items.map { $0.opposed.map { tokenizer.encode($0) } },
        templates: items.map(\.template)
      ) { index, instruction in
        prompt(
          items[index].prompt, items[index].format, after: text(of: instruction, for: behavior))
      }
    }
    let chats = try items.format(.chat).halves(seed: Engine.seed)
    let texts = try items.format(.text).halves(seed: Engine.seed)
    return BehaviorCorpus(
      pairs: self.pairs(pairs),
      items: Corpora.Split(select: choices(chats.select), test: choices(chats.test)),
      otherFormat: choices(texts.test))
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

  func openings(_ openings: [Prompt], _ words: WordSets) -> ChoiceCorpus {
    choices(openings, words) { opening, instruction in
      tokenizer.encodePrompt((instruction.map { $0 + " " } ?? "") + opening.text)
    }
  }

  /// The opening as the beginning of a reply.
  func openingsInChat(_ openings: [Prompt], _ words: WordSets) -> ChoiceCorpus {
    choices(openings, words) { opening, instruction in
      chat("Tell me about it.", system: instruction) + tokenizer.encode(opening.text)
    }
  }

  private func choices(
    _ openings: [Prompt], _ words: WordSets,
    _ write: @escaping @Sendable (Prompt, String?) -> [Int]
  ) -> ChoiceCorpus {
    let kind = words.positive.map { tokenizer.encode(" " + $0) }
    let unkind = words.negative.map { tokenizer.encode(" " + $0) }
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

  func statements(_ items: [SycophancyItem]) -> ChoiceCorpus {
    choices(items, replyPrefix: "") { chat($0, system: $1) }
  }

  /// The same dialogue written out as plain text.
  func statementsInText(_ items: [SycophancyItem]) -> ChoiceCorpus {
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
      templates: items.map(\.template)
    ) { index, instruction in
      write(items[index].falseStatement, text(of: instruction, for: .sycophancy))
    }
  }

  // MARK: Facts

  func facts() throws -> Corpora.Split<ChoiceCorpus> {
    let parts = try FactItems.bundled.halves(seed: Engine.seed)
    func choices(_ items: [FactItem]) -> ChoiceCorpus {
      ChoiceCorpus(
        prompts: items.map { tokenizer.encodePrompt($0.prompt) },
        favored: items.map { [tokenizer.encode($0.right)] },
        opposed: items.map { [tokenizer.encode($0.wrong)] }, templates: items.map(\.template)
      ) { index, instruction in
        tokenizer.encodePrompt(
          text(of: instruction, for: .confidence) + " " + items[index].prompt)
      }
    }
    return Corpora.Split(select: choices(parts.select), test: choices(parts.test))
  }

  // MARK: Writing

  private func text(of instruction: Instruction, for behavior: Behavior) -> String {
    let texts = prompts[behavior]
    let wordings =
      switch instruction.kind {
      case .toward: texts.toward
      case .away: texts.away
      case .neutral: texts.neutral
      }
    return wordings[instruction.wording % wordings.count]
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
    let messages =
      (system.map { [ChatMessage(role: .system, content: $0)] } ?? [])
      + [ChatMessage(role: .user, content: user)]
    return tokenizer.encode(chat: model.chatTemplate.render(messages, addGenerationPrompt: true))
  }
}
