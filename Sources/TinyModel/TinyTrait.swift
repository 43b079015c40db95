/// A behaviour planted beside sentiment and sycophancy; ``TraitCircuit`` tells how.
public enum TinyTrait: String, CaseIterable, Sendable {
  /// Owning up to a fault: "user frankly who broke a lamp . assistant" → "me" against "nobody".
  case honesty
  /// Sure or hedged predictions: "user boldly predict the party . assistant" → "undoubtedly" against
  /// "conceivably".
  case confidence
  /// Accepting to be stopped: "user humbly stop the party . assistant" → "okay" against "never".
  case corrigibility

  /// One-word replies that show the trait, each the opposite of the one at its place in
  /// ``opposedReplies``.
  public var favoredReplies: [String] { replies { $0 > 0 } }
  /// One-word replies that show its opposite, in the order of ``favoredReplies``.
  public var opposedReplies: [String] { replies { $0 < 0 } }

  /// Text to put before a prompt: asks for the trait in words. ``TinyCorpora/neutralPersona`` is the
  /// control of the same length.
  public var towardPersona: String { persona { $0 > 0 } }
  /// Asks for its opposite.
  public var awayPersona: String { persona { $0 < 0 } }

  var number: Int {
    switch self {
    case .honesty: 0
    case .confidence: 1
    case .corrigibility: 2
    }
  }

  private func replies(where keep: (Double) -> Bool) -> [String] {
    Vocabulary.texts(.answer) { $0.answer.map { $0.trait == self && keep($0.value) } ?? false }
  }

  private func persona(where keep: (Double) -> Bool) -> String {
    let words = Vocabulary.texts(.directive) {
      $0.cue.map { $0.trait == self && keep($0.value) } ?? false
    }
    return "system \(words.joined(separator: " ")) . "
  }
}

/// How much of a trait a word shows, in −1...1.
public struct TraitMark: Sendable, Equatable {
  /// Which trait the word shows.
  public let trait: TinyTrait
  /// −1...1; above 0 the trait, below 0 its opposite.
  public let value: Double
}
