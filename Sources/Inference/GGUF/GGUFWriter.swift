import Files
import StrictJSON

/// Builds a GGUF version 3 file: the same calls give the same bytes.
///
/// Keys and tensors are written in the order they were added, data aligned to 32 bytes and padded with
/// zeros after every tensor, as gguf-py and llama.cpp do.
public struct GGUFWriter: Sendable {
  /// llama.cpp keeps a name and its terminating zero in 64 bytes.
  private static let longestTensorName = 63

  private struct Tensor {
    let name: String
    let type: GGUFTensorType
    let shape: [Int]
    let data: [UInt8]
  }

  private var metadata: [(key: String, value: GGUFValue)] = []
  private var tensors: [Tensor] = []

  /// A file without keys and tensors.
  public init() {}

  /// Adds a pair; throws for a key that is empty, not ASCII, over 65,535 bytes or used before, and for
  /// `general.alignment`, which stays 32.
  public mutating func add(_ key: String, _ value: GGUFValue) throws {
    guard (1...GGUFFile.longestKey).contains(key.utf8.count), key.utf8.allSatisfy({ $0 < 0x80 }),
      key != GGUFFile.alignmentKey
    else {
      throw GGUFError.invalidName(
        field: "key \(metadata.count)", offset: 0,
        expected: "1 to \(GGUFFile.longestKey) ASCII bytes, not \(GGUFFile.alignmentKey)",
        got: quoted(key))
    }
    guard !metadata.contains(where: { $0.key == key }) else {
      throw GGUFError.duplicateName(field: "key \(metadata.count)", offset: 0, got: key)
    }
    metadata.append((key, value))
  }

  /// Adds a float32 tensor, shape outermost first; throws `GGUFError.notFinite` for NaN or infinity.
  public mutating func add(_ name: String, shape: [Int], values: [Float]) throws {
    if let index = values.firstIndex(where: { !$0.isFinite }) {
      throw GGUFError.notFinite(tensor: name, index: index)
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(values.count * 4)
    for value in values { bytes.append(littleEndian: value.bitPattern) }
    try add(name, type: .f32, shape: shape, bytes: bytes)
  }

  /// Adds a tensor from its stored bytes; throws for a name, shape or byte count that does not fit.
  public mutating func add(
    _ name: String, type: GGUFTensorType, shape: [Int], bytes: [UInt8]
  ) throws {
    let field = "tensor \(quoted(name))"
    guard (1...Self.longestTensorName).contains(name.utf8.count) else {
      throw GGUFError.invalidName(
        field: "tensor \(tensors.count)", offset: 0,
        expected: "a name of 1 to \(Self.longestTensorName) bytes", got: quoted(name))
    }
    guard !tensors.contains(where: { $0.name == name }) else {
      throw GGUFError.duplicateName(field: field, offset: 0, got: name)
    }
    var expected: Int? = type.bytesPerBlock
    for dimension in shape {
      expected = expected.flatMap {
        let (product, overflows) = $0.multipliedReportingOverflow(by: dimension)
        return overflows ? nil : product
      }
    }
    guard (1...GGUFFile.mostDimensions).contains(shape.count), shape.allSatisfy({ $0 > 0 }),
      shape[shape.count - 1] % type.blockSize == 0,
      let expected, bytes.count == expected / type.blockSize
    else {
      throw GGUFError.invalidShape(
        field: field, offset: 0, expected: "a shape of \(bytes.count) bytes of \(type.name)",
        got: "\(shape)")
    }
    tensors.append(Tensor(name: name, type: type, shape: shape, data: bytes))
  }

  /// The file's bytes.
  public func bytes() -> [UInt8] {
    var result = Array("GGUF".utf8)
    result.append(littleEndian: UInt32(3))
    result.append(littleEndian: UInt64(tensors.count))
    result.append(littleEndian: UInt64(metadata.count))
    for (key, value) in metadata {
      result.append(string: key.utf8)
      result.append(littleEndian: value.type.rawValue)
      result.append(value)
    }
    var offset = 0
    for tensor in tensors {
      result.append(string: tensor.name.utf8)
      result.append(littleEndian: UInt32(tensor.shape.count))
      for dimension in tensor.shape.reversed() { result.append(littleEndian: UInt64(dimension)) }
      result.append(littleEndian: tensor.type.rawValue)
      result.append(littleEndian: UInt64(offset))
      offset += Self.padded(tensor.data.count)
    }
    result.pad(to: Self.padded(result.count))
    result.reserveCapacity(result.count + offset)
    for tensor in tensors {
      result.append(contentsOf: tensor.data)
      result.pad(to: Self.padded(result.count))
    }
    return result
  }

  /// Writes the file whole or not at all; throws `FileError`.
  public func write(to path: String) throws {
    try writeDurably(bytes(), to: path)
  }

  /// The sizes of arrays in memory stay far below overflow.
  private static func padded(_ count: Int) -> Int {
    (count + GGUFFile.defaultAlignment - 1) & ~(GGUFFile.defaultAlignment - 1)
  }
}

extension [UInt8] {
  fileprivate mutating func append<T: FixedWidthInteger>(littleEndian value: T) {
    var rest = value
    for _ in 0..<MemoryLayout<T>.size {
      append(UInt8(truncatingIfNeeded: rest))
      if T.bitWidth > 8 { rest >>= 8 }
    }
  }

  fileprivate mutating func append(string bytes: some Collection<UInt8>) {
    append(littleEndian: UInt64(bytes.count))
    append(contentsOf: bytes)
  }

  fileprivate mutating func pad(to count: Int) {
    append(contentsOf: repeatElement(0, count: count - self.count))
  }

  fileprivate mutating func append(_ value: GGUFValue) {
    switch value {
    case .uint8(let value): append(littleEndian: value)
    case .int8(let value): append(littleEndian: value)
    case .uint16(let value): append(littleEndian: value)
    case .int16(let value): append(littleEndian: value)
    case .uint32(let value): append(littleEndian: value)
    case .int32(let value): append(littleEndian: value)
    case .uint64(let value): append(littleEndian: value)
    case .int64(let value): append(littleEndian: value)
    case .float32(let value): append(littleEndian: value.bitPattern)
    case .float64(let value): append(littleEndian: value.bitPattern)
    case .bool(let value): append(value ? 1 : 0)
    case .string(let value): append(string: value)
    case .array(let array):
      append(littleEndian: array.elementType.rawValue)
      append(littleEndian: UInt64(array.count))
      append(elementsOf: array)
    }
  }

  private mutating func append(elementsOf array: GGUFArray) {
    switch array {
    case .uint8(let values): append(contentsOf: values)
    case .int8(let values): for value in values { append(littleEndian: value) }
    case .uint16(let values): for value in values { append(littleEndian: value) }
    case .int16(let values): for value in values { append(littleEndian: value) }
    case .uint32(let values): for value in values { append(littleEndian: value) }
    case .int32(let values): for value in values { append(littleEndian: value) }
    case .uint64(let values): for value in values { append(littleEndian: value) }
    case .int64(let values): for value in values { append(littleEndian: value) }
    case .float32(let values): for value in values { append(littleEndian: value.bitPattern) }
    case .float64(let values): for value in values { append(littleEndian: value.bitPattern) }
    case .bool(let values): for value in values { append(value ? 1 : 0) }
    case .string(let values): for value in values { append(string: value) }
    }
  }
}
