import Foundation
import TestSupport
import Testing

@testable import Steering

/// Damaged and truncated pair files: read, or refused with a `DataError` of one line.
@Suite("Damaged pair files")
struct HostilePairsTests {
  static let original = Array(
    """
    {"positive": "I love it", "negative": "I hate it", "template": "t1"}
    {"template": "t2", "user": "Hi: \\"é\\n\\u00e9", "positive": "x", "negative": "y"}

    {"positive": "a", "negative": "b", "template": "t1", "extra": {"positive": [1, 2.5]}}

    """.utf8)

  /// The pairs; nil where the file is refused.
  static func read(_ bytes: [UInt8]) throws -> ContrastPairs? {
    do {
      return try ContrastPairs(parsing: Data(bytes), name: "pairs.jsonl")
    } catch let error as DataError {
      guard case .malformed("pairs.jsonl", let line, let column, _, _, _) = error else {
        Issue.record("\(error)")
        return nil
      }
      #expect(line >= 1 && column >= 1)
      #expect(!error.description.contains { $0.isNewline })
      return nil
    }
  }

  @Test("cut at every byte, it is refused unless the cut is between lines")
  func truncations() throws {
    #expect(try Self.read(Self.original)?.count == 3)
    for length in 0..<Self.original.count {
      let cut = Array(Self.original.prefix(length))
      let endsLine = length > 0 && (cut.last == 0x0A || Self.original[length] == 0x0A)
      #expect((try Self.read(cut) != nil) == endsLine, "cut to \(length)")
    }
  }

  @Test("thousands of damaged files are read or refused")
  func mutations() throws {
    var mutator = FileMutator(
      Self.original, fields: FileFields.json(Self.original), words: FileFields.jsonWords, seed: 51)
    var (read, refused) = (0, 0)
    for _ in 0..<6_000 {
      if let pairs = try Self.read(mutator.next()) {
        read += 1
        // At most the four lines and what a break in them makes of them.
        #expect(pairs.count <= 8 && pairs.allSatisfy { $0.positive != $0.negative })
        if pairs.templates.count >= 3 {
          _ = try pairs.split(seed: 1)
        } else {
          #expect(throws: DataError.self) { try pairs.split(seed: 1) }
        }
      } else {
        refused += 1
      }
    }
    #expect(read > 250 && refused > 1_000, "\(read) read, \(refused) refused")
    print("damaged files: pairs \(read) read, \(refused) refused")
  }
}
