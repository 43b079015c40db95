import Inference
import StrictJSON

/// A GGUF file read as a steering vector, with errors that name the field.
///
/// Block L's direction is the F32 tensor `direction.L`, [width], added to the output of block L.
/// llama.cpp refuses a file with `direction.0`, so this project keeps block 0's as metadata,
/// `steering.direction_0`. Directions of another hook point than the block's output are named by that
/// hook point, so that llama.cpp refuses the file instead of adding them in the wrong place.
/// Directions are stored as they are: a coefficient multiplies exactly what the file holds.
/// Sources: llama.cpp's `common_control_vector_load`, repeng's `ControlVector.export_gguf`, EasySteer's
/// `StatisticalControlVector.export_gguf`.
struct ControlVectorFile {
  let gguf: GGUFFile

  /// Throws `GGUFError`.
  init(path: String) throws { gguf = try GGUFFile(path: path) }

  enum Key {
    static let architecture = "general.architecture"
    static let modelHint = "controlvector.model_hint"
    static let layerCount = "controlvector.layer_count"
    static let foreignMethod = "controlvector.method"
    /// EasySteer's, as a float32 that is 0 or 1. Not believed: lengths are read off the directions.
    static let normalize = "controlvector.normalize"
    /// EasySteer's, the index of a token as a float32, or a word.
    static let tokenPosition = "controlvector.token_pos"
    /// EasySteer's later metadata, JSON.
    static let easySteer = "controlvector.easysteer"
    static let explainedVariance = "controlvector.explained_variance."
    static let operation = "steering.operator"
    static let hook = "steering.hook_point"
    static let position = "steering.read_position"
    static let method = "steering.method"
    static let norm = "steering.norm"
    static let modelName = "steering.model_name"
    static let modelHash = "steering.model_sha256"
    static let modelLayers = "steering.model_layer_count"
    static let dataHash = "steering.data_sha256"
    static let positions = "steering.measured_positions"
    static let createdBy = "steering.created_by"
    static let direction0 = "steering.direction_0"
  }

  static let architecture = "controlvector"
  /// What directions are for: to be added, as they are. A file for anything else is refused: an ablation's
  /// direction, added, would push the wrong way without a word.
  static let operation = "add"

  static func tensorName(_ layer: Int, _ hook: HookPoint.BlockHook) -> String {
    hook == .residPost ? "direction.\(layer)" : "\(HookPoint.block(layer, hook))"
  }

  /// Told by the keys that its program writes.
  var format: VectorFormat {
    if gguf.metadata.keys.contains(where: { $0.hasPrefix("steering.") }) { return .steeringLab }
    if [Key.foreignMethod, Key.easySteer].contains(where: { gguf.metadata[$0] != nil }) {
      return .easySteer
    }
    // cvector-generator counts layers in an int32.
    if case .uint32 = gguf.metadata[Key.layerCount] { return .repeng }
    return .llamaCpp
  }

  /// - Throws: ``SteeringError/badVectorFile(path:field:expected:got:)``.
  func vector() throws -> SteeringVector {
    try require(Key.operation, is: Self.operation)
    try requireResidualStream()
    let hook = try choice(Key.hook, HookPoint.BlockHook.self) ?? .residPost
    let directions = try directions(at: hook)
    var vector = try SteeringVector(
      directions: directions, hook: hook,
      method: try choice(Key.method, SteeringVector.Method.self) ?? .imported,
      position: try choice(Key.position, ReadPosition.self) ?? foreignPosition(),
      modelName: try text(Key.modelName) ?? "", modelHash: try text(Key.modelHash) ?? "")
    vector.importedMethod = try text(Key.foreignMethod) ?? ""
    vector.explainedVariances = try explainedVariances(of: vector.layers)
    vector.modelLayerCount = try number(Key.modelLayers) ?? 0
    vector.architecture = try text(Key.modelHint) ?? ""
    vector.dataHash = try text(Key.dataHash) ?? ""
    vector.measuredPositions = try text(Key.positions) ?? ""
    vector.createdBy = try text(Key.createdBy) ?? (format == .easySteer ? "EasySteer" : "")
    try checkNorm(of: vector)
    return vector
  }
}

// MARK: Directions

extension ControlVectorFile {
  /// Layer → direction; all of one width.
  private func directions(at hook: HookPoint.BlockHook) throws -> [Int: [Float]] {
    if let kind = try text(Key.architecture), kind != Self.architecture {
      throw fault(
        Key.architecture, expected: "\"\(Self.architecture)\", a vector file", got: quoted(kind))
    }
    var directions: [Int: [Float]] = [:]
    if let value = gguf.metadata[Key.direction0] {
      guard case .array(.float32(let values)) = value, !values.isEmpty else {
        throw fault(Key.direction0, expected: "an array of float32", got: "another value")
      }
      directions[0] = values
    }
    for tensor in gguf.tensors {
      let layer = try layer(of: tensor, hook)
      guard directions[layer] == nil else {
        throw fault("layer \(layer)", expected: "one direction", got: "two")
      }
      directions[layer] = try values(of: tensor)
    }
    guard let width = directions.min(by: { $0.key < $1.key })?.value.count else {
      throw fault("tensors", expected: "at least one direction.L", got: "none")
    }
    for (layer, direction) in directions.sorted(by: { $0.key < $1.key }) {
      let place = "direction of layer \(layer)"
      guard direction.count == width else {
        throw fault(place, expected: "\(width) components", got: "\(direction.count)")
      }
      if let index = direction.firstIndex(where: { !$0.isFinite }) {
        throw fault(
          "\(place), component \(index)", expected: "a finite number", got: "\(direction[index])")
      }
    }
    return directions
  }

  private func layer(of tensor: GGUFTensor, _ hook: HookPoint.BlockHook) throws -> Int {
    let digits = tensor.name.split(separator: ".").compactMap { Int($0) }.first
    guard let layer = digits, SteeringVector.possibleLayers.contains(layer),
      Self.tensorName(layer, hook) == tensor.name
    else {
      throw fault(
        "tensor \(quoted(tensor.name))", expected: "a name like \(Self.tensorName(1, hook))",
        got: "another")
    }
    return layer
  }

  private func values(of tensor: GGUFTensor) throws -> [Float] {
    let place = "tensor \(quoted(tensor.name))"
    guard tensor.type == .f32 else { throw fault(place, expected: "F32", got: tensor.type.name) }
    guard tensor.shape.count == 1 else {
      throw fault(place, expected: "one dimension", got: "shape \(tensor.shape)")
    }
    do {
      return try gguf.tensor(tensor.name, shape: tensor.shape)
    } catch GGUFError.notFinite(_, let index) {
      throw fault(
        "\(place), component \(index)", expected: "a finite number", got: "NaN or infinity")
    }
  }
}

// MARK: What the file says of its origin

extension ControlVectorFile {
  /// EasySteer also keeps directions of attention heads and of router logits in this form.
  private func requireResidualStream() throws {
    guard let json = try text(Key.easySteer) else { return }
    let component: JSONValue?
    do {
      component = try JSONValue(parsing: json.utf8).object?["component"]
    } catch let error as JSONError {
      throw fault(
        "\(Key.easySteer), byte \(error.offset)", expected: error.expected, got: error.got)
    }
    // Null where EasySteer was not told.
    guard let component, component.content != .null, component.text != "hidden_states" else {
      return
    }
    throw fault(
      "\(Key.easySteer), component", expected: "\"hidden_states\"",
      got: component.text.map(quoted) ?? component.kind)
  }

  private func foreignPosition() throws -> ReadPosition? {
    switch gguf.metadata[Key.tokenPosition] {
    case .float32(-1): return .last
    case .string: return try text(Key.tokenPosition).flatMap(ReadPosition.init(rawValue:))
    default: return nil
    }
  }

  private func explainedVariances(of layers: [Int]) throws -> [Int: Double] {
    var shares: [Int: Double] = [:]
    for layer in layers {
      let key = Key.explainedVariance + "\(layer)"
      do {
        shares[layer] = try gguf.float(key)
      } catch let error as GGUFError {
        throw fault(key, expected: "a finite number", got: "\(error)")
      }
    }
    return shares
  }

  /// A file that speaks of unit length must hold it: a coefficient would mean something else.
  private func checkNorm(of vector: SteeringVector) throws {
    guard try choice(Key.norm, SteeringVector.Norm.self) == .unit, vector.norm != .unit else {
      return
    }
    let norms = vector.layers.map(vector.norm)
    throw fault(
      Key.norm, expected: "directions of length 1, as it says",
      got: "lengths from \(norms.min() ?? 0) to \(norms.max() ?? 0)")
  }

  private func fault(_ field: String, expected: String, got: String) -> SteeringError {
    .badVectorFile(path: gguf.path, field: field, expected: expected, got: got)
  }

  /// Nil for an absent key, as in the others.
  private func text(_ key: String) throws -> String? {
    guard let value = gguf.metadata[key] else { return nil }
    guard case .string(let bytes) = value, let text = String(validating: bytes, as: UTF8.self)
    else {
      throw fault(key, expected: "text in UTF-8", got: "another value")
    }
    return text
  }

  private func number(_ key: String) throws -> Int? {
    do {
      return try gguf.uint(key, in: 1...512)
    } catch let error as GGUFError {
      throw fault(key, expected: "a whole number in 1...512", got: "\(error)")
    }
  }

  private func choice<Value>(_ key: String, _: Value.Type) throws -> Value?
  where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    guard let text = try text(key) else { return nil }
    guard let value = Value(rawValue: text) else {
      let known = Value.allCases.map(\.rawValue).joined(separator: ", ")
      throw fault(key, expected: "one of \(known)", got: quoted(text))
    }
    return value
  }

  private func require(_ key: String, is expected: String) throws {
    if let got = try text(key), got != expected {
      throw fault(key, expected: quoted(expected), got: quoted(got))
    }
  }
}

/// A name from a file, in quotes, escaped and cut to a length that fits a message.
func quoted(_ name: String) -> String {
  name.count > 96 ? String(name.prefix(96)).debugDescription + "…" : name.debugDescription
}
