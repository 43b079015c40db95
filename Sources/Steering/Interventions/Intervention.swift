import Inference

/// A change to the residual stream, as a value: it says what is done where, and does nothing until it is
/// applied to a run.
public struct Intervention: Sendable, Hashable {
  public let hook: HookPoint
  public let positions: PositionSet
  public let operation: Operation

  public enum Operation: Sendable, Hashable {
    /// x ← x + coefficient · direction.
    case add(direction: [Float], coefficient: Float)
  }

  /// Adds `coefficient` times a direction.
  ///
  /// - Throws: ``SteeringError/notFinite(at:)``.
  public static func add(
    _ direction: [Float], coefficient: Double, at hook: HookPoint, positions: PositionSet = .all
  ) throws -> Intervention {
    guard Float(coefficient).isFinite else {
      throw SteeringError.notFinite(at: "coefficient \(coefficient)")
    }
    if let index = direction.firstIndex(where: { !$0.isFinite }) {
      throw SteeringError.notFinite(at: "direction, component \(index)")
    }
    return Intervention(
      hook: hook, positions: positions,
      operation: .add(direction: direction, coefficient: Float(coefficient)))
  }

  /// Adds `coefficient` times a vector's direction at a layer.
  public static func add(
    _ vector: SteeringVector, layer: Int, coefficient: Double, positions: PositionSet = .all
  ) throws -> Intervention {
    try add(
      vector.direction(layer), coefficient: coefficient, at: .block(layer, vector.hook),
      positions: positions)
  }

  /// Whether it leaves every bit as it is. Such an intervention makes no edit at all: even x + 0 would
  /// turn −0 into +0.
  public var isIdentity: Bool {
    switch operation {
    case .add(let direction, let coefficient):
      coefficient == 0 || direction.allSatisfy { $0 == 0 }
    }
  }

  /// The edit that the engine makes of it, or nil for the identity.
  ///
  /// - Throws: ``SteeringError/widthMismatch(at:expected:got:)`` when the direction is not as wide as
  ///   the model's activation there.
  func edit(on model: LanguageModel) throws -> Edit? {
    switch operation {
    case .add(let direction, let coefficient):
      if let width = model.width(at: hook), width != direction.count {
        throw SteeringError.widthMismatch(at: "\(hook)", expected: width, got: direction.count)
      }
      if isIdentity { return nil }
      let kernels = model.compute
      return Edit(at: hook, positions: positions) { activation, _ in
        kernels.addScaled(direction, coefficient, to: activation)
      }
    }
  }
}

extension [Intervention] {
  /// The edits of all interventions that change anything, in order.
  public func edits(on model: LanguageModel) throws -> [Edit] {
    try compactMap { try $0.edit(on: model) }
  }
}
