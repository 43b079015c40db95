/// A change to the activation at a hook point, made while a forward pass runs.
///
/// The engine knows nothing of steering: it hands the activation of one row to the edit and carries on
/// with what the edit left there.
public struct Edit: Sendable {
  /// Where the activation is changed.
  public let hook: HookPoint
  /// Whose activations are changed; other rows pass untouched.
  public let positions: PositionSet
  /// Gets the activation (its width is the hook point's) and the row's position.
  public let transform: @Sendable (UnsafeMutableBufferPointer<Float>, Int) -> Void

  /// - Parameter transform: changes the activation that it gets in place, and nothing else.
  public init(
    at hook: HookPoint, positions: PositionSet = .all,
    transform: @escaping @Sendable (UnsafeMutableBufferPointer<Float>, Int) -> Void
  ) {
    self.hook = hook
    self.positions = positions
    self.transform = transform
  }
}

extension [Edit] {
  /// The same for a prompt of so many tokens.
  func resolved(promptLength: Int) -> [Edit] {
    map {
      $0.positions.isRelative
        ? Edit(
          at: $0.hook, positions: $0.positions.resolved(promptLength: promptLength),
          transform: $0.transform)
        : $0
    }
  }
}

/// Positions in a sequence, counted from 0 at its first token, cached or not.
public enum PositionSet: Sendable, Hashable {
  case all
  /// This position and all later ones, generated ones included.
  case from(Int)
  case only(Set<Int>)
  /// The last token of a sequence's prompt, where an answer is decided, and all that follow it; contrastive activation
  /// addition (arXiv 2312.06681) adds there. Each sequence has its own, and one without a prompt has all.
  case afterPrompt
  /// The last token of a sequence's prompt alone.
  case promptEnd

  /// Whether it depends on where a sequence's prompt ends.
  public var isRelative: Bool { self == .afterPrompt || self == .promptEnd }

  /// The same for a prompt of so many tokens.
  func resolved(promptLength: Int) -> PositionSet {
    switch self {
    case .afterPrompt: .from(promptLength - 1)
    case .promptEnd: .only([promptLength - 1])
    case .all, .from, .only: self
    }
  }

  /// Whether a position, counted from 0, is one of them.
  public func contains(_ position: Int) -> Bool {
    switch self {
    case .all, .afterPrompt, .promptEnd: true
    case .from(let first): position >= first
    case .only(let positions): positions.contains(position)
    }
  }
}
