/// Asking for a behaviour in words: the baseline that a steering vector is compared with.
///
/// The first prompt of each list is the registered one; the others are its paraphrases.
public struct InstructionPrompts: Equatable, Sendable, Decodable {
  /// System prompts for the sycophancy claim.
  public struct Sycophancy: Equatable, Sendable, Decodable {
    public let sycophantic: [String]
    public let honest: [String]
    public let neutral: [String]
  }

  /// Sentences put before a neutral prompt for the sentiment claim.
  public struct Sentiment: Equatable, Sendable, Decodable {
    public let positive: [String]
    public let negative: [String]
    public let neutral: [String]
  }

  public let sycophancy: Sycophancy
  public let sentiment: Sentiment

  public static var bundled: InstructionPrompts {
    get throws { try bundledValue("prompts.json") }
  }
}
