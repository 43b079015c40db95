/// Asking for a behaviour in words: the baseline that a steering vector is compared with.
///
/// The first prompt of each list is the registered one; the others are its paraphrases. Each can be a
/// system prompt or stand before a text.
public struct InstructionPrompts: Equatable, Sendable, Decodable {
  /// The prompts of one behaviour.
  public struct Lists: Equatable, Sendable, Decodable {
    /// Ask for more of the behaviour.
    public let toward: [String]
    /// Ask for its contrary.
    public let away: [String]
    /// Ask for something else at about the same length.
    public let neutral: [String]
  }

  private let sentiment: Lists
  private let sycophancy: Lists
  private let honesty: Lists
  private let confidence: Lists
  private let corrigibility: Lists

  /// The prompts of a behaviour.
  public subscript(behavior: Behavior) -> Lists {
    switch behavior {
    case .sentiment: sentiment
    case .sycophancy: sycophancy
    case .honesty: honesty
    case .confidence: confidence
    case .corrigibility: corrigibility
    }
  }

  /// The package's own; throws ``DataError`` when its file is missing.
  public static var bundled: InstructionPrompts {
    get throws { try bundledValue("prompts.json") }
  }

  /// Those of the second protocol: wording k of the three lists is one frame.
  public static var protocol2: InstructionPrompts {
    get throws { try bundledValue("protocol-2.prompts.json") }
  }
}
