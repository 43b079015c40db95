import Inference

/// A change to an activation, as a value: it says what is done where, and does nothing until it is
/// applied to a run.
///
/// Each kind of change is documented with the function that makes it:
///
/// | | x becomes |
/// |---|---|
/// | ``add(_:coefficient:at:positions:)`` | x + c · v |
/// | ``ablate(_:at:positions:)`` | x without its part along v |
/// | ``clamp(_:to:at:positions:)`` | x with a given part along v |
/// | ``rotate(toward:degrees:at:positions:)`` | x turned toward v, as long as before |
/// | ``patch(_:at:)`` | what another run had there |
/// | ``erase(write:read:center:at:positions:)`` | x without an affine subspace (LEACE) |
/// | ``when(_:above:_:)`` | changed only where x reaches far enough along v |
///
/// Steering several layers, or with several vectors, is a list of interventions: they are applied in
/// the order of the forward pass, and at one hook point in the order of the list. `coefficient / n` at
/// each of n layers keeps the sum of the additions:
///
/// ```swift
/// let spread = try layers.map {
///   try Intervention.add(vector, layer: $0, coefficient: coefficient / Double(layers.count))
/// }
/// ```
///
/// What is added at one layer, later layers read and answer to; an ablation at one layer, they can write
/// again. So n layers at c / n are not one layer at c, and an ablation that should hold for the whole
/// model is a list over `resid_pre` of block 0 and `resid_mid` and `resid_post` of every block.
public struct Intervention: Sendable, Hashable {
  /// Where the activation is changed.
  public let hook: HookPoint
  /// At which tokens, counted from 0 at the first of the sequence.
  public let positions: PositionSet
  /// What is done there.
  public let operation: Operation

  /// Whether it leaves every bit as it is. Such an intervention makes no edit at all: even x + 0 would
  /// turn −0 into +0.
  public var isIdentity: Bool { operation.isIdentity }

  /// The edit that the engine makes of it, or nil for the identity.
  ///
  /// - Throws: ``SteeringError/widthMismatch(at:expected:got:)`` when what it adds, reads or puts there
  ///   is not as wide as the model's activation.
  func edit(on model: LanguageModel) throws -> Edit? {
    try checkWidths(on: model)
    if isIdentity { return nil }
    return Edit(at: hook, positions: positions, transform: operation.transform(on: model.compute))
  }

  /// An attention pattern is as wide as its position allows, heads · (position + 1): only an
  /// intervention at named positions can fit it.
  private func checkWidths(on model: LanguageModel) throws {
    let fixed = model.width(at: hook)
    let checked: [Int]
    var isNamed = fixed == nil
    switch positions {
    case .all, .afterPrompt, .promptEnd: checked = [0, 1]
    case .from(let first): checked = [first, first.addingReportingOverflow(1).partialValue]
    case .only(let set):
      checked = set.isEmpty ? [0] : set.sorted()
      isNamed = true
    }
    for position in checked {
      // Positions beyond the context are never reached.
      let isReached = (0..<model.configuration.contextLength).contains(position)
      let pattern = isReached ? model.configuration.headCount * (position + 1) : nil
      guard let expected = fixed ?? pattern else { continue }
      for width in operation.widths(at: position) where width != expected {
        throw SteeringError.widthMismatch(
          at: isNamed ? "\(hook), position \(position)" : "\(hook)", expected: expected, got: width)
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
