import CKernels
import StrictJSON

/// config.json under GGUF's names for its fields.
struct HuggingFaceConfig: ModelFields {
  let object: JSONObject
  let names: HuggingFaceNames
  private static let file = "config.json"

  /// The first of the field's places that has a value; null counts as none.
  private func value(_ key: String) -> (value: JSONValue, name: String)? {
    for name in names.fields[key] ?? [key] {
      if let value = object.value(at: name), value.content != .null { return (value, name) }
    }
    return nil
  }

  private func read<T>(
    _ key: String, _ expected: String, _ convert: (JSONValue) -> T?
  ) throws -> T? {
    guard let (value, name) = value(key) else { return nil }
    guard let converted = convert(value) else {
      throw HuggingFaceError.badField(
        file: Self.file, field: name, expected: expected, got: value.summary)
    }
    return converted
  }

  func integer(_ key: String, in range: ClosedRange<Int>) throws -> Int? {
    switch key {
    case "rope.dimension_count": return try rotatedDimension()
    case "feed_forward_length" where value(key) == nil:
      guard let factor = names.feedForwardPerWidth else { return nil }
      return try integer("embedding_length", in: range).map { factor * $0 }
    default:
      return try read(key, "a whole number from \(range.lowerBound) to \(range.upperBound)") {
        $0.integer.flatMap { range.contains($0) ? $0 : nil }
      }
    }
  }

  func number(_ key: String) throws -> Double? { try read(key, "a number", \.number) }
  func flag(_ key: String) throws -> Bool? { try read(key, "true or false", \.bool) }

  func text(_ key: String) throws -> String? {
    let text = try read(key, "a text", \.text)
    // Llama 3's scaling is a divisor for each frequency, as in a GGUF file; see `llama3Factors`.
    return key == "rope.scaling.type" && (text == "default" || text == "llama3") ? nil : text
  }

  func missing(_ key: String) -> any Error {
    HuggingFaceError.missingField(file: Self.file, field: name(of: key))
  }
  func name(of key: String) -> String { names.fields[key]?.first ?? key }

  /// Files that have it have it as a part of a head.
  private func rotatedDimension() throws -> Int? {
    guard let part = try number("rope.rotated_part") else { return nil }
    let width = try required("embedding_length", integer("embedding_length", in: 1...(1 << 24)))
    let heads = try required(
      "attention.head_count", integer("attention.head_count", in: 1...(1 << 24)))
    let head = try integer("attention.key_length", in: 1...(1 << 24)) ?? width / heads
    return Int(part.clamped(to: 0...1) * Double(head))
  }

  /// Llama 3's divisors of the rotary frequencies, [rotaryDim / 2], nil where they are not scaled so.
  ///
  /// Source: Llama 3.1's model code, <https://github.com/meta-llama/llama-models> (`apply_scaling`).
  func llama3Factors(_ c: ModelConfiguration) throws -> [Float]? {
    guard try read("rope.scaling.type", "a text", \.text) == "llama3" else { return nil }
    func parameter(_ name: String) throws -> Double {
      let value =
        object.value(at: "rope_scaling.\(name)")
        ?? object.value(at: "rope_parameters.\(name)")
      guard let number = value?.number, number > 0 else {
        throw HuggingFaceError.badField(
          file: Self.file, field: "rope_scaling.\(name)", expected: "a number above 0",
          got: value?.summary ?? "nothing")
      }
      return number
    }
    let factor = try parameter("factor")
    let (low, high) = (try parameter("low_freq_factor"), try parameter("high_freq_factor"))
    let context = try parameter("original_max_position_embeddings")
    return (0..<c.rotaryDimension / 2).map { i in
      let frequency = ck_exp(
        -ck_log(Double(c.ropeTheta)) * Double(2 * i) / Double(c.rotaryDimension))
      let wavelength = 2 * Double.pi / frequency
      if wavelength < context / high { return 1 }
      if wavelength > context / low { return Float(factor) }
      let smooth = (context / wavelength - low) / (high - low)
      return Float(1 / ((1 - smooth) / factor + smooth))
    }
  }
}

extension Double {
  fileprivate func clamped(to range: ClosedRange<Double>) -> Double {
    Swift.min(Swift.max(self, range.lowerBound), range.upperBound)
  }
}

extension JSONObject {
  /// The value at a path of keys with dots between.
  func value(at path: String) -> JSONValue? {
    var object: JSONObject? = self
    var value: JSONValue?
    for key in path.split(separator: ".") {
      value = object?[String(key)]
      object = value?.object
    }
    return value
  }

  func required(_ key: String, _ file: String) throws -> JSONValue {
    guard let value = self[key] else {
      throw HuggingFaceError.missingField(file: file, field: key)
    }
    return value
  }
}

extension JSONValue {
  func text(in file: String, _ field: String) throws -> String {
    guard let text else {
      throw HuggingFaceError.badField(file: file, field: field, expected: "a text", got: summary)
    }
    return text
  }
}
