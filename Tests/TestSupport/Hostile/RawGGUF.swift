/// Writes GGUF fields by hand, whether they make sense or not; the writer under test refuses to.
public struct RawGGUF {
  public private(set) var bytes: [UInt8] = Array("GGUF".utf8)

  public init(version: UInt32 = 3, tensors: UInt64 = 0, keys: UInt64 = 0) {
    add(version)
    add(tensors)
    add(keys)
  }

  public mutating func add<T: FixedWidthInteger>(_ value: T) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  public mutating func add(string: some Collection<UInt8>) {
    add(UInt64(string.count))
    bytes.append(contentsOf: string)
  }

  public mutating func add<T: FixedWidthInteger>(key: String, type: UInt32, value: T) {
    add(string: Array(key.utf8))
    add(type)
    add(value)
  }

  public mutating func add(
    tensor: some Collection<UInt8>, dimensions: [UInt64] = [4], type: UInt32 = 0,
    offset: UInt64 = 0
  ) {
    add(string: tensor)
    add(UInt32(dimensions.count))
    for dimension in dimensions { add(dimension) }
    add(type)
    add(offset)
  }

  /// Zeros up to the next multiple of the alignment, then `count` more.
  public mutating func addData(_ count: Int, alignment: Int = 32) {
    while bytes.count % alignment != 0 { bytes.append(0) }
    bytes.append(contentsOf: repeatElement(0, count: count))
  }

  /// One tensor named `t`; its info starts at byte 24, its data at 64.
  public static func tensor(
    name: [UInt8] = Array("t".utf8), dimensions: [UInt64] = [4], type: UInt32 = 0,
    offset: UInt64 = 0, data: Int = 16
  ) -> [UInt8] {
    var file = RawGGUF(tensors: 1)
    file.add(tensor: name, dimensions: dimensions, type: type, offset: offset)
    file.addData(data)
    return file.bytes
  }

  /// Two float32 tensors `a` and `b` of 4 elements; infos at 24 and 57, data at 96 and 128.
  public static func twoTensors(
    _ names: (String, String) = ("a", "b"), first: [UInt64] = [4], offsets: (UInt64, UInt64),
    data: Int
  ) -> [UInt8] {
    var file = RawGGUF(tensors: 2)
    file.add(tensor: Array(names.0.utf8), dimensions: first, offset: offsets.0)
    file.add(tensor: Array(names.1.utf8), offset: offsets.1)
    file.addData(data)
    return file.bytes
  }

  /// One pair; the value starts after 24 + 8 + key + 4 bytes.
  public static func pair<T: FixedWidthInteger>(
    _ key: String, type: UInt32, _ value: T, then rest: [UInt8] = []
  ) -> [UInt8] {
    var file = RawGGUF(keys: 1)
    file.add(key: key, type: type, value: value)
    return file.bytes + rest
  }
}
