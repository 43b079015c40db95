import CKernels
import Inference

extension Intervention {
  /// Turns x toward a direction, in the plane of the two, without changing its length.
  ///
  /// It stops at the direction: more degrees than lie between the two give ‖x‖ r̂, 180 always does, and
  /// negative degrees turn away until −‖x‖ r̂. An activation that already lies along the direction, within
  /// float's rounding, spans no plane with it and stays as it is; so does 0.
  ///
  /// Source: Vu & Nguyen, "Angular Steering" (arXiv 2510.26243). There the plane is the same for all
  /// activations, and the part of x in it is set to an angle; here each activation turns by an angle in
  /// its own plane, so nothing else but the direction has to be chosen.
  ///
  /// - Parameter degrees: −180...180.
  /// - Throws: ``SteeringError/notFinite(at:)``, or ``SteeringError/invalid(_:expected:got:)`` for a
  ///   direction of length 0 or an angle out of range.
  public static func rotate(
    toward direction: [Float], degrees: Double, at hook: HookPoint, positions: PositionSet = .all
  ) throws -> Intervention {
    guard degrees.isFinite else { throw SteeringError.notFinite(at: "degrees \(degrees)") }
    guard abs(degrees) <= 180 else {
      throw SteeringError.invalid("degrees", expected: "-180...180", got: "\(degrees)")
    }
    return Intervention(
      hook: hook, positions: positions,
      operation: .rotate(direction: try UnitDirection(direction), degrees: degrees))
  }
}

extension UnitDirection {
  /// Shares of ‖x‖ across the direction below which x is parallel to it: a few roundings of a float.
  private static let parallel = 0x1p-21

  func rotation(degrees: Double) -> Intervention.Operation.Transform {
    var (sine, cosine) = (0.0, 1.0)
    ck_sincos(degrees * .pi / 180, &sine, &cosine)
    return { [sine, cosine] x, _ in
      // x = along r̂ + across ŵ, ŵ a unit vector orthogonal to r̂
      let along = projection(of: x)
      var squares = 0.0
      for k in 0..<min(width, x.count) {
        let rest = Double(x[k]) - along * components[k]
        squares += rest * rest
      }
      let across = squares.squareRoot()
      let length = (along * along + squares).squareRoot()
      guard across > Self.parallel * length else { return }
      var turned = (along: along * cosine + across * sine, across: across * cosine - along * sine)
      if turned.across <= 0 {  // past the direction, or past its opposite
        turned = (degrees > 0 ? length : -length, 0)
      }
      let kept = turned.across / across
      let written = turned.along - kept * along
      for k in 0..<min(width, x.count) {
        x[k] = Float(kept * Double(x[k]) + written * components[k])
      }
    }
  }
}
