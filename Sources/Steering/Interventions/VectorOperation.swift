import Inference

/// What is done with a vector at a layer, and at which tokens: the kinds of steering in a few words.
public struct VectorOperation: Sendable, Hashable {
  /// What is done.
  public let kind: Kind
  /// At which tokens.
  public let positions: PositionSet
  /// Where a token has to lie for it to be done; nil steers all.
  public let gate: Gate?

  /// The kinds; what the amount says differs.
  public enum Kind: String, Sendable, CaseIterable {
    /// x + amount · v.
    case add
    /// x without its part along v, whatever the amount.
    case ablate
    /// x with a part of the amount along v, in units of the residual stream.
    case clamp
    /// x turned toward v by the amount in degrees, as long as before.
    case rotate
  }

  /// A token is steered where its projection on a direction exceeds a threshold, as in conditional activation
  /// steering (arXiv 2409.05907).
  public struct Gate: Sendable, Hashable {
    /// Layer → direction.
    public let directions: [Int: [Float]]
    /// In units of the residual stream.
    public let threshold: Double

    /// Opens along a vector's direction at the layer that is steered.
    public init(_ vector: SteeringVector, above threshold: Double) {
      directions = vector.directions
      self.threshold = threshold
    }
  }

  /// Additions at all tokens when nothing is given.
  public init(_ kind: Kind = .add, positions: PositionSet = .all, gate: Gate? = nil) {
    self.kind = kind
    self.positions = positions
    self.gate = gate
  }

  /// x + c · v at all tokens.
  public static let addition = VectorOperation()

  /// What is done with a vector at a layer.
  ///
  /// - Parameter amount: what ``Kind`` says.
  /// - Throws: ``SteeringError`` for a layer without a direction, a direction of length 0 that an operation needs a length
  ///   of, or an amount that is not finite or beyond what can be turned.
  public func intervention(
    with vector: SteeringVector, layer: Int, amount: Double
  ) throws -> Intervention {
    let direction = try vector.direction(layer)
    let hook = HookPoint.block(layer, vector.hook)
    let done =
      switch kind {
      case .add:
        try Intervention.add(direction, coefficient: amount, at: hook, positions: positions)
      case .ablate: try Intervention.ablate(direction, at: hook, positions: positions)
      case .clamp: try Intervention.clamp(direction, to: amount, at: hook, positions: positions)
      case .rotate:
        try Intervention.rotate(toward: direction, degrees: amount, at: hook, positions: positions)
      }
    guard let gate else { return done }
    guard let opening = gate.directions[layer] else {
      throw SteeringError.noSuchLayer(layer, available: gate.directions.keys.sorted())
    }
    return try .when(opening, above: gate.threshold, done)
  }
}
