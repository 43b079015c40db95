import CKernels
import Foundation
import Testing

@testable import Inference

/// Blocks of one tensor type with the floats that gguf-py's reference gives for them.
struct ReferenceBlocks: Decodable, CustomTestStringConvertible {
  let name: String
  let type: UInt32
  let blockSize: Int
  let bytesPerBlock: Int
  let bytes: String
  let floats: String
  var testDescription: String { name }

  var stored: [UInt8] { get throws { try bytesOfHex(bytes) } }

  /// The bit patterns, so that -0 and 0 differ.
  var expected: [UInt32] {
    get throws {
      let bytes = try bytesOfHex(floats)
      return stride(from: 0, to: bytes.count, by: 4).map { start in
        bytes[start..<(start + 4)].reversed().reduce(0) { $0 << 8 | UInt32($1) }
      }
    }
  }

  static let all: [ReferenceBlocks] = {
    do {
      let url = URL(fileURLWithPath: try fixturePath("gguf_blocks.json"))
      return try JSONDecoder().decode([ReferenceBlocks].self, from: Data(contentsOf: url))
    } catch {
      Issue.record(error, "gguf_blocks.json")
      return []
    }
  }()
}

private func bytesOfHex(_ hex: String) throws -> [UInt8] {
  let digits = Array(hex.utf8)
  return try stride(from: 0, to: digits.count, by: 2).map { place in
    let pair = String(decoding: digits[place..<min(place + 2, digits.count)], as: UTF8.self)
    return try #require(UInt8(pair, radix: 16))
  }
}

/// A way to turn stored bytes into floats: the kernel, or a faulty one.
private typealias Kernel = (_ type: UInt32, _ bytes: [UInt8], _ count: Int) -> [Float]

private func kernel(type: UInt32, bytes: [UInt8], count: Int) -> [Float] {
  var output = [Float](repeating: .nan, count: count)
  let result = ck_dequantize(type, bytes, Int64(count), &output)
  #expect(result == Int64(CK_DEQUANTIZE_FINITE))
  return output
}

/// Elements whose bits are not the reference's.
private func differences(_ blocks: ReferenceBlocks, _ kernel: Kernel) throws -> Int {
  let expected = try blocks.expected
  let got = try kernel(blocks.type, blocks.stored, expected.count).map(\.bitPattern)
  return zip(expected, got).count { $0 != $1 }
}

@Suite("Dequantisation")
struct DequantizeTests {
  @Test("every type has a reference")
  func coverage() {
    #expect(Set(ReferenceBlocks.all.map(\.name)) == Set(GGUFTensorType.allCases.map(\.name)))
  }

  @Test("the bits are gguf-py's, tolerance none", arguments: ReferenceBlocks.all)
  func reference(_ blocks: ReferenceBlocks) throws {
    let type = try #require(GGUFTensorType(rawValue: blocks.type))
    #expect(type.name == blocks.name)
    #expect(type.blockSize == blocks.blockSize)
    #expect(type.bytesPerBlock == blocks.bytesPerBlock)
    #expect(try differences(blocks, kernel) == 0)
  }

  @Test("faulty kernels are caught")
  func faults() throws {
    let byName = Dictionary(uniqueKeysWithValues: ReferenceBlocks.all.map { ($0.name, $0) })
    for name in ["Q4_0", "Q4_1", "Q4_K", "Q5_K", "Q6_K", "IQ4_NL"] {  // nibbles exchanged
      let blocks = try #require(byName[name])
      let count = try differences(blocks) { type, bytes, count in
        kernel(type: type, bytes: bytes.map { $0 << 4 | $0 >> 4 }, count: count).map {
          $0.isFinite ? $0 : 0
        }
      }
      #expect(count > 0, "\(name)")
    }
    // One unit in the last place of one element.
    for blocks in ReferenceBlocks.all {
      let count = try differences(blocks) { type, bytes, count in
        var output = kernel(type: type, bytes: bytes, count: count)
        output[count - 1] = output[count - 1].nextUp
        return output
      }
      #expect(count == 1, "\(blocks.name)")
    }
    // The sign of zero counts.
    let zeros = try #require(byName["F32"])
    #expect(try differences(zeros) { kernel(type: $0, bytes: $1, count: $2).map { $0 + 0 } } == 1)
  }

  @Test("any rows of a file's tensor are those of the whole", arguments: GGUFTensorType.allCases)
  func rows(_ type: GGUFTensorType) throws {
    let blocks = try #require(ReferenceBlocks.all.first { $0.type == type.rawValue })
    let stored = try blocks.stored
    let count = stored.count / type.bytesPerBlock
    let file = try TemporaryFolder().open(
      Self.writer(type, shape: [count / 2, 2 * type.blockSize], stored).bytes())
    let tensor = try #require(file.tensorInfo("w"))
    let whole = try file.tensor("w", shape: tensor.shape)
    #expect(try whole.map(\.bitPattern) == blocks.expected)
    for row in 0..<tensor.rowCount {
      var part = [Float](repeating: .nan, count: tensor.rowLength)
      try file.dequantize(tensor, rows: row..<(row + 1), into: &part)
      #expect(part == Array(whole[(row * tensor.rowLength)...].prefix(tensor.rowLength)))
    }
    var nothing: [Float] = [7]
    try file.dequantize(tensor, rows: 1..<1, into: &nothing)
    #expect(nothing == [7])
  }

  @Test("NaN and infinity in a scale or weight are refused with their place")
  func notFinite() throws {
    // Where the first scale lies in a block; for the plain types, the element itself.
    let places: [(GGUFTensorType, scales: [Int])] = [
      (.f16, [0]), (.bf16, [0]), (.q40, [0]), (.q41, [0, 2]), (.q50, [0]), (.q51, [0, 2]),
      (.q80, [0]), (.q2K, [80, 82]), (.q3K, [108]), (.q4K, [0, 2]), (.q5K, [0, 2]),
      (.q6K, [208]), (.iq4NL, [0]), (.iq4XS, [0]), (.f32, [2]),
    ]
    #expect(places.count == GGUFTensorType.allCases.count)
    for (type, scales) in places {
      // Infinity, negative infinity, NaN; bfloat16 and float32 have longer exponents.
      let wide = type == .bf16 || type == .f32
      let patterns: [UInt16] = wide ? [0x7f80, 0xff80, 0x7fc0] : [0x7c00, 0xfc00, 0x7e01]
      for scale in scales {
        for pattern in patterns {
          var stored = [UInt8](repeating: 0, count: 40 * type.bytesPerBlock)
          let place = 29 * type.bytesPerBlock + scale  // beyond the first chunk of the wide blocks
          stored[place] = UInt8(truncatingIfNeeded: pattern)
          stored[place + 1] = UInt8(pattern >> 8)
          let shape = [20, 2 * type.blockSize]
          let file = try TemporaryFolder().open(Self.writer(type, shape: shape, stored).bytes())
          #expect(throws: GGUFError.notFinite(tensor: "w", index: 29 * type.blockSize)) {
            try file.tensor("w", shape: shape)
          }
          var row = [Float](repeating: 0, count: 2 * type.blockSize)
          let tensor = try #require(file.tensorInfo("w"))
          try file.dequantize(tensor, rows: 13..<14, into: &row)
          #expect(throws: GGUFError.notFinite(tensor: "w", index: 29 * type.blockSize)) {
            try file.dequantize(tensor, rows: 14..<15, into: &row)
          }
        }
      }
    }
  }

  @Test("an unknown type or a part of a block writes nothing")
  func unsupported() {
    var output: [Float] = [7]
    let bytes = [UInt8](repeating: 0, count: 256)
    for (type, count) in [(4, 32), (999, 1), (2, 31), (12, 128), (0, -1)] as [(UInt32, Int64)] {
      #expect(ck_dequantize(type, bytes, count, &output) == Int64(CK_DEQUANTIZE_UNSUPPORTED))
    }
    #expect(ck_dequantize(0, bytes, 0, &output) == Int64(CK_DEQUANTIZE_FINITE))
    #expect(output == [7])
  }

  private static func writer(
    _ type: GGUFTensorType, shape: [Int], _ bytes: [UInt8]
  ) throws -> GGUFWriter {
    var writer = GGUFWriter()
    try writer.add("w", type: type, shape: shape, bytes: bytes)
    return writer
  }
}
