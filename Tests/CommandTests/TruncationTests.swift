import Foundation
import Inference
import TestSupport
import Testing

/// Sound files cut at every byte, through the command. A process takes a hundredth of a second, so that
/// every length of small files can have one.
@Suite("The command on truncated files", .timeLimit(.minutes(5)))
struct TruncationTests {
  /// Bytes of a GGUF file without the zeros that may follow its last tensor.
  static func dataEnd(_ bytes: [UInt8]) throws -> Int {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try writeQuickly(bytes, to: folder.path("file"))
    return try #require(GGUFFile(path: folder.path("file")).tensors.last).byteRange.upperBound
  }

  /// The lengths dealt to two shells, as there are two processors almost everywhere.
  static func expectRefused(
    _ arguments: [String], _ bytes: [UInt8], as name: String, lengths: [Int]
  ) async throws {
    let halves = [lengths.filter { $0 % 2 == 0 }, lengths.filter { $0 % 2 == 1 }]
    try await withThrowingTaskGroup(of: Void.self) { group in
      for half in halves where !half.isEmpty {
        group.addTask {
          let runs = try CutRuns(arguments, of: bytes, as: name, to: half)
          runs.expectRefused(half)
        }
      }
      try await group.waitForAll()
    }
  }

  @Test("a model, at every byte")
  func model() async throws {
    let bytes = try SmallModelFile().bytes()
    let end = try Self.dataEnd(bytes)
    try await Self.expectRefused(
      ["score", "--model", "FILE", "--prompt", "ab"], bytes, as: "model.gguf",
      lengths: Array(0..<end))
    // The same path to the file: a sample.
    try await Self.expectRefused(
      ["inspect", "FILE"], bytes, as: "model.gguf", lengths: Array(stride(from: 0, to: end, by: 11))
    )
  }

  @Test("a safetensors file, at every byte")
  func safetensors() async throws {
    let bytes = RawSafetensors.sound.bytes
    try await Self.expectRefused(
      ["inspect", "FILE"], bytes, as: "weights.safetensors", lengths: Array(0..<bytes.count))
  }

  @Test("a vector file, at every byte")
  func vector() async throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let model = folder.path("model.gguf")
    try writeQuickly(SmallModelFile(blocks: 2).bytes(), to: model)
    var writer = GGUFWriter()
    try writer.add("general.architecture", .string("controlvector"))
    try writer.add("steering.method", .string("mean"))
    try writer.add("steering.direction_0", .array(.float32([1, 2])))
    try writer.add("direction.1", shape: [2], values: [3, 4])
    let bytes = writer.bytes()
    let arguments = [
      "score", "--model", model, "--prompt", "ab", "--layer", "1", "--vector", "FILE",
    ]
    let whole = try CutRuns(arguments, of: bytes, as: "vector.gguf", to: [bytes.count])
    #expect(whole.output.contains("output") && whole.errors == [:], "\(whole)")
    let lengths = Array(0..<(try Self.dataEnd(bytes)))
    try await Self.expectRefused(arguments, bytes, as: "vector.gguf", lengths: lengths)
    try await Self.expectRefused(
      ["inspect", "FILE"], bytes, as: "vector.gguf", lengths: lengths.filter { $0 % 11 == 0 })
  }

  @Test("the check notices a length that is accepted")
  func faults() throws {
    let bytes = RawSafetensors.sound.bytes
    let whole = try CutRuns(["inspect", "FILE"], of: bytes, as: "a.safetensors", to: [bytes.count])
    withKnownIssue { whole.expectRefused([bytes.count]) }
  }
}
