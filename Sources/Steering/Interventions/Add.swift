import Inference

extension Intervention {
  /// Adds `coefficient` times a direction: x + c·v, computed by ``Compute/addScaled``.
  ///
  /// - Throws: ``SteeringError/notFinite(at:)``.
  public static func add(
    _ direction: [Float], coefficient: Double, at hook: HookPoint, positions: PositionSet = .all
  ) throws -> Intervention {
    guard Float(coefficient).isFinite else {
      throw SteeringError.notFinite(at: "coefficient \(coefficient)")
    }
    try requireFinite(direction, "direction")
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
}
