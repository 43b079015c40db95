import Foundation
import TestSupport
import Testing

@testable import Inference

/// Sound files cut at every byte. The same through the command is in `CommandTests`.
@Suite("Truncated files")
struct TruncationTests {
  @Test("a GGUF file with every type of value, cut before the end of its data")
  func gguf() throws {
    let bytes = Array(
      try Data(contentsOf: URL(fileURLWithPath: fixturePath("gguf_py_small.gguf"))))
    try check(bytes, as: .gguf)
  }

  @Test("a model, cut before the end of its data")
  func model() throws { try check(SmallModelFile().bytes(), as: .model) }

  @Test("a safetensors file")
  func safetensors() throws { try check(RawSafetensors.sound.bytes, as: .safetensors) }

  private func check(_ bytes: [UInt8], as kind: HostileFile.Kind) throws {
    let folder = try TemporaryFolder()
    try ReliabilityListTests.use(folder.write(bytes), as: kind)
    // A GGUF file may end without the zeros after its last tensor.
    let end =
      kind == .safetensors
      ? bytes.count : try #require(folder.open(bytes).tensors.last).byteRange.upperBound
    for length in 0..<end {
      let path = try folder.write(Array(bytes.prefix(length)))
      do {
        try ReliabilityListTests.use(path, as: kind)
        Issue.record("cut to \(length) bytes, it was accepted")
      } catch {
        #expect(ReliabilityListTests.isTyped(error, kind), "cut to \(length) bytes: \(error)")
        #expect(!"\(error)".contains { $0.isNewline })
      }
    }
    for length in end..<bytes.count {
      try ReliabilityListTests.use(folder.write(Array(bytes.prefix(length))), as: kind)
    }
    print("truncation: \(end) lengths of \(kind)")
  }
}
