import Foundation
import TestSupport
import Testing

@testable import Inference

@Suite("GGUF file")
struct GGUFFileTests {
  @Test("a model written by llama.cpp's converter reads as gguf-py reads it")
  func model() throws {
    let file = try GGUFFile(path: fixturePath("TinyModels/llama.f32.gguf"))
    #expect(file.metadata.count == 25)
    #expect(file.tensors.count == 30)
    #expect(file.alignment == 32)
    #expect(try file.requiredString("general.architecture") == "llama")
    #expect(try file.requiredUInt("llama.block_count") == 3)
    #expect(try file.requiredFloat("llama.attention.layer_norm_rms_epsilon") == Double(Float(1e-5)))
    let tokens = try file.requiredStrings("tokenizer.ggml.tokens")
    #expect(tokens.count == 512)
    #expect(tokens.prefix(3).map(Array.init) == ["!", "\"", "#"].map { Array($0.utf8) })
    #expect(tokens.last.map { String(decoding: $0, as: UTF8.self) } == "<|im_end|>")
    let types = try #require(try file.integers("tokenizer.ggml.token_type"))
    #expect(types.count == 512 && types.first == 1 && types.last == 3)
    #expect(try file.strings("tokenizer.ggml.merges")?.count == 253)

    let down = try #require(file.tensorInfo("blk.0.ffn_down.weight"))
    #expect(down.shape == [64, 160] && down.type == .f32)
    #expect(down.byteRange == 276_096..<(276_096 + 64 * 160 * 4))
    let values = try file.tensor("blk.0.ffn_down.weight", shape: [64, 160])
    #expect(Array(values.prefix(3)) == [0x1.352608p-4, 0x1.30db8cp-5, 0x1.0df32ap-4])
    #expect(values.last == -0x1.a6e65cp-5)
  }

  @Test("every metadata type of gguf-py reads as it was written")
  func valueTypes() throws {
    let file = try GGUFFile(path: fixturePath("gguf_py_small.gguf"))
    #expect(file.metadata == smallFileMetadata.reduce(into: [:]) { $0[$1.0] = $1.1 })
    #expect(file.tensors.map(\.name) == ["direction.1", "blk.0.weight", "quantised"])
    #expect(file.tensors.map(\.shape) == [[3], [2, 3], [2, 32]])
    #expect(file.tensors.map(\.type) == [.f32, .f32, .q40])
    #expect(try file.tensor("direction.1", shape: [3]) == [0.5, -1, 2])
    #expect(try file.tensor("blk.0.weight", shape: [2, 3]) == [0, 1, 2, 3, 4, 5])
    let bytes = try file.withBytes(of: file.tensors[2]) { Array($0) }
    #expect(bytes == Array(0..<36))
  }

  @Test("vocabulary pieces that Swift strings call equal stay apart")
  func stringsAreBytes() throws {
    let file = try GGUFFile(path: fixturePath("gguf_py_small.gguf"))
    let strings = try file.requiredStrings("a.strings")
    #expect(
      strings.map(Array.init) == [
        [], [97], [196, 160, 116, 104, 101], [195, 160], [97, 204, 128],
      ])
    #expect(strings == GGUFStrings(["", "a", "Ġthe", "\u{e0}", "a\u{300}"]))
    #expect(strings != GGUFStrings(["", "a", "Ġthe", "\u{e0}", "\u{e0}"]))
  }

  @Test("accessors name the key, its place, what was asked for and what is there")
  func accessors() throws {
    let file = try GGUFFile(path: fixturePath("gguf_py_small.gguf"))
    #expect(try file.uint("absent") == nil)
    #expect(try file.requiredUInt("a.uint32") == 4_000_000_000)
    #expect(try file.bool("a.bool") == true)
    #expect(try file.floats("a.float32s") == [0.5, -0.25])
    #expect(try file.integers("a.int32s") == [3, -1, 2])
    #expect(try file.string("a.string") == "Ġ\n\u{e0}")
    expectError("metadata: expected key \"absent\", got none") { try file.requiredUInt("absent") }
    expectError("value of \"a.string\" at byte 345: expected an integer, got string") {
      try file.requiredUInt("a.string")
    }
    expectError("value of \"a.float32\" at byte 273: expected an integer, got float32") {
      try file.requiredUInt("a.float32")
    }
    expectError("value of \"a.uint8\" at byte 87: expected 1 to 199, got 200") {
      try file.requiredUInt("a.uint8", in: 1...199)
    }
    expectError("value of \"a.int8\" at byte 106: expected 0 to \(Int.max), got -100") {
      try file.uint("a.int8")
    }
    expectError("value of \"a.int32s\" at byte 462: expected array of string, got array of int32") {
      try file.requiredStrings("a.int32s")
    }
    expectError("value of \"a.uint8\" at byte 87: expected string, got uint8") {
      try file.requiredString("a.uint8")
    }
  }

  @Test("numbers that are not finite and text that is not UTF-8 are refused when asked for")
  func unusableValues() throws {
    let folder = try TemporaryFolder()
    var raw = RawGGUF(keys: 2)
    raw.add(key: "f", type: 6, value: Float.nan.bitPattern)
    raw.add(string: Array("s".utf8))
    raw.add(UInt32(8))
    raw.add(string: [0x61, 0xff])
    let file = try folder.open(raw.bytes)
    expectError("value of \"f\" at byte 37: expected a finite number, got nan") {
      try file.requiredFloat("f")
    }
    expectError("value of \"s\" at byte 54: expected UTF-8, got \"a\\u{FFFD}\"") {
      try file.requiredString("s")
    }
    #expect(file.metadata["s"] == .string([0x61, 0xff]))
  }

  @Test("a tensor is missing or has another shape")
  func tensorSource() throws {
    let file = try GGUFFile(path: fixturePath("gguf_py_small.gguf"))
    let source: any TensorSource = file
    #expect(source.hasTensor("blk.0.weight") && !source.hasTensor("blk.1.weight"))
    expectError("tensors: expected \"blk.1.weight\", got none of that name") {
      try source.tensor("blk.1.weight", shape: [2, 3])
    }
    expectError("tensor \"blk.0.weight\": expected shape [3, 2], got [2, 3]") {
      try source.tensor("blk.0.weight", shape: [3, 2])
    }
    var output = [Float](repeating: 0, count: 9)
    expectError("tensor \"blk.0.weight\": expected rows within 0..<2, got 1..<3") {
      try file.dequantize(file.tensors[1], rows: 1..<3, into: &output)
    }
  }
}

/// What make_gguf_fixtures.py put into gguf_py_small.gguf, in its order.
let smallFileMetadata: [(String, GGUFValue)] = [
  ("general.architecture", .string("test")), ("a.uint8", .uint8(200)), ("a.int8", .int8(-100)),
  ("a.uint16", .uint16(60_000)), ("a.int16", .int16(-30_000)), ("a.uint32", .uint32(4_000_000_000)),
  ("a.int32", .int32(-2_000_000_000)), ("a.uint64", .uint64(1 << 63 + 5)),
  ("a.int64", .int64(-1 << 62)), ("a.float32", .float32(0.1)), ("a.float64", .float64(0.1)),
  ("a.bool", .bool(true)), ("a.string", .string("Ġ\n\u{e0}")),
  ("a.strings", .array(.string(GGUFStrings(["", "a", "Ġthe", "\u{e0}", "a\u{300}"])))),
  ("a.int32s", .array(.int32([3, -1, 2]))), ("a.float32s", .array(.float32([0.5, -0.25]))),
  ("a.bools", .array(.bool([true, false]))),
]

/// Expects a `GGUFError` with exactly this description.
func expectError<Result>(
  _ description: String, sourceLocation: SourceLocation = #_sourceLocation,
  _ body: () throws -> Result
) {
  let error = #expect(throws: GGUFError.self, sourceLocation: sourceLocation) { _ = try body() }
  #expect(error?.description == description, sourceLocation: sourceLocation)
}
