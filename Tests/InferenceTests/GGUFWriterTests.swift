import Files
import Foundation
import Testing

@testable import Inference

@Suite("GGUF writer")
struct GGUFWriterTests {
  static func small() throws -> GGUFWriter {
    var writer = GGUFWriter()
    for (key, value) in smallFileMetadata { try writer.add(key, value) }
    try writer.add("direction.1", shape: [3], values: [0.5, -1, 2])
    try writer.add("blk.0.weight", shape: [2, 3], values: [0, 1, 2, 3, 4, 5])
    try writer.add("quantised", type: .q40, shape: [2, 32], bytes: Array(0..<36))
    return writer
  }

  @Test("the bytes are those that gguf-py writes for the same content")
  func sameBytesAsPython() throws {
    let expected = try Data(contentsOf: URL(fileURLWithPath: fixturePath("gguf_py_small.gguf")))
    #expect(try Self.small().bytes() == Array(expected))
    // The comparison can fail: another value, another order.
    var other = try Self.small()
    try other.add("b", .uint8(1))
    #expect(other.bytes() != Array(expected))
  }

  @Test("arrays of every type come back as they were written")
  func arrays() throws {
    let arrays: [GGUFArray] = [
      .uint8([1, 255]), .int8([-128, 127]), .uint16([1, 65_535]), .int16([-32_768, 2]),
      .uint32([.max]), .int32([.min, 0]), .uint64([.max, 1]), .int64([.min]),
      .float32([-0.0, .infinity]), .float64([1e300]), .bool([false, true]),
      .string(GGUFStrings(["", "é"])), .uint8([]), .string(GGUFStrings()),
    ]
    var writer = GGUFWriter()
    for (index, array) in arrays.enumerated() { try writer.add("k\(index)", .array(array)) }
    let folder = try TemporaryFolder()
    let file = try folder.open(writer.bytes())
    for (index, array) in arrays.enumerated() {
      #expect(file.metadata["k\(index)"] == .array(array))
    }
  }

  @Test("what the reader or llama.cpp would refuse is refused")
  func refusals() throws {
    var writer = try Self.small()
    expectError(
      "key 17 at byte 0: expected 1 to 65535 ASCII bytes, not general.alignment, got \"\""
    ) { try writer.add("", .uint8(1)) }
    expectError(
      "key 17 at byte 0: expected 1 to 65535 ASCII bytes, not general.alignment, got "
        + "\"general.alignment\""
    ) { try writer.add("general.alignment", .uint32(64)) }
    expectError("key 17 at byte 0: expected a name not used before, got \"a.bool\" again") {
      try writer.add("a.bool", .bool(false))
    }
    expectError("tensor \"t\": expected finite weights, got NaN or infinity at element 1") {
      try writer.add("t", shape: [2], values: [1, -.infinity])
    }
    expectError("tensor \"t\" at byte 0: expected a shape of 8 bytes of F32, got [3]") {
      try writer.add("t", shape: [3], values: [1, 2])
    }
    expectError("tensor \"t\" at byte 0: expected a shape of 18 bytes of Q4_0, got [2, 16]") {
      try writer.add("t", type: .q40, shape: [2, 16], bytes: .init(repeating: 0, count: 18))
    }
    for shape in [[], [0], [1], [-1, -2], [1, 1, 1, 1, 2], [Int.max, 2]] {
      #expect(throws: GGUFError.self) { try writer.add("t", shape: shape, values: [1, 2]) }
    }
    expectError(
      "tensor \"blk.0.weight\" at byte 0: expected a name not used before, got \"blk.0.weight\" "
        + "again"
    ) { try writer.add("blk.0.weight", shape: [1], values: [1]) }
    let long = String(repeating: "n", count: 64)
    expectError("tensor 3 at byte 0: expected a name of 1 to 63 bytes, got \"\(long)\"") {
      try writer.add(long, shape: [1], values: [1])
    }
    #expect(try writer.bytes() == Self.small().bytes(), "a refused addition changes nothing")
  }

  @Test("a path is shown whole, its control characters escaped")
  func paths() throws {
    let path = "/" + String(repeating: "é", count: 120) + "\n/f.gguf"
    let shown = path.replacing("\n", with: "\\n")
    #expect("\(GGUFError.unreadable(path: path, reason: "no"))" == "cannot read \"\(shown)\": no")
  }

  @Test("a file is replaced whole, and nothing else is left in its folder")
  func replaces() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write([1, 2, 3])
    try Self.small().write(to: path)
    #expect(try Array(Data(contentsOf: URL(fileURLWithPath: path))) == Self.small().bytes())
    #expect(try folder.contents == ["file.gguf"])
  }

  @Test("a failed write leaves the folder as it was, and says why")
  func failures() throws {
    let folder = try TemporaryFolder()
    let target = folder.path + "/taken"
    try FileManager.default.createDirectory(
      atPath: target + "/inside", withIntermediateDirectories: true)
    let writer = try Self.small()
    #expect(throws: FileError("replace", target, reason: "Is a directory")) {
      try writer.write(to: target)
    }
    #expect(try folder.contents == ["taken"])
    let nowhere = folder.path + "/none/file.gguf"
    let missing = FileError("write", nowhere, reason: "No such file or directory")
    #expect(throws: missing) {
      try writer.write(to: nowhere)
    }
  }
}
