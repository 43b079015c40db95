import Steering

/// A steering vector, the layer that was chosen for it, and what it was made from.
public struct ChosenVector: Sendable {
  /// The mean difference at every layer.
  public let vector: SteeringVector
  /// Chosen on the select split.
  public let layer: Int
  /// The choice: effect by candidate layer on the select split.
  public let profile: LayerProfile
  /// What the pairs' last tokens were, at every layer.
  public let positive: Activations
  /// The same of the pairs' other side.
  public let negative: Activations

  /// The same vector at the layer of another choice.
  public func chosen(by profile: LayerProfile) -> ChosenVector {
    ChosenVector(
      vector: vector, layer: profile.best, profile: profile, positive: positive,
      negative: negative)
  }
}
