import Inference

extension Intervention {
  /// Sets the projection on a direction: x ← x + (value − r̂·x) r̂. What is orthogonal to the direction
  /// stays.
  ///
  /// With ``when(_:above:_:)`` on the same direction and the same value it is a cap.
  ///
  /// - Parameters:
  ///   - direction: its length does not matter.
  ///   - value: in units of the activation, not of the direction's length.
  /// - Throws: ``SteeringError/notFinite(at:)``, or ``SteeringError/invalid(_:expected:got:)`` for a
  ///   direction of length 0.
  public static func clamp(
    _ direction: [Float], to value: Double, at hook: HookPoint, positions: PositionSet = .all
  ) throws -> Intervention {
    guard Float(value).isFinite else { throw SteeringError.notFinite(at: "value \(value)") }
    return Intervention(
      hook: hook, positions: positions,
      operation: .clamp(direction: try UnitDirection(direction), value: value))
  }

  /// Removes the projection on a direction: x ← x − r̂ r̂ᵀ x. It is a clamp to 0.
  ///
  /// Source: directional ablation, Arditi et al., "Refusal in Language Models Is Mediated by a Single
  /// Direction" (arXiv 2406.11717), which ablates at every layer and position.
  ///
  /// - Throws: as ``clamp(_:to:at:positions:)``.
  public static func ablate(
    _ direction: [Float], at hook: HookPoint, positions: PositionSet = .all
  ) throws -> Intervention {
    try clamp(direction, to: 0, at: hook, positions: positions)
  }
}

extension UnitDirection {
  func clamp(_ x: UnsafeMutableBufferPointer<Float>, to value: Double) {
    let change = value - projection(of: x)
    for k in 0..<min(width, x.count) { x[k] = Float(Double(x[k]) + change * components[k]) }
  }
}
