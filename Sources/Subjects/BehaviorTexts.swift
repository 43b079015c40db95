import Inference
import Steering

/// A behaviour in a model's tokens: what its vector is made from, and what it is measured on. Bundled, of a public set or of
/// one's own, all verbs read it the same way.
public struct BehaviorTexts: Sendable {
  /// What reports call it.
  public let name: String
  /// What more of it is, in plain words; empty where nobody said.
  public let meaning: String
  /// +1 when more of it is wanted, −1 when less.
  public let wanted: Double
  /// What a vector is made from; empty where it is only measured.
  public let pairs: PairCorpus
  /// To choose on and to report on. No template is in both.
  public let items: Corpora.Split<ChoiceCorpus>
  /// Whether there are requests in words for it and against it.
  public let isAsked: Bool
  /// Sentences that ask for nothing, which are put before the items: at most ``Instruction/wordings``.
  public let wordings: Int
  /// SHA-256 of what decides all of this beside the model.
  public let hash: String
  /// SHA-256 of each file that test items are in; empty for bundled behaviours, whose pairs are others.
  public let testHashes: [String]

  /// Whether every test item has a control.
  public var isControlled: Bool { !items.test.controls.isEmpty }

  /// A bundled behaviour: pairs and items of the second protocol, each item with its control.
  ///
  /// - Throws: ``SteeringError/nothingToMeasure(_:)`` where the subject has no texts for it.
  public init(_ behavior: Behavior, of subject: Subject) throws {
    let corpus = try subject.dialogues(behavior)
    name = behavior.rawValue
    meaning = behavior.meaning
    wanted = behavior.wanted
    pairs = corpus.pairs
    items = corpus.items
    isAsked = true
    wordings = Instruction.wordings
    hash = subject.dialogues.hash
    testHashes = []
  }

  /// A behaviour of one's own. Messages are put into the model's chat template.
  public init(_ description: BehaviorDescription, for model: LanguageModel) {
    name = description.name
    meaning = description.meaning
    wanted = description.wanted
    let sides = description.pairs.map(model.tokens(of:))
    pairs = PairCorpus(
      positive: sides.map(\.positive), negative: sides.map(\.negative),
      templates: description.pairs.map(\.template))
    items = Corpora.Split(
      select: ChoiceCorpus(description.select, asking: description.requests, for: model),
      test: ChoiceCorpus(description.test, asking: description.requests, for: model))
    isAsked = !description.requests.toward.isEmpty && !description.requests.away.isEmpty
    wordings = min(Instruction.wordings, description.requests.neutral.count)
    hash = description.hash
    testHashes = description.testHashes
  }
}

extension ChoiceCorpus {
  /// Items in a model's tokens. They have controls where all of them do: a part of them would be compared with other items.
  fileprivate init(
    _ items: BehaviorItems, asking requests: BehaviorDescription.Requests, for model: LanguageModel
  ) {
    let tokenizer = model.tokenizer
    @Sendable func written(_ opening: BehaviorItem.Opening, after request: String? = nil) -> [Int] {
      guard let user = opening.user else {
        return tokenizer.encodePrompt((request.map { $0 + " " } ?? "") + opening.begin)
      }
      return model.chatPrompt(user, system: request) + tokenizer.encode(opening.begin)
    }
    /// A space stands before what goes on after words.
    func continuations(_ texts: [String], of item: BehaviorItem) -> [[Int]] {
      texts.map { tokenizer.encode(item.prompt.begin.isEmpty ? $0 : " " + $0) }
    }
    let list = Array(items)
    let controls = list.compactMap(\.control)
    let areControlled = controls.count == list.count
    let rewrittenControl: Rewriting = { written(controls[$0], after: requests.text(of: $1)) }
    self.init(
      prompts: list.map { written($0.prompt) },
      controls: areControlled ? controls.map { written($0) } : [],
      favored: list.map { continuations($0.favored, of: $0) },
      opposed: list.map { continuations($0.opposed, of: $0) },
      templates: list.map(\.template),
      rewrittenControl: areControlled ? rewrittenControl : nil
    ) { written(list[$0].prompt, after: requests.text(of: $1)) }
  }
}

extension BehaviorDescription.Requests {
  /// The wording that an instruction asks for; nothing where there is none of its kind.
  fileprivate func text(of instruction: Instruction) -> String? {
    let wordings =
      switch instruction.kind {
      case .toward: toward
      case .away: away
      case .neutral: neutral
      }
    return wordings.isEmpty ? nil : wordings[instruction.wording % wordings.count]
  }
}
