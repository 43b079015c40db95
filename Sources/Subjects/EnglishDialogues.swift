import Inference
import Steering

/// The English pairs and items of the second protocol in a model's tokens.
///
/// Plain text, "User: … / Assistant: …", is the form that every model reads, also one without a chat template;
/// the model's own template is the second form, of the same items.
public struct EnglishDialogues: Sendable {
  private let model: LanguageModel
  private let requests: InstructionPrompts
  private var tokenizer: any Tokenizer { model.tokenizer }

  /// How a dialogue is written out.
  private enum Form { case plain, chat }

  /// - Throws: ``DataError`` where a bundled file is missing.
  public init(for model: LanguageModel) throws {
    self.model = model
    requests = try .protocol2
  }

  /// Those of every behaviour.
  ///
  /// - Throws: ``DataError`` where a bundled file is missing or malformed.
  public func all() throws -> Dialogues {
    Dialogues(
      Dictionary(uniqueKeysWithValues: try Behavior.allCases.map { ($0, try corpus($0)) }))
  }

  /// The pairs and items of a behaviour.
  ///
  /// - Throws: ``DataError`` where a bundled file is missing or malformed.
  public func corpus(_ behavior: Behavior) throws -> DialogueCorpus {
    let items = try DialogueItems.protocol2(for: behavior)
    let test = items.filter { $0.part == .test }
    func choices(_ items: [DialogueItem], _ form: Form) -> ChoiceCorpus {
      self.choices(items, of: behavior, in: form)
    }
    return DialogueCorpus(
      pairs: pairs(try .protocol2(for: behavior)),
      items: Corpora.Split(
        select: choices(items.filter { $0.part == .select }, .plain), test: choices(test, .plain)),
      chat: model.chatTemplate == .plain ? nil : choices(test, .chat),
      plain: test.compactMap(\.plain).map { written($0, .plain) },
      rightful: test.compactMap(\.rightful).map { written($0, .plain) })
  }

  /// Rude against polite ways to end a harmless answer, with the same words quoted for controls. No vector is made of
  /// rudeness, and nothing asks for it.
  ///
  /// - Throws: ``DataError`` where the bundled file is missing or malformed.
  public func rudeness() throws -> ChoiceCorpus {
    choices(Array(try DialogueItems.rudeness), of: .sentiment, in: .plain)
  }

  private func pairs(_ pairs: ContrastPairs) -> PairCorpus {
    func side(_ pair: ContrastPair, _ text: String) -> [Int] {
      guard let user = pair.user else { return tokenizer.encodePrompt(text) }
      return written(.init(user: user, begin: text), .plain)
    }
    return PairCorpus(
      positive: pairs.map { side($0, $0.positive) }, negative: pairs.map { side($0, $0.negative) },
      templates: pairs.map(\.template))
  }

  private func choices(
    _ items: [DialogueItem], of behavior: Behavior, in form: Form
  ) -> ChoiceCorpus {
    let lists = requests[behavior]
    return ChoiceCorpus(
      prompts: items.map { written($0.prompt, form) },
      controls: items.map { written($0.control, form) },
      favored: items.map { $0.favored.map { tokenizer.encode(" " + $0) } },
      opposed: items.map { $0.opposed.map { tokenizer.encode(" " + $0) } },
      templates: items.map(\.template),
      rewrittenControl: { written(items[$0].control, form, after: lists.text(of: $1)) },
      rewritten: { written(items[$0].prompt, form, after: lists.text(of: $1)) })
  }

  /// A dialogue up to where the reply goes on, after a request in words.
  private func written(
    _ opening: DialogueItem.Opening, _ form: Form, after request: String? = nil
  ) -> [Int] {
    switch form {
    case .plain:
      tokenizer.encodePrompt(
        (request.map { $0 + "\n\n" } ?? "")
          + "User: \(opening.user)\nAssistant: \(opening.begin)")
    case .chat:
      model.chatPrompt(opening.user, system: request)
        + tokenizer.encode(opening.begin)
    }
  }
}
