import Foundation
import TestSupport
import Testing

@testable import Inference

/// The tokenizers of all families against llama.cpp's ids of the same files.
@Suite("Tokenizers of all families agree with llama.cpp")
struct TokenizerFamilyTests {
  static let names = TinyModels.names.filter { $0 != "llama_rope3" && $0 != "gptneox_seq" }

  struct Family {
    let tokenizer: any Tokenizer
    let reference: TinyModels.Tokenization
  }

  static func family(_ name: String) throws -> Family {
    let known = try TinyModels.all.get()
    let model = try #require(known.models[name])
    return Family(
      tokenizer: try GGUFFile(path: model.path).tokenizer(),
      reference: try #require(model.tokenizer.flatMap { known.tokenizers[$0] }))
  }

  static func text(_ hex: String) -> String {
    String(decoding: TokenizerFixtures.bytes(hex: hex), as: UTF8.self)
  }

  @Test("ids of every string", arguments: names)
  func ids(name: String) throws {
    let family = try Self.family(name)
    #expect(family.reference.cases.count == 169)
    for one in family.reference.cases {
      let text = Self.text(one.hex)
      let ids = family.tokenizer.encode(text, parsingControlTokens: one.parseSpecial ?? false)
      #expect(ids == one.ids, "\(text.debugDescription), \(one.parseSpecial ?? false)")
    }
    #expect(family.tokenizer.addsBeginningOfSequence == family.reference.addsBos)
    #expect(family.tokenizer.encodePrompt("Hello world") == family.reference.helloWorld)
  }

  @Test("ids become the text again", arguments: names)
  func texts(name: String) throws {
    let family = try Self.family(name)
    for one in family.reference.cases where one.parseSpecial != true && one.detokHex == nil {
      let text = Self.text(one.hex)
      #expect(family.tokenizer.decode(one.ids) == text, "\(text.debugDescription)")
    }
  }

  @Test("planted faults: another splitting rule, other scores, no space before are reported")
  func plantedFaults() throws {
    func misses(_ tokenizer: any Tokenizer, _ name: String) throws -> Int {
      try Self.family(name).reference.cases.count {
        tokenizer.encode(
          Self.text($0.hex), parsingControlTokens: $0.parseSpecial ?? false) != $0.ids
      }
    }
    func file(_ name: String) throws -> GGUFFile {
      try GGUFFile(path: fixturePath("TinyModels/\(name).f32.gguf"))
    }
    let qwen = try file("qwen2")
    let rule = try BytePairTokenizer(
      pieces: qwen.requiredStrings("tokenizer.ggml.tokens").map(Array.init),
      types: qwen.integers("tokenizer.ggml.token_type")?.map { Int32($0) },
      merges: qwen.requiredStrings("tokenizer.ggml.merges").map(Array.init), preTokenizer: "gpt-2")
    #expect(try misses(rule, "qwen2") > 0)
    let mistral = try file("mistral")
    let pieces = try mistral.requiredStrings("tokenizer.ggml.tokens").map(Array.init)
    let types = try mistral.integers("tokenizer.ggml.token_type")?.map { Int32($0) }
    let scores = try #require(try mistral.floats("tokenizer.ggml.scores"))
    #expect(
      try misses(
        SentencePieceTokenizer(pieces: pieces, types: types, scores: scores), "mistral") == 0)
    #expect(
      try misses(
        SentencePieceTokenizer(pieces: pieces, types: types, scores: scores.map { -$0 }), "mistral")
        > 0)
    #expect(
      try misses(
        SentencePieceTokenizer(
          pieces: pieces, types: types, scores: scores, addsSpacePrefix: false), "mistral") > 0)
  }
}
