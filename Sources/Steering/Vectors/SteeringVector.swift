import Inference

/// A direction for each layer, in the space of a hook point, with what is known of its origin.
public struct SteeringVector: Sendable, Equatable {
  /// Layer → direction, [width].
  public internal(set) var directions: [Int: [Float]]
  /// The place in each block where it was read and is added.
  public let hook: HookPoint.BlockHook
  /// How it was made; it is added in the same way whatever made it.
  public let method: Method
  /// Where activations were read; nil when unknown.
  public let position: ReadPosition?
  /// What another program calls the method of a vector that it made; empty when unknown.
  public var importedMethod = ""
  /// Layer → share of the variance that the direction explains, in the maker's sense; empty when unknown.
  public var explainedVariances: [Int: Double] = [:]
  /// Name of the model it was extracted from; empty when unknown.
  public var modelName: String
  /// SHA-256 of the model file; empty when unknown.
  public var modelHash: String
  /// Blocks of the model it was extracted from; 0 when unknown.
  public var modelLayerCount = 0
  /// The maker's name for the architecture of the model, such as `llama`; empty when unknown.
  public var architecture = Architecture.all[0].name
  /// SHA-256 of the file of contrast pairs; empty when unknown.
  public var dataHash = ""
  /// At which tokens what it does was measured, in the command's words: "all", "after-prompt" or "last"; empty where it
  /// was not.
  public var measuredPositions = ""
  /// The program that made it; empty when unknown.
  public var createdBy = "SteeringLab"

  /// The ways in which directions are found; raw values are their names in files.
  public enum Method: String, Sendable, Codable, CaseIterable {
    /// ``SteeringVector/meanDifference(positive:negative:model:modelHash:)``.
    case mean
    /// ``SteeringVector/principalComponent(positive:negative:model:modelHash:)``.
    case pca
    /// ``SteeringVector/logistic(positive:negative:inverseRegularization:model:modelHash:)``.
    case logistic
    /// ``SteeringVector/linearDiscriminant(positive:negative:shrinkage:model:modelHash:)``.
    case linearDiscriminant = "lda"
    /// Drawn at random, as ``RandomDirections`` does.
    case random
    /// By another program, see ``SteeringVector/importedMethod``.
    case imported
  }

  /// How long the directions are.
  public enum Norm: String, Sendable, CaseIterable {
    /// As the method gave them: a coefficient multiplies what the data hold.
    case asExtracted = "as_extracted"
    /// 1 at every layer, as repeng makes them: a coefficient is a length.
    case unit
  }

  /// - Parameter position: nil when it is not known where activations were read.
  /// - Throws: ``SteeringError`` when directions differ in width or hold a number that is not finite.
  public init(
    directions: [Int: [Float]], hook: HookPoint.BlockHook = .residPost, method: Method,
    position: ReadPosition? = .last, modelName: String = "", modelHash: String = ""
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

  /// Those with a direction, ascending.
  public var layers: [Int] { directions.keys.sorted() }
  /// Components of a direction, the same at every layer.
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

  /// Read off the directions, so that it cannot disagree with them.
  ///
  /// Length 1 is within 1e-3, which leaves room for numbers rounded to half precision; length 0, where a
  /// method found nothing, fits either.
  public var norm: Norm {
    let norms = layers.map(norm).filter { $0 != 0 }
    return !norms.isEmpty && norms.allSatisfy { abs($0 - 1) < 1e-3 } ? .unit : .asExtracted
  }

  /// The same directions at other layers: `layer + shift`.
  ///
  /// llama.cpp's `cvector-generator` stores what it read at the output of block L as `direction.(L+1)`,
  /// so its files need −1.
  /// - Throws: ``SteeringError/invalid(_:expected:got:)`` where a layer would leave 0...511.
  public func shifted(by shift: Int) throws -> SteeringVector {
    func moved<Value>(_ values: [Int: Value]) throws -> [Int: Value] {
      try Dictionary(
        uniqueKeysWithValues: values.map { layer, value in
          let (moved, overflows) = layer.addingReportingOverflow(shift)
          guard !overflows, Self.possibleLayers.contains(moved) else {
            throw SteeringError.invalid(
              "shift \(shift)", expected: "layers within \(Self.possibleLayers)",
              got: "layer \(layer) before it")
          }
          return (moved, value)
        })
    }
    var result = self
    result.directions = try moved(directions)
    result.explainedVariances = try moved(explainedVariances)
    return result
  }

  /// The layers of any model, as the engine sees it.
  static let possibleLayers = 0..<512
}
