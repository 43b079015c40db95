import Claims

/// A registered claim with how the effect that decides it is measured: on a scenario's page, and wherever
/// else the claim is put to a model.
public struct MeasuredClaim: Sendable {
  /// What was registered.
  public let claim: Claim
  /// Measures the effect on a model, with nothing else around.
  public let effect: @Sendable (Laboratory) throws -> PrimaryEffect

  /// - Parameter effect: gives one value an item for each of the claim's contrasts.
  public init(_ claim: Claim, effect: @escaping @Sendable (Laboratory) throws -> PrimaryEffect) {
    self.claim = claim
    self.effect = effect
  }
}
