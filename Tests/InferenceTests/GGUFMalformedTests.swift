import Foundation
import TestSupport
import Testing

@testable import Inference

@Suite("GGUF: malformed files")
struct GGUFMalformedTests {
  @Test("neighbours of the malformed files are accepted")
  func accepted() throws {
    let folder = try TemporaryFolder()
    #expect(try folder.open(RawGGUF().bytes).tensors.isEmpty)
    #expect(try folder.open(RawGGUF(version: 2).bytes).metadata.isEmpty)
    #expect(try folder.open(RawGGUF.tensor()).tensors[0].byteRange == 64..<80)
    for count in [1, 63, 64] {
      let name = [UInt8](repeating: 0x6e, count: count)
      #expect(try folder.open(RawGGUF.tensor(name: name)).tensors[0].name.utf8.count == count)
    }
    let key = String(repeating: "k", count: 65_535)
    #expect(try folder.open(RawGGUF.pair(key, type: 0, UInt8(1))).requiredUInt(key) == 1)
    for alignment: UInt32 in [8, 64, 65_536] {
      var raw = RawGGUF(tensors: 1, keys: 1)
      raw.add(key: "general.alignment", type: 4, value: alignment)
      raw.add(tensor: Array("t".utf8))
      raw.addData(16, alignment: Int(alignment))
      let file = try folder.open(raw.bytes)
      #expect(file.alignment == Int(alignment))
      #expect(try file.tensor("t", shape: [4]) == [0, 0, 0, 0])
    }
    // Without the padding after the last tensor, and with all of it.
    #expect(try folder.open(RawGGUF.tensor(data: 32)).tensors[0].byteRange == 64..<80)
    let two = try folder.open(RawGGUF.twoTensors(offsets: (0, 32), data: 48))
    #expect(two.tensors.map(\.byteRange) == [96..<112, 128..<144])
  }

  @Test("names with control characters are accepted, and escaped in messages")
  func escaping() throws {
    let folder = try TemporaryFolder()
    let name = "a\u{1b}[31m\n|<b>\u{202e}é"
    let file = try folder.open(RawGGUF.tensor(name: Array(name.utf8)))
    #expect(file.tensors[0].name == name)
    expectError(
      #"tensor "a\u{1B}[31m\n|<b>\u{202E}\u{00E9}": expected shape [1], got [4]"#
    ) { try file.tensor(name, shape: [1]) }
  }

  @Test("what is not a regular file is refused, and a named pipe is not waited for")
  func notFiles() throws {
    let folder = try TemporaryFolder()
    let pipe = folder.path + "/pipe"
    #expect(mkfifo(pipe, 0o600) == 0)
    expectError("cannot read \"\(folder.path)\": not a regular file") {
      try GGUFFile(path: folder.path)
    }
    expectError("cannot read \"\(pipe)\": not a regular file") { try GGUFFile(path: pipe) }
    expectError("cannot read \"\(folder.path)/none\": No such file or directory") {
      try GGUFFile(path: folder.path + "/none")
    }
  }

  @Test("a file cut after it was opened gives an error for its data; metadata stays usable")
  func shrunk() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      Array(Data(contentsOf: URL(fileURLWithPath: fixturePath("TinyModels/llama.f32.gguf")))))
    let file = try GGUFFile(path: path)
    let whole = try file.tensor("output_norm.weight", shape: [64])
    #expect(truncate(path, 4096) == 0)
    expectError("\"\(path)\" changed while it was open: expected 793728 bytes, got 4096") {
      try file.tensor("output_norm.weight", shape: [64])
    }
    #expect(whole.count == 64)
    #expect(try file.requiredStrings("tokenizer.ggml.merges").count == 253)
  }
}
