import Inference

extension SteeringVector {
  /// This project's own file, which keeps all that the vector knows.
  func controlVector() throws -> GGUFWriter {
    typealias Key = ControlVectorFile.Key
    let stored = layers.filter { $0 != 0 || hook != .residPost }
    var writer = try header(layerCount: .uint32(UInt32(stored.count)))
    try writer.add(Key.operation, .string(ControlVectorFile.operation))
    try writer.add(Key.hook, .string(hook.rawValue))
    try writer.add(Key.method, .string(method.rawValue))
    try writer.add(Key.norm, .string(norm.rawValue))
    for (key, text) in [
      (Key.position, position?.rawValue ?? ""), (Key.foreignMethod, importedMethod),
      (Key.modelName, modelName), (Key.modelHash, modelHash), (Key.dataHash, dataHash),
      (Key.positions, measuredPositions), (Key.createdBy, createdBy),
    ] where !text.isEmpty {
      try writer.add(key, .string(text))
    }
    if let count = UInt32(exactly: modelLayerCount), count > 0 {
      try writer.add(Key.modelLayers, .uint32(count))
    }
    for (layer, share) in explainedVariances.sorted(by: { $0.key < $1.key }) {
      try writer.add(Key.explainedVariance + "\(layer)", .float64(share))
    }
    if hook == .residPost, let first = directions[0] {
      try writer.add(Key.direction0, .array(.float32(first)))
    }
    try addDirections(stored, to: &writer)
    return writer
  }

  /// What another program's own writer would put into a file of these directions.
  func controlVector(as format: VectorFormat) throws -> GGUFWriter {
    typealias Key = ControlVectorFile.Key
    let isInt32 = format == .llamaCpp
    var writer = try header(
      layerCount: isInt32 ? .int32(Int32(layers.count)) : .uint32(UInt32(layers.count)))
    if format == .easySteer {
      try writer.add(Key.foreignMethod, .string(easySteerMethod))
      try writer.add(Key.normalize, .float32(norm == .unit ? 1 : 0))
      switch position {
      case .last: try writer.add(Key.tokenPosition, .float32(-1))
      case .some(let position): try writer.add(Key.tokenPosition, .string(position.rawValue))
      case nil: break
      }
      for (layer, share) in explainedVariances.sorted(by: { $0.key < $1.key })
      where Float(share).isFinite {
        try writer.add(Key.explainedVariance + "\(layer)", .float32(Float(share)))
      }
    }
    try addDirections(layers, to: &writer)
    return writer
  }

  private func header(layerCount: GGUFValue) throws -> GGUFWriter {
    var writer = GGUFWriter()
    try writer.add(ControlVectorFile.Key.architecture, .string(ControlVectorFile.architecture))
    try writer.add(ControlVectorFile.Key.modelHint, .string(architecture))
    try writer.add(ControlVectorFile.Key.layerCount, layerCount)
    return writer
  }

  private func addDirections(_ layers: [Int], to writer: inout GGUFWriter) throws {
    for layer in layers {
      try writer.add(
        ControlVectorFile.tensorName(layer, hook), shape: [width], values: try direction(layer))
    }
  }

  /// EasySteer's name where its method is the same arithmetic.
  private var easySteerMethod: String {
    switch method {
    case .imported: importedMethod.isEmpty ? "unknown" : importedMethod
    case .mean: "diffmean"
    case .pca, .logistic, .linearDiscriminant, .random: method.rawValue
    }
  }
}
