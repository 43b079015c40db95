import Files
import Inference
import StrictJSON

/// IBM's JSON: `{"model_type": …, "directions": {"L": [...]}, "explained_variances": {"L": …}}`.
///
/// Source: `SteeringVector.save` and `.load` in <https://github.com/IBM/activation-steering>.
struct SVecFile {
  let path: String
  private let object: JSONObject

  /// Ten times the directions of a model of 80 layers and width 8,192.
  static let mostBytes = 256 << 20

  /// Whether a file that begins like this is JSON, which no other vector file is.
  static func isLikely(_ head: [UInt8]) -> Bool {
    head.dropFirst(head.byteOrderMarkLength).first { !" \t\r\n".utf8.contains($0) }
      == UInt8(ascii: "{")
  }

  /// Throws `FileError` and ``SteeringError/badVectorFile(path:field:expected:got:)``.
  init(path: String) throws {
    self.path = path
    let data = try readFile(path, atMost: Self.mostBytes)
    let start = data.byteOrderMarkLength
    do {
      guard let object = try JSONValue(parsing: data.dropFirst(start), depthLimit: 8).object else {
        throw Self.fault(path, "text", expected: "a JSON object", got: "another value")
      }
      self.object = object
    } catch let error as JSONError {
      throw Self.fault(
        path, "byte \(error.offset + start)", expected: error.expected, got: error.got)
    }
  }

  func vector() throws -> SteeringVector {
    func isNumber(_ value: JSONValue) -> Bool {
      if case .number = value.content { true } else { false }
    }
    var directions: [Int: [Float]] = [:]
    var width: Int?
    for (layer, value) in try layers("directions") {
      let place = "directions, layer \(layer)"
      guard let list = value.list, !list.isEmpty else {
        throw fault(
          place, expected: "a list of numbers",
          got: value.list.map { _ in "an empty list" } ?? value.kind)
      }
      guard list.count == width ?? list.count else {
        throw fault(place, expected: "\(width ?? 0) components", got: "\(list.count)")
      }
      width = list.count
      directions[layer] = try list.enumerated().map { index, value in
        // Rounding twice, to a double and then to a float, is exact for what was a float to begin with.
        guard let number = value.number.map(Float.init), number.isFinite else {
          throw fault(
            "\(place), component \(index)", expected: "a finite float32",
            got: isNumber(value) ? "a larger number" : value.kind)
        }
        return number
      }
    }
    guard !directions.isEmpty else {
      throw fault("directions", expected: "at least one layer", got: "none")
    }
    var vector = try SteeringVector(directions: directions, method: .imported, position: nil)
    vector.createdBy = ""
    vector.architecture = try modelType()
    for (layer, value) in try layers("explained_variances") where directions[layer] != nil {
      guard let share = value.number else {
        throw fault("explained_variances, layer \(layer)", expected: "a number", got: value.kind)
      }
      vector.explainedVariances[layer] = share
    }
    return vector
  }

  private func modelType() throws -> String {
    guard let value = object["model_type"] else { return "" }
    guard let text = value.text else {
      throw fault("model_type", expected: "a text", got: value.kind)
    }
    return text
  }

  /// The members of an object whose keys are layers, in ascending order; none where it is absent.
  private func layers(_ field: String) throws -> [(layer: Int, value: JSONValue)] {
    guard let value = object[field] else { return [] }
    guard let members = value.object?.members else {
      throw fault(field, expected: "an object of layers", got: value.kind)
    }
    return try members.map { member in
      guard let layer = Int(member.key), "\(layer)" == member.key,
        SteeringVector.possibleLayers.contains(layer)
      else {
        throw fault(
          field, expected: "layers within \(SteeringVector.possibleLayers)", got: quoted(member.key)
        )
      }
      return (layer, member.value)
    }.sorted { $0.layer < $1.layer }
  }

  private func fault(_ field: String, expected: String, got: String) -> SteeringError {
    Self.fault(path, field, expected: expected, got: got)
  }

  private static func fault(
    _ path: String, _ field: String, expected: String, got: String
  ) -> SteeringError {
    .badVectorFile(path: path, field: field, expected: expected, got: got)
  }

  // MARK: Writing

  /// The file as Python's `json.dump` writes it, numbers as the shortest text that gives the double back.
  static func bytes(of vector: SteeringVector) -> [UInt8] {
    let directions = vector.layers.map { layer in
      let numbers = (vector.directions[layer] ?? []).map { "\(Double($0))" }
      return "\"\(layer)\": [\(numbers.joined(separator: ", "))]"
    }
    let shares = vector.explainedVariances.sorted { $0.key < $1.key }.map { "\"\($0)\": \($1)" }
    return Array(
      ("{\"model_type\": \(JSONValue.spelling(of: vector.architecture)), "
        + "\"directions\": {\(directions.joined(separator: ", "))}, "
        + "\"explained_variances\": {\(shares.joined(separator: ", "))}}").utf8)
  }
}
