/// A question that scenarios answer, as the index of findings lists it.
public struct Question: Sendable, Hashable, ExpressibleByStringLiteral {
  /// In Markdown.
  public let text: String

  /// - Parameter text: in Markdown.
  public init(stringLiteral text: String) { self.text = text }
}
