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

/// Positions in a sequence, counted from 0 at its first token, cached or not.
public enum PositionSet: Sendable, Hashable {
  case all
  /// This position and all later ones, generated ones included.
  case from(Int)
  case only(Set<Int>)

  /// Whether a position, counted from 0, is one of them.
  public func contains(_ position: Int) -> Bool {
    switch self {
    case .all: true
    case .from(let first): position >= first
    case .only(let positions): positions.contains(position)
    }
  }
}
