import Inference

extension Intervention {
  /// Another intervention, made only where the activation's projection on a direction is above a
  /// threshold.
  ///
  /// The projection r̂·x is read at the intervention's own hook point and position, as interventions
  /// before it in the list left x. The gate has no memory: a token that passes it says nothing of the
  /// next. Negate both direction and threshold for *below*; nest gates for *and*.
  ///
  /// Source of the idea: CAST, Lee et al., "Programming Refusal with Conditional Activation Steering"
  /// (arXiv 2409.05907). There one layer decides from the prompt, by a cosine, whether other layers are
  /// steered for the rest of the text; here each position decides for itself, in units of the activation.
  ///
  /// - Parameters:
  ///   - direction: its length does not matter.
  ///   - threshold: in units of the activation; a projection equal to it does not pass.
  /// - Throws: ``SteeringError/notFinite(at:)``, or ``SteeringError/invalid(_:expected:got:)`` for a
  ///   direction of length 0.
  public static func when(
    _ direction: [Float], above threshold: Double, _ intervention: Intervention
  ) throws -> Intervention {
    guard threshold.isFinite else { throw SteeringError.notFinite(at: "threshold \(threshold)") }
    return Intervention(
      hook: intervention.hook, positions: intervention.positions,
      operation: .when(
        direction: try UnitDirection(direction), threshold: threshold, intervention.operation))
  }
}

extension UnitDirection {
  func gate(
    above threshold: Double, _ transform: @escaping Intervention.Operation.Transform
  ) -> Intervention.Operation.Transform {
    { x, position in
      if projection(of: x) > threshold { transform(x, position) }
    }
  }
}
