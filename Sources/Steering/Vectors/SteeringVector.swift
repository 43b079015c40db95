import Inference

/// A direction for each layer, in the space of a hook point, with what is known of its origin.
public struct SteeringVector: Sendable, Equatable {
  /// Layer → direction, [width].
  public let directions: [Int: [Float]]
  public let hook: HookPoint.BlockHook
  public let method: Method
  public let position: ReadPosition
  /// Name of the model it was extracted from; empty when unknown.
  public var modelName: String
  /// SHA-256 of the model file; empty when unknown.
  public var modelHash: String
  /// Blocks of the model it was extracted from; 0 when unknown.
  public var modelLayerCount = 0
  /// GGUF's name for the architecture of the model, such as `llama`.
  public var architecture = LanguageModel.knownArchitectures[0]
  /// SHA-256 of the file of contrast pairs; empty when unknown.
  public var dataHash = ""

  public enum Method: String, Sendable, Codable, CaseIterable {
    case mean, pca, random, imported
  }

  /// - Throws: ``SteeringError`` when directions differ in width or hold a number that is not finite.
  public init(
    directions: [Int: [Float]], hook: HookPoint.BlockHook = .residPost, method: Method,
    position: ReadPosition = .last, modelName: String = "", modelHash: String = ""
  ) throws {
    guard let first = directions.keys.min(), let width = directions[first]?.count, width > 0 else {
      throw SteeringError.emptyVector
    }
    for layer in directions.keys.sorted() {
      let direction = directions[layer] ?? []
      guard direction.count == width else {
        throw SteeringError.widthMismatch(
          at: "layer \(layer)", expected: width, got: direction.count)
      }
      if let index = direction.firstIndex(where: { !$0.isFinite }) {
        throw SteeringError.notFinite(at: "vector, layer \(layer), component \(index)")
      }
    }
    self.directions = directions
    self.hook = hook
    self.method = method
    self.position = position
    self.modelName = modelName
    self.modelHash = modelHash
  }

  public var layers: [Int] { directions.keys.sorted() }
  public var width: Int { directions.values.first?.count ?? 0 }

  /// The direction of a layer, [width].
  ///
  /// - Throws: ``SteeringError/noSuchLayer(_:available:)``.
  public func direction(_ layer: Int) throws -> [Float] {
    guard let direction = directions[layer] else {
      throw SteeringError.noSuchLayer(layer, available: layers)
    }
    return direction
  }

  /// ‖v‖ at a layer, in units of the residual stream; 0 where there is no direction.
  public func norm(_ layer: Int) -> Double { Inference.norm(directions[layer] ?? []) }
}

extension SteeringVector {
  /// mean(positive) − mean(negative) at every layer.
  ///
  /// Source: "difference in means", Marks & Tegmark (arXiv 2310.06824); as a steering vector, Turner et
  /// al., "Activation Addition" (2308.10248) and Panickssery et al., "CAA" (2312.06681).
  ///
  /// - Throws: ``SteeringError`` when a side is empty or the two were not recorded alike.
  public static func meanDifference(
    positive: Activations, negative: Activations, model: String = "", modelHash: String = ""
  ) throws -> SteeringVector {
    guard positive.count > 0, negative.count > 0 else { throw SteeringError.noActivations }
    guard positive.width == negative.width else {
      throw SteeringError.widthMismatch(
        at: "negative activations", expected: positive.width, got: negative.width)
    }
    guard
      positive.hook == negative.hook, positive.position == negative.position,
      positive.layerCount == negative.layerCount
    else { throw SteeringError.recordedDifferently }
    var directions: [Int: [Float]] = [:]
    for layer in 0..<positive.layerCount {
      directions[layer] = zip(positive.mean(layer: layer), negative.mean(layer: layer)).map {
        Float($0 - $1)
      }
    }
    var vector = try SteeringVector(
      directions: directions, hook: positive.hook, method: .mean, position: positive.position,
      modelName: model, modelHash: modelHash)
    vector.modelLayerCount = positive.layerCount
    return vector
  }
}
