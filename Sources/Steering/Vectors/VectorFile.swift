import Inference

/// A GGUF file read as a vector file, with errors that say so.
struct VectorFile {
  let gguf: GGUFFile

  private func fault(_ field: String, expected: String, got: String) -> SteeringError {
    .badVectorFile(path: gguf.path, field: field, expected: expected, got: got)
  }

  /// Layer → direction; all of one width.
  func directions(at hook: HookPoint.BlockHook) throws -> [Int: [Float]] {
    if let kind = try text(SteeringVector.Key.architecture) {
      guard kind == SteeringVector.fileArchitecture else {
        throw fault(
          SteeringVector.Key.architecture, expected: "\"controlvector\", a vector file",
          got: quoted(kind))
      }
    }
    var directions: [Int: [Float]] = [:]
    if let value = gguf.metadata[SteeringVector.Key.direction0] {
      guard case .array(.float32(let values)) = value, !values.isEmpty else {
        throw fault(
          SteeringVector.Key.direction0, expected: "an array of float32", got: "another value")
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
    // The greatest layer of any model, as the engine sees it.
    let digits = tensor.name.split(separator: ".").compactMap { Int($0) }.first
    guard let layer = digits, (0..<512).contains(layer),
      SteeringVector.tensorName(layer, hook) == tensor.name
    else {
      throw fault(
        "tensor \(quoted(tensor.name))",
        expected: "a name like \(SteeringVector.tensorName(1, hook))", got: "another")
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

  /// Nil for an absent key, as in the others.
  func text(_ key: String) throws -> String? {
    guard let value = gguf.metadata[key] else { return nil }
    guard case .string(let bytes) = value, let text = String(validating: bytes, as: UTF8.self)
    else {
      throw fault(key, expected: "text in UTF-8", got: "another value")
    }
    return text
  }

  func number(_ key: String) throws -> Int? {
    do {
      return try gguf.uint(key, in: 1...512)
    } catch let error as GGUFError {
      throw fault(key, expected: "a whole number in 1...512", got: "\(error)")
    }
  }

  func choice<Value>(_ key: String, _: Value.Type) throws -> Value?
  where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    guard let text = try text(key) else { return nil }
    guard let value = Value(rawValue: text) else {
      let known = Value.allCases.map(\.rawValue).joined(separator: ", ")
      throw fault(key, expected: "one of \(known)", got: quoted(text))
    }
    return value
  }

  func require(_ key: String, is expected: String) throws {
    if let got = try text(key), got != expected {
      throw fault(key, expected: quoted(expected), got: quoted(got))
    }
  }
}

/// A name from a file, in quotes, escaped and cut to a length that fits a message.
func quoted(_ name: String) -> String {
  name.count > 96 ? String(name.prefix(96)).debugDescription + "…" : name.debugDescription
}
