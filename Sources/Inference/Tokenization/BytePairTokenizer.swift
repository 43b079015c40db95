import Foundation

/// Byte-level byte-pair encoding, as in GPT-2, Llama 3, Qwen and SmolLM: a text is split into words,
/// each word into bytes, and pairs of neighbours are merged in the order of their ranks.
///
/// Gives the ids that llama.cpp gives for the same model file. Source: Radford et al., "Language
/// Models are Unsupervised Multitask Learners" (2019), section 2.2.
public struct BytePairTokenizer: Tokenizer {
  /// Nil where the model file names none.
  public let beginningOfSequence: Int?
  /// Nil where the model file names none.
  public let endOfSequence: Int?
  /// What the model file says, or the habit of its rule for splitting words.
  public let addsBeginningOfSequence: Bool
  /// Ascending: the end of sequence, and control tokens known to end a turn or a document.
  public let endTokens: [Int]

  private let preTokenizer: PreTokenizer
  private let vocabulary: Vocabulary
  private let normalizesToNFC: Bool
  private let special: SpecialTokens
  /// [256] The token of each byte, or ``PairMerger/unknown``.
  private let byteTokens: [Int32]
  private let merges: [UInt64: PairMerger.Merge]

  /// As many as there are pieces.
  public var vocabularySize: Int { vocabulary.count }

  /// A tokenizer from the arrays of a model file.
  ///
  /// - Parameters:
  ///   - pieces: The piece of each id, in GPT-2's byte alphabet; names of control and user-defined
  ///     tokens are plain UTF-8.
  ///   - types: The GGUF token type of each id (1 normal, 2 unknown, 3 control, 4 user-defined,
  ///     5 unused, 6 byte); nil when the file has none, which means all normal.
  ///   - merges: `left right` for each merge, the first one first.
  ///   - preTokenizer: The name of the word splitting rule, as in `tokenizer.ggml.pre`.
  ///   - addsBeginningOfSequence: What the file says; nil means the rule's usual habit.
  ///   - normalizesToNFC: Whether text is composed first (Unicode's NFC). GGUF files do not say, and
  ///     llama.cpp does not.
  /// - Throws: ``TokenizerError`` when the arrays contradict each other.
  public init(
    pieces: [[UInt8]], types: [Int32]? = nil, merges: [[UInt8]], preTokenizer: String,
    beginningOfSequence: Int? = nil, endOfSequence: Int? = nil,
    addsBeginningOfSequence: Bool? = nil, normalizesToNFC: Bool = false
  ) throws {
    let vocabulary = try Vocabulary(pieces, types: types) { piece, type in
      type == .userDefined ? piece : ByteAlphabet.decode(piece)
    }
    try vocabulary.check(beginningOfSequence, "beginning of sequence")
    try vocabulary.check(endOfSequence, "end of sequence")
    let rule = try PreTokenizer(name: preTokenizer)

    self.preTokenizer = rule
    self.vocabulary = vocabulary
    self.normalizesToNFC = normalizesToNFC
    self.beginningOfSequence = beginningOfSequence
    self.endOfSequence = endOfSequence
    self.addsBeginningOfSequence = addsBeginningOfSequence ?? rule.addsBeginningOfSequenceByDefault
    byteTokens = ByteAlphabet.spelling.map { vocabulary.id(of: $0) ?? PairMerger.unknown }
    self.merges = try Self.index(merges: merges, vocabulary)
    special = vocabulary.specialTokens
    endTokens = vocabulary.endTokens(endOfSequence)
  }

  /// A byte that has no token, alone or in a merge, is lost.
  public func encodeReportingLoss(_ text: String, parsingControlTokens: Bool) -> TokenEncoding {
    var encoding = TokenEncoding()
    var merger = PairMerger(merges: merges)
    var text = normalizesToNFC ? text.precomposedStringWithCanonicalMapping : text
    text.withUTF8 { utf8 in
      for fragment in special.split(utf8, parsingControlTokens: parsingControlTokens) {
        switch fragment {
        case .token(let id): encoding.ids.append(id)
        case .text(let range):
          let bytes = UnsafeBufferPointer(rebasing: utf8[range])
          for word in preTokenizer.words(in: bytes) {
            append(bytes[word], to: &encoding, merger: &merger)
          }
        }
      }
    }
    return encoding
  }

  /// Decoded from GPT-2's byte alphabet; names of control and user-defined tokens as they are.
  public func bytes(of id: Int) -> [UInt8] { vocabulary.bytes(of: id) }

  /// Whether its type is control or unknown, or its name marks a turn or an end in chat templates.
  public func isControlToken(_ id: Int) -> Bool { vocabulary.isControlToken(id) }

  private func append(
    _ word: Slice<UnsafeBufferPointer<UInt8>>, to encoding: inout TokenEncoding,
    merger: inout PairMerger
  ) {
    if preTokenizer.takesKnownWordsWhole, let id = vocabulary.id(of: ByteAlphabet.encode(word)) {
      encoding.ids.append(Int(id))
      return
    }
    var symbols = word.map { byteTokens[Int($0)] }
    merger.merge(&symbols)
    for symbol in symbols {
      if symbol == PairMerger.unknown {
        encoding.lostByteCount += 1
      } else {
        encoding.ids.append(Int(symbol))
      }
    }
  }
}

extension BytePairTokenizer {
  private static func index(
    merges: [[UInt8]], _ vocabulary: Vocabulary
  ) throws -> [UInt64: PairMerger.Merge] {
    var table: [UInt64: PairMerger.Merge] = [:]
    table.reserveCapacity(merges.count)
    for (rank, merge) in merges.enumerated() {
      let sides = merge.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
      guard sides.count == 2, !sides[0].isEmpty, !sides[1].isEmpty else {
        throw TokenizerError.malformedMerge(index: rank, merge: text(merge))
      }
      func id(_ piece: some Sequence<UInt8>) throws -> Int32 {
        let piece = Array(piece)
        guard let id = vocabulary.id(of: piece) else {
          throw TokenizerError.mergeOutsideVocabulary(index: rank, missing: text(piece))
        }
        return id
      }
      let key = PairMerger.key(try id(sides[0]), try id(sides[1]))
      let result = try id(sides[0] + sides[1])
      // Of a pair that is listed twice the first counts.
      if table[key] == nil { table[key] = .init(rank: UInt32(rank), result: result) }
    }
    return table
  }

  private static func text(_ piece: some Collection<UInt8>) -> String {
    String(decoding: piece, as: UTF8.self)
  }
}
