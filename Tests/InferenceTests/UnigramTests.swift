import Foundation
import TestSupport
import Testing

@testable import Inference

/// SentencePiece's unigram model against the sentencepiece library.
@Suite("Unigram tokenizer")
struct UnigramTests {
  struct Reference: Decodable {
    struct Case: Decodable {
      let text: String
      let ids: [Int]
    }
    let pieces: [String]
    let scores: [Float]
    let types: [Int32]
    let cases: [Case]
  }

  static let reference = Result {
    try decodeSnakeCase(Reference.self, from: fixture("unigram.json", in: .module))
  }

  static func tokenizer(
    _ model: SentencePieceTokenizer.Model, scores: [Float]? = nil
  ) throws -> SentencePieceTokenizer {
    let known = try reference.get()
    return try SentencePieceTokenizer(
      pieces: known.pieces.map { Array($0.utf8) }, types: known.types,
      scores: scores ?? known.scores, model: model)
  }

  static func misses(_ tokenizer: SentencePieceTokenizer) throws -> [String] {
    try reference.get().cases.compactMap {
      let ids = tokenizer.encode($0.text)
      return ids == $0.ids ? nil : "\($0.text.debugDescription): \(ids), not \($0.ids)"
    }
  }

  @Test("ids of every text")
  func ids() throws {
    #expect(try Self.reference.get().cases.count == 216)
    #expect(try Self.misses(Self.tokenizer(.unigram)) == [])
  }

  @Test("ids become the text again")
  func texts() throws {
    let tokenizer = try Self.tokenizer(.unigram)
    for one in try Self.reference.get().cases { #expect(tokenizer.decode(one.ids) == one.text) }
  }

  @Test("planted faults: merging instead, equal scores, no fallback to bytes are reported")
  func plantedFaults() throws {
    #expect(try !Self.misses(Self.tokenizer(.bytePair)).isEmpty)
    let known = try Self.reference.get()
    #expect(
      try !Self.misses(Self.tokenizer(.unigram, scores: known.scores.map { _ in -1 })).isEmpty)
    let withoutBytes = try SentencePieceTokenizer(
      pieces: known.pieces.map { Array($0.replacing("<0x", with: "<0y").utf8) },
      types: known.types.map { $0 == 6 ? 1 : $0 }, scores: known.scores, model: .unigram)
    #expect(try !Self.misses(withoutBytes).isEmpty)
    #expect(withoutBytes.encodeReportingLoss("🙂", parsingControlTokens: false).lostByteCount == 4)
  }

  @Test("time grows with the text, not with its square")
  func linear() throws {
    let tokenizer = try Self.tokenizer(.unigram)
    for unit in ["the same words ", "z", "🙂"] {
      let text = String(repeating: unit, count: 40_000)
      #expect(tokenizer.decode(tokenizer.encode(text)) == text)
    }
  }
}
