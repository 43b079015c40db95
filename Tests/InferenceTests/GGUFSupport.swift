import Foundation
import Testing

@testable import Inference

/// Writes GGUF fields by hand, whether they make sense or not; the writer under test refuses to.
struct RawGGUF {
  var bytes: [UInt8] = Array("GGUF".utf8)

  init(version: UInt32 = 3, tensors: UInt64 = 0, keys: UInt64 = 0) {
    add(version)
    add(tensors)
    add(keys)
  }

  mutating func add<T: FixedWidthInteger>(_ value: T) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func add(string: some Collection<UInt8>) {
    add(UInt64(string.count))
    bytes.append(contentsOf: string)
  }

  mutating func add<T: FixedWidthInteger>(key: String, type: UInt32, value: T) {
    add(string: Array(key.utf8))
    add(type)
    add(value)
  }

  mutating func add(
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
  mutating func addData(_ count: Int, alignment: Int = 32) {
    while bytes.count % alignment != 0 { bytes.append(0) }
    bytes.append(contentsOf: repeatElement(0, count: count))
  }

  /// One tensor named `t`; its info starts at byte 24, its data at 64.
  static func tensor(
    name: [UInt8] = Array("t".utf8), dimensions: [UInt64] = [4], type: UInt32 = 0,
    offset: UInt64 = 0, data: Int = 16
  ) -> [UInt8] {
    var file = RawGGUF(tensors: 1)
    file.add(tensor: name, dimensions: dimensions, type: type, offset: offset)
    file.addData(data)
    return file.bytes
  }

  /// Two float32 tensors `a` and `b` of 4 elements; infos at 24 and 57, data at 96 and 128.
  static func twoTensors(
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
  static func pair<T: FixedWidthInteger>(
    _ key: String, type: UInt32, _ value: T, then rest: [UInt8] = []
  ) -> [UInt8] {
    var file = RawGGUF(keys: 1)
    file.add(key: key, type: type, value: value)
    return file.bytes + rest
  }
}

/// A folder of its own for a test, removed with the value.
final class TemporaryFolder {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "gguf-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  var contents: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
  }

  func write(_ bytes: [UInt8], as name: String = "file.gguf") throws -> String {
    let file = "\(path)/\(name)"
    // Emptying a file and writing it again makes some file systems wait for the disk.
    try? FileManager.default.removeItem(atPath: file)
    try Data(bytes).write(to: URL(fileURLWithPath: file))
    return file
  }

  func open(_ bytes: [UInt8]) throws -> GGUFFile { try GGUFFile(path: write(bytes)) }
}

func fixturePath(_ name: String) throws -> String {
  try #require(Bundle.module.url(forResource: "Fixtures/\(name)", withExtension: nil)).path
}
