/// Texts token by token, each token in a box whose color is its score: a concept monitor.
public struct TokenChart: Sendable, Codable, Equatable {
  /// Drawn at the top of the figure.
  public let title: String
  /// Name and unit of the score, "projection on the honesty direction (σ)".
  public let quantity: String
  /// Top to bottom, on one color scale.
  public let texts: [Text]
  /// How the scores become tints.
  public let scale: ColorScale
  /// What a frame around a token means, "the gate is open"; nil when no token is marked.
  public let mark: String?

  /// - Parameter mark: what a frame around a token means; give it where tokens are marked.
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

  /// A text with a score for each of its tokens.
  public struct Text: Sendable, Codable, Equatable {
    /// Stands above the text.
    public let label: String
    /// In the order of the text.
    public let tokens: [Token]

    /// - Parameter label: stands above the text.
    public init(_ label: String, _ tokens: [Token]) {
      self.label = label
      self.tokens = tokens
    }
  }

  /// A token with its score.
  public struct Token: Sendable, Codable, Equatable {
    /// As the tokenizer decodes it, spaces and line breaks included.
    public let text: String
    /// Not finite where there is none.
    public let score: Double
    /// Whether it gets a frame, which means what ``TokenChart/mark`` says.
    public let isMarked: Bool

    /// - Parameter score: `nan` for a token that has none.
    public init(_ text: String, _ score: Double, isMarked: Bool = false) {
      self.text = text
      self.score = score
      self.isMarked = isMarked
    }
  }
}
