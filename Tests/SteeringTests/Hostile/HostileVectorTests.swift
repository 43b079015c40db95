import Foundation
import Inference
import TestSupport
import Testing

@testable import Steering

/// Damaged and truncated vector files: read, or refused with a typed error of one line.
@Suite("Damaged vector files")
struct HostileVectorTests {
  /// A sound file's bytes.
  static func original() throws -> [UInt8] {
    var bytes: [UInt8] = []
    try SteeringVectorFileTests.atTemporaryPath { path in
      try SteeringVectorFileTests.vector().write(to: path)
      bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    }
    return bytes
  }

  /// Whether the file is read; an error that is not typed is rethrown.
  static func isRead(_ bytes: [UInt8], at path: String) throws -> Bool {
    try writeQuickly(bytes, to: path)
    do {
      let vector = try SteeringVector(contentsOf: path)
      // What was read can be used, whatever it is.
      for layer in vector.layers {
        #expect(try vector.direction(layer).allSatisfy(\.isFinite))
        _ = vector.norm(layer)
        _ = try Intervention.add(vector, layer: layer, coefficient: 1)
      }
      return true
    } catch let error where error is GGUFError || error is SteeringError {
      #expect(!"\(error)".contains { $0.isNewline })
      return false
    }
  }

  @Test("cut at every byte before the end of the data, it is refused")
  func truncations() throws {
    let bytes = try Self.original()
    try SteeringVectorFileTests.atTemporaryPath { path in
      #expect(try Self.isRead(bytes, at: path))
      let end = try #require(GGUFFile(path: path).tensors.last).byteRange.upperBound
      for length in 0..<end {
        #expect(try !Self.isRead(Array(bytes.prefix(length)), at: path), "cut to \(length)")
      }
      print("truncation: \(end) lengths of a vector file")
    }
  }

  @Test("thousands of damaged files are read or refused")
  func mutations() throws {
    let bytes = try Self.original()
    var mutator = FileMutator(bytes, fields: FileFields.gguf(bytes), seed: 50)
    var (read, refused) = (0, 0)
    try SteeringVectorFileTests.atTemporaryPath { path in
      for _ in 0..<4_000 {
        if try Self.isRead(mutator.next(), at: path) { read += 1 } else { refused += 1 }
      }
    }
    #expect(read > 200 && refused > 1_000, "\(read) read, \(refused) refused")
    print("damaged files: vectors \(read) read, \(refused) refused")
  }
}
