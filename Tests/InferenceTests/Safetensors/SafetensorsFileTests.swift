import Foundation
import TestSupport
import Testing

@testable import Inference

@Suite("Safetensors file")
struct SafetensorsFileTests {
  /// A file that stays open after its folder is gone.
  static func open(_ raw: RawSafetensors = .sound) throws -> SafetensorsFile {
    let folder = try TemporaryFolder()
    return try withExtendedLifetime(folder) {
      try SafetensorsFile(path: folder.write(raw.bytes))
    }
  }

  @Test("metadata and tensors of several types, whatever the order of the header")
  func sound() throws {
    let file = try Self.open()
    #expect(
      file.metadata == [
        .init(key: "format", value: "pt"), .init(key: "note", value: ""),
      ])
    #expect(file.tensors.map(\.name) == ["m", "flag", "half", "scalar", "none"])
    #expect(file.tensors.map(\.type) == [.f32, .bool, .bf16, .f16, .i64])
    #expect(file.tensors.map(\.shape) == [[2, 2], [1], [2], [], [0, 3]])
    let start = RawSafetensors.sound.bytes.count - 23
    #expect(
      file.tensors.map(\.byteRange) == [
        start..<start + 16, start + 16..<start + 17, start + 17..<start + 21,
        start + 21..<start + 23, start + 23..<start + 23,
      ])
    #expect(try file.tensor("m", shape: [2, 2]) == [1, -2, 0.5, 0])
    #expect(try file.tensor("half", shape: [2]) == [1, -3])
    #expect(try file.tensor("scalar", shape: []) == [1])
    #expect(try file.withBytes(of: file.tensors[1]) { Array($0) } == [1])
  }

  @Test("it is a source of tensors like a GGUF file")
  func source() throws {
    let source: any TensorSource = try Self.open()
    #expect(source.hasTensor("m") && !source.hasTensor("n"))
    let matrix = try source.matrix("m", shape: [2, 2])
    var rows: [Float] = []
    try matrix.withRows(1..<2) { bytes in
      rows = stride(from: 0, to: bytes.count, by: 4).map {
        bytes.loadUnaligned(fromByteOffset: $0, as: Float.self)
      }
    }
    #expect(rows == [0.5, 0])
    expectSafetensorsError("tensors: expected \"n\", got none of that name") {
      try source.tensor("n", shape: [2])
    }
    expectSafetensorsError("tensor \"m\": expected shape [4], got [2, 2]") {
      try source.tensor("m", shape: [4])
    }
    expectSafetensorsError("tensor \"none\": expected F32, F16 or BF16, got I64") {
      try source.tensor("none", shape: [0, 3])
    }
    expectSafetensorsError("tensor \"m\": expected shape [4, 1], got [2, 2]") {
      _ = try source.matrix("m", shape: [4, 1])
    }
  }

  @Test(
    "NaN and infinity are refused with the element",
    arguments: [
      ("F32", [0, 0, 0x80, 0xFF] as [UInt8], 4), ("F16", [0x00, 0x7C], 2),
      ("F16", [0x01, 0xFC], 2), ("BF16", [0xC0, 0x7F], 2), ("F32", [1, 0, 0x80, 0x7F], 4),
    ])
  func notFinite(dtype: String, bytes: [UInt8], size: Int) throws {
    let zeros = [UInt8](repeating: 0, count: 3 * size)
    let entry = RawSafetensors.entry("w", dtype, "[5]", "[0,\(5 * size)]")
    let file = try Self.open(
      RawSafetensors("{\(entry)}", data: zeros + bytes + .init(repeating: 0, count: size)))
    expectSafetensorsError(
      "tensor \"w\": expected finite weights, got NaN or infinity at element 3"
    ) { try file.tensor("w", shape: [5]) }
    var output = [Float](repeating: 9, count: 5)
    try file.readFloats(of: file.tensors[0], 0..<3, into: &output)
    #expect(output == [0, 0, 0, 9, 9])
    expectSafetensorsError(
      "tensor \"w\": expected finite weights, got NaN or infinity at element 3"
    ) { try file.readFloats(of: file.tensors[0], 2..<5, into: &output) }
  }

  @Test("every type has the size that the format gives it")
  func sizes() throws {
    let bits = [
      "F64": 64, "F32": 32, "F16": 16, "BF16": 16, "I64": 64, "I32": 32, "I16": 16, "I8": 8,
      "U64": 64, "U32": 32, "U16": 16, "U8": 8, "BOOL": 8, "F8_E4M3": 8, "F8_E5M2": 8,
      "F8_E8M0": 8, "F6_E2M3": 6, "F6_E3M2": 6, "F4": 4, "C64": 64,
    ]
    #expect(Set(bits.keys) == Set(SafetensorsType.allCases.map(\.rawValue)))
    for (dtype, bits) in bits.sorted(by: { $0.key < $1.key }) {
      let entry = RawSafetensors.entry("w", dtype, "[4,2]", "[0,\(bits)]")
      let file = try Self.open(
        RawSafetensors("{\(entry)}", data: .init(repeating: 0, count: bits)))
      #expect(file.tensors[0].byteRange.count == bits, "\(dtype)")
    }
  }

  @Test("what is no regular file is refused")
  func notFiles() throws {
    let folder = try TemporaryFolder()
    expectSafetensorsError("cannot read \"\(folder.path)\": not a regular file") {
      try SafetensorsFile(path: folder.path)
    }
    #expect(!SafetensorsFile.isLikely(path: folder.path))
    #expect(SafetensorsFile.isLikely(path: try folder.write(RawSafetensors.sound.bytes)))
    #expect(!SafetensorsFile.isLikely(path: try folder.write(RawGGUF().bytes)))
    expectError("magic at byte 0: expected \"GGUF\", got a safetensors file") {
      try folder.open(RawSafetensors.sound.bytes)
    }
  }
}
