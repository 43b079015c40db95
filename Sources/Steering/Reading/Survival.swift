import Inference

/// What becomes, layer by layer, of a vector that was added at one of them.
///
/// Both readings are shares of the length added, at the last token of each text; at the layer of the
/// addition itself they are 1. They say what is *there*, not what later blocks make of it: a share that
/// falls was washed out or turned, one above 1 was written again by later blocks.
public struct Survival: Sendable {
  /// Where the vector was added.
  public let layer: Int
  /// Where it was read: `layer` and every later one.
  public let layers: [Int]
  /// [layer][text]: what is left along the direction that was added.
  public let kept: [[Double]]
  /// [layer][text]: what is left along the vector's own direction at the layer that is read, the one in
  /// which that layer carries the concept.
  public let expressed: [[Double]]
}

extension SteeringVector {
  /// Adds the vector at a layer and follows it to the last one.
  ///
  /// - Parameter coefficient: not 0.
  /// - Throws: ``SteeringError`` when a layer from there on has no direction or one of length 0, or the
  ///   vector is not of residual streams after a block; `ModelError` for bad texts.
  public func survival(
    addedAt layer: Int, coefficient: Double = 1, in texts: [[Int]], on model: LanguageModel
  ) throws -> Survival {
    guard hook == .residPost else {
      throw SteeringError.invalid(
        "hook point", expected: HookPoint.BlockHook.residPost.rawValue, got: hook.rawValue)
    }
    let layers = Array(layer..<max(model.configuration.layerCount, layer + 1))
    let added = try UnitDirection(direction(layer))
    let own = try layers.map { try UnitDirection(direction($0)) }
    let steering = try Intervention.add(self, layer: layer, coefficient: coefficient)
    let length = coefficient * norm(layer)
    guard length != 0 else {
      throw SteeringError.invalid("coefficient", expected: "not 0", got: "\(coefficient)")
    }
    /// [direction][layer][text]
    func projections(_ interventions: [Intervention]) throws -> [[[Double]]] {
      let edits = try interventions.edits(on: model)
      let empty = layers.map { _ in texts.map { _ in 0.0 } }
      var found = [empty, empty]
      try model.record(
        Set(layers.map { .residPost($0) }), of: texts.map { TokenTree($0, edits: edits) }
      ) { hook, place, activation in
        guard let read = hook.layer, place.offset == texts[place.tree].count - 1 else { return }
        let index = read - layer
        found[0][index][place.tree] = added.projection(of: activation)
        found[1][index][place.tree] = own[index].projection(of: activation)
      }
      return found
    }
    let shares = try zip(projections([steering]), projections([])).map { steered, plain in
      zip(steered, plain).map { zip($0, $1).map { ($0 - $1) / length } }
    }
    return Survival(layer: layer, layers: layers, kept: shares[0], expressed: shares[1])
  }
}
