import Inference

extension SteeringVector {
  /// Checks that the vector was made for a model of this shape.
  ///
  /// - Parameters:
  ///   - modelHash: SHA-256 of the model's file; empty when it has none.
  ///   - isStrict: whether another model of the same shape is an error.
  /// - Returns: Warnings for a user: it fits, but was made from another model.
  /// - Throws: ``SteeringError/wrongModel(field:expected:got:)`` for another width or number of layers,
  ///   and where strict for another file or name.
  public func checkFit(
    _ model: LanguageModel, modelHash: String = "", isStrict: Bool = false
  ) throws -> [String] {
    let layerCount = model.configuration.layerCount
    func require(_ field: String, _ expected: Int, _ got: Int) throws {
      if expected != got {
        throw SteeringError.wrongModel(field: field, expected: "\(expected)", got: "\(got)")
      }
    }
    try require("width", model.width(at: .block(0, hook)) ?? width, width)
    try require("layer count", layerCount, modelLayerCount == 0 ? layerCount : modelLayerCount)
    if let last = layers.last, last >= layerCount {
      try require("last layer", layerCount - 1, last)
    }

    func differ(_ a: String, _ b: String) -> Bool { !a.isEmpty && !b.isEmpty && a != b }
    if differ(self.modelHash, modelHash) {
      if isStrict {
        throw SteeringError.wrongModel(
          field: "SHA-256", expected: modelHash, got: quoted(self.modelHash))
      }
      return [
        "the vector was made from another model file: SHA-256 \(quoted(self.modelHash)), "
          + "this one's is \(modelHash)"
      ]
    }
    if self.modelHash.isEmpty || modelHash.isEmpty, differ(modelName, model.name) {
      if isStrict {
        throw SteeringError.wrongModel(
          field: "name", expected: quoted(model.name), got: quoted(modelName))
      }
      return [
        "the vector was made from the model \(quoted(modelName)), "
          + "this one is \(quoted(model.name))"
      ]
    }
    return []
  }
}
