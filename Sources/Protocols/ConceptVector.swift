import Inference
import Steering

/// A steering vector at every layer, with what it was made from.
public struct Extraction: Sendable {
  /// mean(positive) − mean(negative) at every layer.
  public let vector: SteeringVector
  /// What the pairs' last tokens were, at every layer.
  public let positive: Activations
  /// The same of the pairs' other side.
  public let negative: Activations
}

/// A steering vector at one layer, with what it was made from.
public protocol ConceptVector {
  /// At every layer.
  var extraction: Extraction { get }
  /// Where it is used.
  var layer: Int { get }
}

extension ConceptVector {
  /// The mean difference at every layer.
  public var vector: SteeringVector { extraction.vector }
  /// What the pairs' last tokens were, at every layer.
  public var positive: Activations { extraction.positive }
  /// The same of the pairs' other side.
  public var negative: Activations { extraction.negative }
}

/// One whose layer was chosen by what it does there.
public struct ChosenVector: ConceptVector, Sendable {
  /// At every layer.
  public let extraction: Extraction
  /// The choice: effect by candidate layer on the select split.
  public let profile: LayerProfile
  /// The best of ``profile``.
  public var layer: Int { profile.best }

  /// At the layer where a profile is largest.
  public init(_ extraction: Extraction, chosenBy profile: LayerProfile) {
    self.extraction = extraction
    self.profile = profile
  }
}
