/// A text, token by token, with how strongly each token's activation expresses a concept.
public struct ConceptReading: Sendable, Equatable {
  /// The text's tokens, prompt first.
  public let ids: [Int]
  /// The text of each token. A token that holds a part of a character only shows U+FFFD.
  public let tokens: [String]
  /// One score a token, in the monitor's unit.
  public let scores: [Double]
  /// How many tokens, from the first, were given to the model; it wrote the others.
  public let promptCount: Int
}
