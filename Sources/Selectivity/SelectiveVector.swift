import Inference
import Protocols
import Steering
import Subjects

/// A behaviour's vector at the layer that all claims of protocol 2 steer at.
///
/// The layer is not chosen: it is where half of the blocks have run, on every model. What is not chosen needs no
/// items to choose on, and no null has to be given the same choice.
public struct SelectiveVector {
  /// mean(positive) − mean(negative) at the pairs' last tokens, at every layer.
  public let vector: SteeringVector
  /// Index of the block after which half of them have run.
  public let layer: Int
  /// What the pairs' last tokens were, at every layer, and the template of each pair.
  public let positive: Activations
  /// The same of the pairs' other side.
  public let negative: Activations
  /// Of each pair.
  public let templates: [String]

  /// The vector at ``layer``, [width].
  public var direction: [Float] { vector.directions[layer] ?? [] }

  /// Of a behaviour's pairs in the dialogues.
  public init(_ behavior: Behavior, in lab: Laboratory) throws {
    let pairs = try lab.subject.dialogues(behavior).pairs
    (positive, negative) = try lab.model.record(pairs: pairs.positive, pairs.negative)
    vector = try SteeringVector.meanDifference(
      positive: positive, negative: negative, model: lab.model.name, modelHash: lab.model.hash)
    layer = Self.layer(of: lab.model)
    templates = pairs.templates
  }

  /// Half of the depth.
  public static func layer(of model: LanguageModel) -> Int {
    max(0, model.configuration.layerCount / 2 - 1)
  }
}
