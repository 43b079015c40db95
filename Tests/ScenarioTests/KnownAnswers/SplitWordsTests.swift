import Foundation
import Inference
import Steering
import TestSupport
import Testing
import TinyModel

@testable import Protocols
@testable import Subjects

/// A vocabulary that splits the metric's words: byte by byte, and a space is a byte.
private struct ByteTokenizer: Tokenizer {
  /// As SentencePiece models of Llama's kind do.
  var addsSpacePrefix = false
  var vocabularySize: Int { 256 }
  var beginningOfSequence: Int? { nil }
  var endOfSequence: Int? { nil }
  var addsBeginningOfSequence: Bool { false }
  var endTokens: [Int] { [] }

  func encodeReportingLoss(_ text: String, parsingControlTokens: Bool) -> TokenEncoding {
    TokenEncoding(ids: ((addsSpacePrefix ? " " : "") + text).utf8.map { Int($0) })
  }

  func bytes(of id: Int) -> [UInt8] { UInt8(exactly: id).map { [$0] } ?? [] }

  func isControlToken(_ id: Int) -> Bool { false }
}

@Suite("A vocabulary that splits the words of the sentiment metric")
struct SplitWordsTests {
  private func model(_ tokenizer: ByteTokenizer) throws -> LanguageModel {
    var source = RandomLlama(
      "bytes", layers: 2, dModel: 16, heads: 2, keyValueHeads: 1, headDimension: 4,
      feedForward: 12, vocabulary: 256)
    source.configuration.contextLength = 512
    return try LanguageModel(
      name: "bytes", configuration: source.configuration, tensors: source, tokenizer: tokenizer)
  }

  @Test("gets the English texts, and its words are scored as the sequences that they are")
  func english() throws {
    let card = ModelCard(
      id: "bytes", title: "bytes", parameters: nil, weights: .path("bytes.gguf", hash: ""))
    let lab = Laboratory(try .english(card, model(ByteTokenizer())))
    let words = try WordSets.sentiment
    #expect(lab.corpora.positiveWords == words.positive.map { (" " + $0).utf8.map { Int($0) } })
    #expect(lab.corpora.negativeWords.map(\.count) == words.negative.map { $0.utf8.count + 1 })

    let openings = lab.corpora.openings.select.thinned(to: 2)
    let measure = try lab.wordLogOdds(openings)
    let joint = try lab.model.score(
      openings.ids.map {
        ScoringItem(
          prompt: $0, continuations: lab.corpora.positiveWords + lab.corpora.negativeWords)
      }
    ).map { scores in scores.map { $0.reduce(0, +) } }
    let split = words.positive.count
    func logSum(_ x: ArraySlice<Double>) -> Double { log(x.reduce(0) { $0 + exp($1) }) }
    let expected = joint.map { logSum($0[..<split]) - logSum($0[split...]) }
    let got = try measure.values(on: lab.model, edits: [], resumingFrom: nil)
    expectSame(got, expected, "joint probabilities of split words")
    expectFault(
      "one token of each word",
      try ReplyLogOdds(
        prompts: openings.ids, positive: lab.corpora.positiveWords.map { [$0[1]] },
        negative: lab.corpora.negativeWords.map { [$0[1]] }
      ).values(on: lab.model, edits: [], resumingFrom: nil), expected)
  }

  @Test("a vocabulary that begins each text with a space has one space before a word, not two")
  func spacePrefix() {
    let plain = ByteTokenizer()
    let prefixing = ByteTokenizer(addsSpacePrefix: true)
    #expect(plain.wordIDs("gloomy") == plain.encode(" gloomy"))
    #expect(prefixing.wordIDs("gloomy") == plain.encode(" gloomy"))
    #expect(prefixing.encode(" gloomy") != plain.encode(" gloomy"), "planted fault")
  }

  @Test("words of the planted model are one token each")
  func planted() throws {
    let corpora = try Subject.planted(seed: 3).corpora
    #expect((corpora.positiveWords + corpora.negativeWords).allSatisfy { $0.count == 1 })
  }
}
