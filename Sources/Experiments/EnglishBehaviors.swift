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

  private func chat(_ user: String, system: String? = nil) -> [Int] {
    let messages =
      (system.map { [ChatMessage(role: .system, content: $0)] } ?? [])
      + [ChatMessage(role: .user, content: user)]
    return tokenizer.encode(chat: model.chatTemplate.render(messages, addGenerationPrompt: true))
  }
}
