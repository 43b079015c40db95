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
  public var architecture = Architecture.all[0].name
  /// SHA-256 of the file of contrast pairs; empty when unknown.
  public var dataHash = ""

  public enum Method: String, Sendable, Codable, CaseIterable {
    case mean, pca, logistic
    case linearDiscriminant = "lda"
    case random, imported
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
