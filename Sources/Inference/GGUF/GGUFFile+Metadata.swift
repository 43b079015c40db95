import StrictJSON

/// Typed access to metadata. Each accessor returns nil for an absent key, throws
/// `GGUFError.wrongType` or `.invalidValue` for a value that is not what is asked for; the `required`
/// ones throw `.missingKey` for an absent key.
extension GGUFFile {
  /// A whole number of any integer type; writers do not agree on one.
  public func uint(_ key: String, in range: ClosedRange<Int> = 0...Int.max) throws -> Int? {
    try read(key, "an integer") { value in
      guard let integer = value.integer else { return nil }
      guard range.contains(integer) else {
        throw invalid(key, "\(range.lowerBound) to \(range.upperBound)", "\(integer)")
      }
      return integer
    }
  }

  /// As ``uint(_:in:)``, but the key must be there.
  public func requiredUInt(_ key: String, in range: ClosedRange<Int> = 0...Int.max) throws -> Int {
    try required(key, uint(key, in: range))
  }

  /// A finite number of a floating type.
  public func float(_ key: String) throws -> Double? {
    try read(key, "a float") { value in
      let number: Double
      switch value {
      case .float32(let float): number = Double(float)
      case .float64(let float): number = float
      default: return nil
      }
      guard number.isFinite else { throw invalid(key, "a finite number", "\(number)") }
      return number
    }
  }

  /// As ``float(_:)``, but the key must be there.
  public func requiredFloat(_ key: String) throws -> Double { try required(key, float(key)) }

  /// A truth value; numbers are refused.
  public func bool(_ key: String) throws -> Bool? {
    try read(key, "bool") { value in
      if case .bool(let bool) = value { bool } else { nil }
    }
  }

  /// Text; bytes that are not UTF-8 are refused.
  public func string(_ key: String) throws -> String? {
    try read(key, "string") { value in
      guard case .string(let bytes) = value else { return nil }
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw invalid(key, "UTF-8", quoted(String(decoding: bytes.prefix(97), as: UTF8.self)))
      }
      return text
    }
  }

  /// As ``string(_:)``, but the key must be there.
  public func requiredString(_ key: String) throws -> String { try required(key, string(key)) }

  /// An array of byte strings, such as a vocabulary.
  public func strings(_ key: String) throws -> GGUFStrings? {
    try read(key, "array of string") { value in
      if case .array(.string(let strings)) = value { strings } else { nil }
    }
  }

  /// As ``strings(_:)``, but the key must be there.
  public func requiredStrings(_ key: String) throws -> GGUFStrings {
    try required(key, strings(key))
  }

  /// An array of any integer type.
  public func integers(_ key: String) throws -> [Int]? {
    try read(key, "array of integers") { value in
      if case .array(let array) = value { array.integers } else { nil }
    }
  }

  /// An array of float32.
  public func floats(_ key: String) throws -> [Float]? {
    try read(key, "array of float32") { value in
      if case .array(.float32(let floats)) = value { floats } else { nil }
    }
  }

  private func read<Value>(
    _ key: String, _ expected: String, _ convert: (GGUFValue) throws -> Value?
  ) throws -> Value? {
    guard let value = metadata[key] else { return nil }
    guard let converted = try convert(value) else {
      throw GGUFError.wrongType(
        field: "value of \(quoted(key))", offset: valueOffsets[key] ?? 0, expected: expected,
        got: value.typeName)
    }
    return converted
  }

  private func required<Value>(_ key: String, _ value: Value?) throws -> Value {
    guard let value else { throw GGUFError.missingKey(key) }
    return value
  }

  private func invalid(_ key: String, _ expected: String, _ got: String) -> GGUFError {
    .invalidValue(
      field: "value of \(quoted(key))", offset: valueOffsets[key] ?? 0, expected: expected, got: got
    )
  }
}
