import Inference

/// Steering vectors as GGUF control vectors, which llama.cpp, repeng and this project read.
///
/// Block L's direction is the F32 tensor `direction.L`, [width], added to the output of block L.
/// llama.cpp refuses a file with `direction.0`, so block 0's is kept as metadata,
/// `steering.direction_0`. Directions of another hook point than the block's output are named by that
/// hook point, so that llama.cpp refuses the file instead of adding them in the wrong place.
/// Directions are stored as extracted: a coefficient multiplies exactly what the file holds.
/// Sources: llama.cpp's `common_control_vector_load`, repeng's `ControlVector.export_gguf`
/// (<https://github.com/vgel/repeng>).
extension SteeringVector {
  /// Reads a vector file of this project, of repeng or of llama.cpp.
  ///
  /// Files that do not say where their directions were read count as imported, at the block's output.
  /// - Throws: `GGUFError` when it is not a well-formed GGUF file;
  ///   ``SteeringError/badVectorFile(path:field:expected:got:)`` when it is no vector file.
  public init(contentsOf path: String) throws {
    let file = VectorFile(gguf: try GGUFFile(path: path))
    let hook = try file.choice(Key.hook, BlockHook.self) ?? .residPost
    let directions = try file.directions(at: hook)
    try file.require(Key.operation, is: Self.operation)
    try file.require(Key.norm, is: Self.norm)
    try self.init(
      directions: directions, hook: hook,
      method: try file.choice(Key.method, Method.self) ?? .imported,
      position: try file.choice(Key.position, ReadPosition.self) ?? .last,
      modelName: try file.text(Key.modelName) ?? "", modelHash: try file.text(Key.modelHash) ?? "")
    modelLayerCount = try file.number(Key.modelLayers) ?? 0
    architecture = try file.text(Key.modelHint) ?? ""
    dataHash = try file.text(Key.dataHash) ?? ""
  }

  /// Writes the vector whole or not at all; reading it back gives the same bits.
  ///
  /// - Throws: `FileError`.
  public func write(to path: String) throws {
    var writer = GGUFWriter()
    let stored = layers.filter { $0 != 0 || hook != .residPost }
    try writer.add(Key.architecture, .string(Self.fileArchitecture))
    try writer.add(Key.modelHint, .string(architecture))
    try writer.add(Key.layerCount, .uint32(UInt32(stored.count)))
    try writer.add(Key.operation, .string(Self.operation))
    try writer.add(Key.hook, .string(hook.rawValue))
    try writer.add(Key.method, .string(method.rawValue))
    // An imported file that does not say it is not made to say it.
    if method != .imported || position != .last {
      try writer.add(Key.position, .string(position.rawValue))
    }
    try writer.add(Key.norm, .string(Self.norm))
    for (key, text) in [
      (Key.modelName, modelName), (Key.modelHash, modelHash), (Key.dataHash, dataHash),
    ] where !text.isEmpty {
      try writer.add(key, .string(text))
    }
    if let count = UInt32(exactly: modelLayerCount), count > 0 {
      try writer.add(Key.modelLayers, .uint32(count))
    }
    try writer.add(Key.createdBy, .string("SteeringLab"))
    if hook == .residPost, let first = directions[0] {
      try writer.add(Key.direction0, .array(.float32(first)))
    }
    for layer in stored {
      try writer.add(
        Self.tensorName(layer, hook), shape: [width], values: try direction(layer))
    }
    try writer.write(to: path)
  }

  /// Checks that the vector was made for a model of this shape.
  ///
  /// - Parameter modelHash: SHA-256 of the model's file; empty when it has none.
  /// - Returns: Warnings for a user: it fits, but was made from another model.
  /// - Throws: ``SteeringError/wrongModel(field:expected:got:)`` for another width or number of layers.
  public func checkFit(_ model: LanguageModel, modelHash: String = "") throws -> [String] {
    let layerCount = model.configuration.layerCount
    if let expected = model.width(at: .block(0, hook)), expected != width {
      throw SteeringError.wrongModel(field: "width", expected: "\(expected)", got: "\(width)")
    }
    if modelLayerCount != 0, modelLayerCount != layerCount {
      throw SteeringError.wrongModel(
        field: "layer count", expected: "\(layerCount)", got: "\(modelLayerCount)")
    }
    if let last = layers.last, last >= layerCount {
      throw SteeringError.wrongModel(
        field: "last layer", expected: "\(layerCount - 1)", got: "\(last)")
    }
    func differ(_ a: String, _ b: String) -> Bool { !a.isEmpty && !b.isEmpty && a != b }
    if differ(self.modelHash, modelHash) {
      return [
        "the vector was made from another model file: SHA-256 \(quoted(self.modelHash)), "
          + "this one's is \(modelHash)"
      ]
    }
    if self.modelHash.isEmpty || modelHash.isEmpty, differ(modelName, model.name) {
      return [
        "the vector was made from the model \(quoted(modelName)), "
          + "this one is \(quoted(model.name))"
      ]
    }
    return []
  }

  public typealias BlockHook = HookPoint.BlockHook

  static let fileArchitecture = "controlvector"
  /// What a file's directions are for: to be added, as they are. A file for anything else is refused.
  static let operation = "add"
  static let norm = "as_extracted"

  enum Key {
    static let architecture = "general.architecture"
    static let modelHint = "controlvector.model_hint"
    static let layerCount = "controlvector.layer_count"
    static let operation = "steering.operator"
    static let hook = "steering.hook_point"
    static let position = "steering.read_position"
    static let method = "steering.method"
    static let norm = "steering.norm"
    static let modelName = "steering.model_name"
    static let modelHash = "steering.model_sha256"
    static let modelLayers = "steering.model_layer_count"
    static let dataHash = "steering.data_sha256"
    static let createdBy = "steering.created_by"
    static let direction0 = "steering.direction_0"
  }

  static func tensorName(_ layer: Int, _ hook: BlockHook) -> String {
    hook == .residPost ? "direction.\(layer)" : "\(HookPoint.block(layer, hook))"
  }
}
