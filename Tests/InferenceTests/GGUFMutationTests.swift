import Foundation
import Randomness
import Testing

@testable import Inference

@Suite("GGUF: damaged files")
struct GGUFMutationTests {
  let original: [UInt8]

  init() throws {
    original = Array(try Data(contentsOf: URL(fileURLWithPath: fixturePath("gguf_py_small.gguf"))))
  }

  @Test("a file cut anywhere before the end of its data throws a GGUFError")
  func truncations() throws {
    let folder = try TemporaryFolder()
    let dataEnd = try #require(folder.open(original).tensors.last).byteRange.upperBound
    #expect(dataEnd < original.count)
    for length in 0..<original.count {
      let outcome = try outcome(of: Array(original.prefix(length)), in: folder)
      #expect(outcome == (length < dataEnd ? .refused : .read), "cut to \(length) bytes")
    }
  }

  @Test("a damaged file is read or throws a GGUFError, never anything else")
  func mutations() throws {
    let folder = try TemporaryFolder()
    var generator = SeededGenerator(seed: 20_264, stream: "gguf mutations")
    var counts: [Outcome: Int] = [:]
    for _ in 0..<4_000 {
      let bytes = mutated(&generator)
      counts[try outcome(of: bytes, in: folder), default: 0] += 1
    }
    // Both must occur, or the loop tests nothing.
    #expect(counts[.refused, default: 0] > 1_000, "\(counts)")
    #expect(counts[.read, default: 0] > 500, "\(counts)")
  }

  enum Outcome { case read, refused }

  /// Opens the file and uses everything in it; any error but a `GGUFError` is rethrown.
  private func outcome(of bytes: [UInt8], in folder: TemporaryFolder) throws -> Outcome {
    do {
      let file = try folder.open(bytes)
      for (key, value) in file.metadata.sorted(by: { $0.key < $1.key }) {
        if case .array(.string(let strings)) = value {
          #expect(strings.reduce(0) { $0 + $1.count } <= bytes.count)
        }
        _ = try? file.uint(key)
        _ = try? file.string(key)
        _ = try? file.integers(key)
      }
      for tensor in file.tensors { _ = try file.tensor(tensor.name, shape: tensor.shape) }
      return .read
    } catch let error as GGUFError {
      #expect(!error.description.contains { $0.isNewline })
      return .refused
    }
  }

  /// One byte, one field, a few bytes inserted or removed.
  private func mutated(_ generator: inout SeededGenerator) -> [UInt8] {
    let extremes: [UInt64] = [
      0, 1, 2, 9, 31, 255, 65_535, 1 << 31 - 1, 1 << 31, 1 << 32 - 1, 1 << 32, 1 << 61, 1 << 62,
      1 << 63 - 1, 1 << 63, .max - 31, .max,
    ]
    var bytes = original
    let place = generator.index(below: bytes.count)
    switch generator.index(below: 5) {
    case 0: bytes[place] = UInt8(generator.index(below: 256))
    case 1: bytes[place] ^= 1 << UInt8(generator.index(below: 8))
    case 2:
      let value = extremes[generator.index(below: extremes.count)]
      let width = generator.index(below: 2) == 0 ? 4 : 8
      for i in 0..<min(width, bytes.count - place) {
        bytes[place + i] = UInt8(truncatingIfNeeded: value >> (8 * UInt64(i)))
      }
    case 3: bytes.insert(UInt8(generator.index(below: 256)), at: place)
    default:
      let end = min(bytes.count, place + 1 + generator.index(below: 8))
      bytes.removeSubrange(place..<end)
    }
    return bytes
  }
}
