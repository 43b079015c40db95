import Foundation

@testable import Inference

/// Texts with the ids that llama.cpp gives them, and the vocabularies to encode them with.
enum TokenizerFixtures {
  /// One text and its ids. JSON strings are not used: a text's bytes are given in hexadecimal.
  struct Encoded: CustomStringConvertible {
    var text: String
    var parsingControlTokens: Bool
    var ids: [Int]

    var description: String { text.debugDescription }
  }

  /// SmolLM2's vocabulary (SmolLM2-135M-Instruct, HuggingFaceTB, Apache-2.0): 17 control tokens, 235 bytes, then the result of each of 48,900 merges.
  ///
  /// This is the one place to change for reading the arrays from a model file.
  static func loadSmolLMTokenizer(
    preTokenizer: String = "smollm", transformingMerges transform: ([[UInt8]]) -> [[UInt8]] = { $0 }
  ) throws -> BytePairTokenizer {
    let sections = try data("tokenizer-smollm2-vocabulary.txt").split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false
    ).split(separator: [])
    let merges = sections[1].map(Array.init)
    let pieces = sections[0].map(Array.init) + merges.map { $0.filter { $0 != UInt8(ascii: " ") } }
    return try BytePairTokenizer(
      pieces: pieces, types: pieces.indices.map { $0 < 17 ? 3 : 1 }, merges: transform(merges),
      preTokenizer: preTokenizer, beginningOfSequence: 1, endOfSequence: 2,
      addsBeginningOfSequence: false)
  }

  /// 882 texts without control tokens parsed, and again with them parsed.
  static func smolLMEncodings() throws -> [Encoded] {
    struct File: Decodable {
      struct Case: Decodable {
        enum CodingKeys: String, CodingKey {
          case hex, ids
          case idsWithControlTokens = "ids_parse_special"
        }
        var hex: String
        var ids: [Int]
        var idsWithControlTokens: [Int]?
      }
      var cases: [Case]
    }
    return try JSONDecoder().decode(File.self, from: data("tokenizer.json")).cases.flatMap { one in
      let text = String(decoding: bytes(hex: one.hex), as: UTF8.self)
      return [
        Encoded(text: text, parsingControlTokens: false, ids: one.ids),
        // Where the file does not list them, they are the same.
        Encoded(text: text, parsingControlTokens: true, ids: one.idsWithControlTokens ?? one.ids),
      ]
    }
  }

  /// The bytes of 400 of SmolLM2's tokens.
  static func smolLMPieces() throws -> [(id: Int, bytes: [UInt8])] {
    struct File: Decodable {
      struct Meta: Decodable {
        enum CodingKeys: String, CodingKey { case samplePieces = "sample_pieces_hex" }
        var samplePieces: [String: String]
      }
      var meta: Meta
    }
    let file = try JSONDecoder().decode(File.self, from: data("tokenizer.json"))
    return file.meta.samplePieces.compactMap { id, hex in Int(id).map { ($0, bytes(hex: hex)) } }
      .sorted { $0.id < $1.id }
  }

  /// A vocabulary of 512 pieces for each word splitting rule, with texts and their ids.
  struct Tiny: Decodable {
    struct Case: Decodable {
      var hex: String
      var ids: [Int]
      var special: Bool
    }
    var tokens: [String]
    var types: [Int32]
    var merges: [String]
    var bos: Int
    var eos: Int
    var addsBOS: Bool
    var encodings: [Case]

    func tokenizer(preTokenizer: String) throws -> BytePairTokenizer {
      try BytePairTokenizer(
        pieces: tokens.map { Array($0.utf8) }, types: types, merges: merges.map { Array($0.utf8) },
        preTokenizer: preTokenizer, beginningOfSequence: bos, endOfSequence: eos)
    }

    var encoded: [Encoded] {
      encodings.map {
        Encoded(
          text: String(decoding: TokenizerFixtures.bytes(hex: $0.hex), as: UTF8.self),
          parsingControlTokens: $0.special, ids: $0.ids)
      }
    }
  }

  static func tiny(_ preTokenizer: String) throws -> Tiny {
    let all = try JSONDecoder().decode([String: Tiny].self, from: data("tokenizer-tiny.json"))
    guard let tiny = all[preTokenizer] else { throw CocoaError(.keyValueValidation) }
    return tiny
  }

  static func data(_ name: String) throws -> Data {
    guard let url = Bundle.module.url(forResource: "Fixtures", withExtension: nil) else {
      throw CocoaError(.fileNoSuchFile)
    }
    return try Data(contentsOf: url.appending(path: name))
  }

  static func bytes(hex: String) -> [UInt8] {
    let digits = Array(hex.utf8)
    return stride(from: 0, to: digits.count, by: 2).compactMap {
      UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16)
    }
  }

  /// The texts whose ids differ from the expected ones: what every check of a tokenizer counts.
  static func mismatches(_ tokenizer: some Tokenizer, _ cases: [Encoded]) -> [Encoded] {
    cases.filter {
      tokenizer.encode($0.text, parsingControlTokens: $0.parsingControlTokens) != $0.ids
    }
  }
}
