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

  /// Any vector at any layer, with what it was made from.
  public init(
    vector: SteeringVector, layer: Int, profile: LayerProfile, positive: Activations,
    negative: Activations
  ) {
    self.vector = vector
    self.layer = layer
    self.profile = profile
    self.positive = positive
    self.negative = negative
  }
}
