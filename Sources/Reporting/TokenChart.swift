/// Texts token by token, each token in a box whose color is its score: a concept monitor.
public struct TokenChart: Sendable, Codable, Equatable {
  public let title: String
  /// Name and unit of the score, "projection on the honesty direction (σ)".
  public let quantity: String
  public let texts: [Text]
  public let scale: ColorScale
  /// What a frame around a token means, "the gate is open"; nil when no token is marked.
  public let mark: String?

  public init(
    title: String, quantity: String, texts: [Text], scale: ColorScale = .diverging(),
    mark: String? = nil
  ) {
    self.title = title
    self.quantity = quantity
    self.texts = texts
    self.scale = scale
    self.mark = mark
  }

  public struct Text: Sendable, Codable, Equatable {
    /// Stands above the text.
    public let label: String
    public let tokens: [Token]

    public init(_ label: String, _ tokens: [Token]) {
      self.label = label
      self.tokens = tokens
    }
  }

  public struct Token: Sendable, Codable, Equatable {
    /// As the tokenizer decodes it, spaces and line breaks included.
    public let text: String
    /// Not finite where there is none.
    public let score: Double
    public let isMarked: Bool

    public init(_ text: String, _ score: Double, isMarked: Bool = false) {
      self.text = text
      self.score = score
      self.isMarked = isMarked
    }
  }
}
