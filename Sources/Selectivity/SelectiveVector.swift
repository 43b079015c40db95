import Inference
import Protocols
import Steering
import Subjects

/// A behaviour's vector at the layer that all claims of protocol 2 steer at.
///
/// The layer is not chosen: it is where half of the blocks have run, on every model. What is not chosen needs no
/// items to choose on, and no null has to be given the same choice.
public struct SelectiveVector: ConceptVector, Sendable {
  /// At every layer, with what it was made from.
  public let extraction: Extraction
  /// Index of the block after which half of them have run.
  public let layer: Int
  /// Of each pair.
  public let templates: [String]

  /// The vector at ``layer``, [width].
  public var direction: [Float] { vector.directions[layer] ?? [] }

  /// Of a behaviour's pairs in the dialogues.
  public init(_ behavior: Behavior, in lab: Laboratory) throws {
    extraction = try lab.extraction(of: behavior)
    layer = Self.layer(of: lab.model)
    templates = try lab.subject.dialogues(behavior).pairs.templates
  }

  /// Of what was made otherwise.
  init(_ extraction: Extraction, layer: Int, templates: [String]) {
    self.extraction = extraction
    self.layer = layer
    self.templates = templates
  }

  /// Half of the depth.
  public static func layer(of model: LanguageModel) -> Int {
    max(0, model.configuration.layerCount / 2 - 1)
  }
}
