import Inference

extension Intervention {
  /// Replaces the activation at positions by what is given, such as what another run had there.
  ///
  /// Positions that are not named stay as they are. Source: activation patching; for its use, Heimersheim
  /// & Nanda (arXiv 2404.15255).
  ///
  /// - Parameter activations: position → activation, as ``Inference/LanguageModel/activations(of:at:)``
  ///   gives them.
  /// - Throws: ``SteeringError/notFinite(at:)``, or ``SteeringError/invalid(_:expected:got:)`` for a
  ///   negative position.
  public static func patch(
    _ activations: [Int: [Float]], at hook: HookPoint
  ) throws -> Intervention {
    for position in activations.keys.sorted() {
      guard position >= 0 else {
        throw SteeringError.invalid("position", expected: "0 or above", got: "\(position)")
      }
      try requireFinite(activations[position] ?? [], "activation at position \(position)")
    }
    return Intervention(
      hook: hook, positions: .only(Set(activations.keys)), operation: .patch(activations))
  }
}

func patching(_ activations: [Int: [Float]]) -> Intervention.Operation.Transform {
  { x, position in
    for (k, value) in (activations[position] ?? []).enumerated() { x[k] = value }
  }
}

extension LanguageModel {
  /// The activation at a hook point at every position of a text, with nothing done.
  ///
  /// - Throws: ``ModelError`` for an empty text, a token or hook out of range or a text beyond the
  ///   context.
  public func activations(of ids: [Int], at hook: HookPoint) throws -> [Int: [Float]] {
    var activations: [Int: [Float]] = [:]
    try record([hook], of: [TokenTree(ids, readout: [])]) { _, place, activation in
      activations[place.offset] = Array(activation)
    }
    return activations
  }
}
