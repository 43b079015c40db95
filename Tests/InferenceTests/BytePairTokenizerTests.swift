import Testing

@testable import Inference

@Suite("Byte-pair tokenizer gives llama.cpp's ids")
struct BytePairTokenizerTests {
  @Test("SmolLM2: 882 texts, with and without control tokens")
  func smolLM() throws {
    let cases = try TokenizerFixtures.smolLMEncodings()
    #expect(cases.count == 2 * 882)
    let wrong = TokenizerFixtures.mismatches(try TokenizerFixtures.loadSmolLMTokenizer(), cases)
    #expect(wrong.isEmpty)
  }

  @Test("Tiny vocabularies", arguments: ["gpt-2", "llama-bpe", "qwen2", "dbrx"])
  func tiny(preTokenizer: String) throws {
    let tiny = try TokenizerFixtures.tiny(preTokenizer)
    let tokenizer = try tiny.tokenizer(preTokenizer: preTokenizer)
    #expect(tiny.encoded.count == 169)
    #expect(TokenizerFixtures.mismatches(tokenizer, tiny.encoded).isEmpty)
    #expect(tokenizer.addsBeginningOfSequence == tiny.addsBOS)
  }

  @Test("The check says no: merges in the wrong order")
  func wrongMergeOrder() throws {
    let cases = try TokenizerFixtures.smolLMEncodings()
    let reversed = try TokenizerFixtures.loadSmolLMTokenizer { $0.reversed() }
    #expect(TokenizerFixtures.mismatches(reversed, cases).count > 500)
    // One merge out of 48,900 in the wrong place is seen too.
    let late = try TokenizerFixtures.loadSmolLMTokenizer { Array($0.dropFirst() + $0.prefix(1)) }
    #expect(!TokenizerFixtures.mismatches(late, cases).isEmpty)
  }

  @Test("The check says no: digits not split, control tokens always parsed")
  func wrongSplits() throws {
    struct AlwaysParsing: Tokenizer {
      var base: BytePairTokenizer
      var vocabularySize: Int { base.vocabularySize }
      var beginningOfSequence: Int? { base.beginningOfSequence }
      var endOfSequence: Int? { base.endOfSequence }
      var addsBeginningOfSequence: Bool { base.addsBeginningOfSequence }
      var endTokens: [Int] { base.endTokens }
      func encodeReportingLoss(_ text: String, parsingControlTokens: Bool) -> TokenEncoding {
        base.encodeReportingLoss(text, parsingControlTokens: true)
      }
      func bytes(of id: Int) -> [UInt8] { base.bytes(of: id) }
      func isControlToken(_ id: Int) -> Bool { base.isControlToken(id) }
    }
    let cases = try TokenizerFixtures.smolLMEncodings()
    let right = try TokenizerFixtures.loadSmolLMTokenizer()
    #expect(TokenizerFixtures.mismatches(AlwaysParsing(base: right), cases).count == 34)
    let gpt2 = try TokenizerFixtures.loadSmolLMTokenizer(preTokenizer: "gpt-2")
    #expect(!TokenizerFixtures.mismatches(gpt2, cases).isEmpty)
    let qwen2 = try TokenizerFixtures.loadSmolLMTokenizer(preTokenizer: "qwen2")
    #expect(!TokenizerFixtures.mismatches(qwen2, cases).isEmpty)
    // Its vocabulary has no number of two digits, so it cannot tell Llama 3's rule from Qwen's;
    // the word splitting tests do.
    let tiny = try TokenizerFixtures.tiny("llama-bpe")
    let wrong = TokenizerFixtures.mismatches(
      try tiny.tokenizer(preTokenizer: "gpt-2"), tiny.encoded)
    #expect(!wrong.isEmpty)
  }

  @Test("Pieces stand for the right bytes")
  func pieces() throws {
    let tokenizer = try TokenizerFixtures.loadSmolLMTokenizer()
    let pieces = try TokenizerFixtures.smolLMPieces()
    #expect(pieces.count == 400)
    #expect(pieces.allSatisfy { tokenizer.bytes(of: $0.id) == $0.bytes })
  }

  @Test("Decoding gives the text back unless bytes were lost, and the loss is counted")
  func roundTrip() throws {
    let tokenizer = try TokenizerFixtures.loadSmolLMTokenizer()
    var lossyTexts = 0
    for one in try TokenizerFixtures.smolLMEncodings() where !one.parsingControlTokens {
      let encoding = tokenizer.encodeReportingLoss(one.text, parsingControlTokens: false)
      let decoded = encoding.ids.flatMap(tokenizer.bytes(of:))
      #expect(decoded.count + encoding.lostByteCount == one.text.utf8.count)
      if encoding.lostByteCount == 0 {
        #expect(decoded == Array(one.text.utf8))
      } else {
        lossyTexts += 1
      }
    }
    #expect(lossyTexts == 47)
  }

  @Test("A control token's name in a text stays text unless asked for")
  func controlTokens() throws {
    let tokenizer = try TokenizerFixtures.loadSmolLMTokenizer()
    let text = "<|im_start|>user\n\u{0}<|im_end|>"
    let plain = tokenizer.encode(text)
    #expect(!plain.contains(where: tokenizer.isControlToken))
    #expect(tokenizer.decode(plain) == text)
    let parsed = tokenizer.encode(text, parsingControlTokens: true)
    #expect(parsed.first == 1 && parsed.last == 2)
    #expect(tokenizer.decode(parsed) == text)
    #expect(tokenizer.decode(parsed, skippingControlTokens: true) == "user\n\u{0}")
    #expect(tokenizer.endTokens == [0, 2])
  }

  @Test("Bytes that are not UTF-8 are repaired; an id outside the vocabulary is empty")
  func decodingOddIDs() throws {
    let tokenizer = try TokenizerFixtures.loadSmolLMTokenizer()
    let ids = tokenizer.encode("𐍈")
    #expect(tokenizer.decode(ids) == "𐍈")
    #expect(tokenizer.decode([ids[0]]) == "\u{FFFD}")
    #expect(tokenizer.bytes(of: -1).isEmpty && tokenizer.bytes(of: 49152).isEmpty)
    #expect(tokenizer.decode([Int.max, Int.min]).isEmpty)
  }

  @Test("A prompt begins with the beginning-of-sequence token where the model says so")
  func beginningOfSequence() throws {
    let smollm = try TokenizerFixtures.loadSmolLMTokenizer()
    #expect(smollm.encodePrompt("Hello world") == [19556, 905])
    let llama = try TokenizerFixtures.tiny("llama-bpe").tokenizer(preTokenizer: "llama-bpe")
    #expect(llama.encodePrompt("Hello world") == [509, 39, 68, 75, 316, 305, 277, 75, 67])
  }
}

@Suite("Byte-pair tokenizer on small vocabularies")
struct SmallVocabularyTests {
  static func tokenizer(
    _ pieces: [String], types: [Int32]? = nil, merges: [String] = [],
    preTokenizer: String = "gpt-2",
    bos: Int? = nil, eos: Int? = nil
  ) throws -> BytePairTokenizer {
    try BytePairTokenizer(
      pieces: pieces.map { Array($0.utf8) }, types: types, merges: merges.map { Array($0.utf8) },
      preTokenizer: preTokenizer, beginningOfSequence: bos, endOfSequence: eos)
  }

  @Test("The lowest rank merges first, of equal ranks the leftmost")
  func mergeOrder() throws {
    let pieces = ["a", "b", "c", "ab", "bc", "aa"]
    let first = try Self.tokenizer(pieces, merges: ["a b", "b c", "a a"])
    #expect(first.encode("abc") == [3, 2])
    #expect(first.encode("aaa") == [5, 0])
    let second = try Self.tokenizer(pieces, merges: ["b c", "a b", "a a"])
    #expect(second.encode("abc") == [0, 4])
  }

  @Test("Longer names win, user-defined tokens are always found")
  func specialTokens() throws {
    let tokenizer = try Self.tokenizer(
      ["a", "b", "c", "d", "abc", "bcdd", "<e>"], types: [1, 1, 1, 1, 4, 4, 3])
    #expect(tokenizer.encode("abcdd") == [0, 5])
    #expect(tokenizer.encode("abcd") == [4, 3])
    #expect(tokenizer.encode("a<e>") == [0])
    #expect(tokenizer.encode("a<e>", parsingControlTokens: true) == [0, 6])
    #expect(tokenizer.encodeReportingLoss("a<e>", parsingControlTokens: false).lostByteCount == 3)
  }

  @Test("Canonically equal names are two tokens")
  func canonicalEquivalence() throws {
    let tokenizer = try Self.tokenizer(["\u{E0}", "a\u{300}", "a"], types: [4, 4, 1])
    #expect(tokenizer.encode("\u{E0}a\u{300}a") == [0, 1, 2])
  }

  @Test("A marker of turns is a control token even if the file calls it user-defined")
  func turnMarkers() throws {
    let tokenizer = try Self.tokenizer(["a", "<|im_end|>"], types: [1, 4])
    #expect(tokenizer.encode("a<|im_end|>") == [0])
    #expect(tokenizer.encode("a<|im_end|>", parsingControlTokens: true) == [0, 1])
    #expect(tokenizer.endTokens == [1])
  }

  @Test("A special name that is not UTF-8 cuts no character")
  func brokenSpecialName() throws {
    let tokenizer = try BytePairTokenizer(
      pieces: [[0x61], [0xA9]], types: [1, 4], merges: [], preTokenizer: "smollm")
    #expect(tokenizer.encode("aéa") == [0, 0])
  }

  @Test("A byte token stands for its byte")
  func byteToken() throws {
    let tokenizer = try Self.tokenizer(["a", "<0xE2>"], types: [1, 6])
    #expect(tokenizer.bytes(of: 1) == [0xE2])
  }

  @Test("Arrays that contradict each other are refused")
  func errors() {
    func expect(
      _ error: TokenizerError, location: SourceLocation = #_sourceLocation,
      _ make: () throws -> BytePairTokenizer
    ) {
      #expect(throws: error, sourceLocation: location) { try make() }
    }
    expect(.emptyVocabulary) { try Self.tokenizer([]) }
    expect(.lengthMismatch(array: "token types", expected: 2, got: 1)) {
      try Self.tokenizer(["a", "b"], types: [1])
    }
    expect(.duplicatePiece(piece: "a", first: 0, second: 2)) {
      try Self.tokenizer(["a", "b", "a"])
    }
    for merge in ["ab", "", " ", "a ", " b", "a  b", "a b c"] {
      expect(.malformedMerge(index: 1, merge: merge)) {
        try Self.tokenizer(["a", "b", "ab"], merges: ["a b", merge])
      }
    }
    expect(.mergeOutsideVocabulary(index: 0, missing: "ab")) {
      try Self.tokenizer(["a", "b"], merges: ["a b"])
    }
    expect(.mergeOutsideVocabulary(index: 0, missing: "x")) {
      try Self.tokenizer(["a", "b"], merges: ["x b"])
    }
    expect(.idOutOfRange(name: "end of sequence", id: 2, vocabularySize: 1)) {
      try Self.tokenizer(["a"], eos: 2)
    }
    expect(.idOutOfRange(name: "beginning of sequence", id: 4_294_967_295, vocabularySize: 1)) {
      try Self.tokenizer(["a"], bos: 4_294_967_295)
    }
    expect(
      .unknownPreTokenizer(name: "x", known: ["gpt-2", "smollm", "llama-bpe", "dbrx", "qwen2"])
    ) {
      try Self.tokenizer(["a"], preTokenizer: "x")
    }
    for piece in ["<0x-1>", "<0x+1>", "<0x1>", "<0x100>", "0x01", "<0xG0>", "<0x>>>>", ""] {
      expect(.malformedByteToken(id: 1, piece: piece)) {
        try Self.tokenizer(["a", piece], types: [1, 6])
      }
    }
  }

  @Test("Every error says what was expected and what was found")
  func errorTexts() {
    let error = TokenizerError.malformedMerge(index: 7, merge: "ab\n")
    #expect(
      error.description == #"merge 7: expected two pieces with one space between, got "ab\n""#)
  }
}
