/// Reads fields one after another from a mapped file, none past its end.
struct GGUFReader {
  let file: MappedFile
  private(set) var offset = 0

  init(_ file: MappedFile) { self.file = file }

  var remaining: Int { file.count - offset }

  mutating func integer<T: FixedWidthInteger & BitwiseCopyable>(
    _ field: @autoclosure () -> String
  ) throws -> T {
    guard let value = file.integer(at: offset, as: T.self) else {
      throw truncated(field(), UInt64(MemoryLayout<T>.size))
    }
    offset += MemoryLayout<T>.size
    return value
  }

  /// A count of things that take at least `size` bytes each, so that no more can be allocated for them
  /// than the file is long.
  mutating func count(ofSize size: Int, _ field: @autoclosure () -> String) throws -> Int {
    let start = offset
    let count: UInt64 = try integer(field())
    guard count <= UInt64(remaining / size) else {
      throw GGUFError.invalidValue(
        field: field(), offset: start,
        expected: "at most \(remaining / size) (\(remaining) bytes are left)", got: "\(count)")
    }
    return Int(count)
  }

  /// A string's bytes: a 64-bit length, then that many bytes.
  mutating func string(_ field: @autoclosure () -> String) throws -> [UInt8] {
    let length: UInt64 = try integer(field())
    guard length <= UInt64(remaining) else { throw truncated(field(), length) }
    return try numbers(Int(length), field())
  }

  mutating func value(
    of type: GGUFValueType, _ field: @autoclosure () -> String
  ) throws -> GGUFValue {
    switch type {
    case .uint8: return .uint8(try integer(field()))
    case .int8: return .int8(try integer(field()))
    case .uint16: return .uint16(try integer(field()))
    case .int16: return .int16(try integer(field()))
    case .uint32: return .uint32(try integer(field()))
    case .int32: return .int32(try integer(field()))
    case .uint64: return .uint64(try integer(field()))
    case .int64: return .int64(try integer(field()))
    case .float32: return .float32(Float(bitPattern: try integer(field())))
    case .float64: return .float64(Double(bitPattern: try integer(field())))
    case .bool:
      let start = offset
      return .bool(try boolean(integer(field()), field(), start))
    case .string: return .string(try string(field()))
    case .array: return .array(try array(field()))
    }
  }

  mutating func valueType(_ field: @autoclosure () -> String) throws -> GGUFValueType {
    let start = offset
    let number: UInt32 = try integer(field())
    guard let type = GGUFValueType(rawValue: number) else {
      throw GGUFError.wrongType(
        field: field(), offset: start, expected: "a value type from 0 to 12", got: "\(number)")
    }
    return type
  }

  // MARK: Arrays

  private mutating func array(_ field: @autoclosure () -> String) throws -> GGUFArray {
    let start = offset
    let type = try valueType("element type of \(field())")
    let count = try count(ofSize: type.minimumSize, "array length of \(field())")
    switch type {
    case .uint8: return .uint8(try numbers(count, field()))
    case .int8: return .int8(try numbers(count, field()))
    case .uint16: return .uint16(try numbers(count, field()))
    case .int16: return .int16(try numbers(count, field()))
    case .uint32: return .uint32(try numbers(count, field()))
    case .int32: return .int32(try numbers(count, field()))
    case .uint64: return .uint64(try numbers(count, field()))
    case .int64: return .int64(try numbers(count, field()))
    case .float32: return .float32(try numbers(count, field()))
    case .float64: return .float64(try numbers(count, field()))
    case .bool:
      let start = offset
      let bytes: [UInt8] = try numbers(count, field())
      return .bool(
        try bytes.enumerated().map { index, byte in
          try boolean(byte, "\(field()) [\(index)]", start + index)
        })
    case .string: return .string(try strings(count, field()))
    case .array:
      // No known file nests arrays, ggml refuses them, and a deep nest would exhaust the stack.
      throw GGUFError.wrongType(
        field: "element type of \(field())", offset: start, expected: "no array inside an array",
        got: "one")
    }
  }

  private mutating func numbers<T: BitwiseCopyable>(
    _ count: Int, _ field: @autoclosure () -> String
  ) throws -> [T] {
    guard let values = file.numbers(at: offset, count: count, as: T.self) else {
      throw truncated(field(), UInt64(count) * UInt64(MemoryLayout<T>.stride))
    }
    offset += count * MemoryLayout<T>.stride
    return values
  }

  private mutating func strings(
    _ count: Int, _ field: @autoclosure () -> String
  ) throws -> GGUFStrings {
    // Lengths first, then one allocation for all the bytes.
    let start = offset
    var ends: [Int] = []
    ends.reserveCapacity(count)
    var total = 0
    for index in 0..<count {
      let length: UInt64 = try integer("\(field()) [\(index)]")
      guard length <= UInt64(remaining) else { throw truncated("\(field()) [\(index)]", length) }
      offset += Int(length)
      total += Int(length)
      ends.append(total)
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(total)
    var position = start
    var previousEnd = 0
    for end in ends {
      position += 8
      let length = end - previousEnd
      file.append(position..<(position + length), to: &bytes)
      position += length
      previousEnd = end
    }
    return GGUFStrings(bytes: bytes, ends: ends)
  }

  // MARK: Errors

  func truncated(_ field: String, _ expected: UInt64) -> GGUFError {
    .truncated(field: field, offset: offset, expected: expected, got: remaining)
  }

  private func boolean(_ byte: UInt8, _ field: @autoclosure () -> String, _ offset: Int) throws
    -> Bool
  {
    guard byte <= 1 else {
      throw GGUFError.invalidValue(
        field: field(), offset: offset, expected: "a boolean, 0 or 1", got: "\(byte)")
    }
    return byte == 1
  }
}
