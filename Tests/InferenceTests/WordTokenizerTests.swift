import Testing

@testable import Inference

@Suite("Word tokenizer")
struct WordTokenizerTests {
  static func tokenizer() throws -> WordTokenizer {
    try WordTokenizer(
      words: ["<unk>", "<bos>", "<eos>", "the", "cat", "don't", "é", ".", ",", "42"],
      beginningOfSequence: "<bos>", endOfSequence: "<eos>")
  }

  @Test("Words in any case, punctuation marks of their own")
  func encode() throws {
    let tokenizer = try Self.tokenizer()
    #expect(tokenizer.encode("The CAT, the\ncat don't 42.") == [3, 4, 8, 3, 4, 5, 9, 7])
    #expect(tokenizer.encodePrompt("cat") == [1, 4])
    #expect(tokenizer.encode("") == [] && tokenizer.encode(" \n\t") == [])
    #expect(tokenizer.endTokens == [2] && tokenizer.vocabularySize == 10)
  }

  @Test("A word that the vocabulary lacks is unknown, and counts as lost")
  func unknown() throws {
    let tokenizer = try Self.tokenizer()
    let encoding = tokenizer.encodeReportingLoss("the dog\u{0}.", parsingControlTokens: false)
    #expect(encoding == TokenEncoding(ids: [3, 0, 0, 7], lostByteCount: 4))
    #expect(tokenizer.contains("the") && tokenizer.contains("Cat"))
    #expect(!tokenizer.contains("dog") && !tokenizer.contains("the cat") && !tokenizer.contains(""))
    // Keys are bytes: the canonically equal spelling is another text.
    #expect(tokenizer.contains("\u{E9}") && !tokenizer.contains("e\u{301}"))
  }

  @Test("Control tokens only on request")
  func controlTokens() throws {
    let tokenizer = try Self.tokenizer()
    #expect(tokenizer.encode("the <eos>", parsingControlTokens: true) == [3, 2])
    #expect(tokenizer.encode("the <eos>").allSatisfy { $0 != 2 })
    #expect(!tokenizer.contains("<eos>") && !tokenizer.contains("unk"))
  }

  @Test("Decoding puts one space between words and none before punctuation")
  func decode() throws {
    let tokenizer = try Self.tokenizer()
    let ids = [3, 4, 8, 3, 4, 5, 9, 7]
    #expect(tokenizer.decode(ids) == "the cat, the cat don't 42.")
    #expect(tokenizer.encode(tokenizer.decode(ids)) == ids)
    #expect(tokenizer.decode([1, 3, 2], skippingControlTokens: true) == "the")
    #expect(tokenizer.decode([1, 3, 2]) == "<bos> the <eos>")
    #expect(tokenizer.bytes(of: 10).isEmpty && tokenizer.bytes(of: -1).isEmpty)
  }

  @Test("Word lists that no text could use are refused")
  func errors() {
    #expect(throws: TokenizerError.missingPiece("<unk>")) { try WordTokenizer(words: ["a"]) }
    #expect(throws: TokenizerError.missingPiece("<eos>")) {
      try WordTokenizer(words: ["<unk>"], endOfSequence: "<eos>")
    }
    #expect(throws: TokenizerError.duplicatePiece(piece: "a", first: 1, second: 2)) {
      try WordTokenizer(words: ["<unk>", "a", "a"])
    }
    for word in ["The", "two words", "a.", "", " "] {
      #expect(throws: TokenizerError.unreachableWord(id: 1, word: word)) {
        try WordTokenizer(words: ["<unk>", word])
      }
    }
  }
}
