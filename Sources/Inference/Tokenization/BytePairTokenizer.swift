/// Byte-level byte-pair encoding, as in GPT-2, Llama 3, Qwen and SmolLM: a text is split into words,
/// each word into bytes, and pairs of neighbours are merged in the order of their ranks.
///
/// Gives the ids that llama.cpp gives for the same model file. Source: Radford et al., "Language
/// Models are Unsupervised Multitask Learners" (2019), section 2.2.
public struct BytePairTokenizer: Tokenizer {
  public let vocabularySize: Int
  public let beginningOfSequence: Int?
  public let endOfSequence: Int?
  public let addsBeginningOfSequence: Bool
  public let endTokens: [Int]

  private let preTokenizer: PreTokenizer
  private let special: SpecialTokens
  private let types: [TokenType]
  /// The bytes of all tokens one after the other; token i is `pieceOffsets[i]..<pieceOffsets[i + 1]`.
  private let pieceBytes: [UInt8]
  private let pieceOffsets: [Int]
  /// [256] The token of each byte, or ``PairMerger/unknown``.
  private let byteTokens: [Int32]
  private let merges: [UInt64: PairMerger.Merge]
  /// The id of each stored piece. Keyed by bytes: as a `String`, `é` and `e◌́` would be one key.
  private let ids: [[UInt8]: Int32]

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
  /// - Throws: ``TokenizerError`` when the arrays contradict each other.
  public init(
    pieces: [[UInt8]], types storedTypes: [Int32]? = nil, merges: [[UInt8]], preTokenizer: String,
    beginningOfSequence: Int? = nil, endOfSequence: Int? = nil, addsBeginningOfSequence: Bool? = nil
  ) throws {
    guard !pieces.isEmpty else { throw TokenizerError.emptyVocabulary }
    if let storedTypes, storedTypes.count != pieces.count {
      throw TokenizerError.lengthMismatch(
        array: "token types", expected: pieces.count, got: storedTypes.count)
    }
    func check(_ id: Int?, _ name: String) throws {
      if let id, !pieces.indices.contains(id) {
        throw TokenizerError.idOutOfRange(name: name, id: id, vocabularySize: pieces.count)
      }
    }
    try check(beginningOfSequence, "beginning of sequence")
    try check(endOfSequence, "end of sequence")
    let rule = try PreTokenizer(name: preTokenizer)
    let types = pieces.indices.map { TokenType(stored: storedTypes?[$0] ?? 1, name: pieces[$0]) }

    self.preTokenizer = rule
    self.types = types
    self.beginningOfSequence = beginningOfSequence
    self.endOfSequence = endOfSequence
    self.addsBeginningOfSequence = addsBeginningOfSequence ?? rule.addsBeginningOfSequenceByDefault
    vocabularySize = pieces.count
    let ids = try Self.index(pieces)
    self.ids = ids
    byteTokens = ByteAlphabet.spelling.map { ids[$0] ?? PairMerger.unknown }
    self.merges = try Self.index(merges: merges, ids: ids)
    (pieceBytes, pieceOffsets) = try Self.flatten(pieces, types: types)
    special = SpecialTokens(
      pieces.indices.compactMap { id in
        switch types[id] {
        case .control, .unknown: .init(id: id, name: pieces[id], isControl: true)
        case .userDefined: .init(id: id, name: pieces[id], isControl: false)
        case .normal, .unused, .byte: nil
        }
      })
    let ends = Self.endNames.compactMap { ids[Array($0.utf8)].map(Int.init) }
      .filter { types[$0] == .control }
    endTokens = Set(ends + [endOfSequence].compactMap(\.self)).sorted()
  }

  public func encodeReportingLoss(_ text: String, parsingControlTokens: Bool) -> TokenEncoding {
    var encoding = TokenEncoding()
    var merger = PairMerger(merges: merges)
    var text = text
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

  public func bytes(of id: Int) -> [UInt8] {
    guard types.indices.contains(id) else { return [] }
    return Array(pieceBytes[pieceOffsets[id]..<pieceOffsets[id + 1]])
  }

  public func isControlToken(_ id: Int) -> Bool {
    types.indices.contains(id) && (types[id] == .control || types[id] == .unknown)
  }

  private func append(
    _ word: Slice<UnsafeBufferPointer<UInt8>>, to encoding: inout TokenEncoding,
    merger: inout PairMerger
  ) {
    if preTokenizer.takesKnownWordsWhole, let id = ids[ByteAlphabet.encode(word)] {
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

  /// Names of tokens that end a turn or a document, in the families that ``ChatTemplate`` knows.
  private static let endNames = [
    "<|endoftext|>", "<|im_end|>", "<|end_of_text|>", "<|eot_id|>", "<|eom_id|>", "<end_of_turn>",
  ]
}

/// Building the tables, with what can be wrong in a model file.
extension BytePairTokenizer {
  private static func index(_ pieces: [[UInt8]]) throws -> [[UInt8]: Int32] {
    var ids: [[UInt8]: Int32] = [:]
    ids.reserveCapacity(pieces.count)
    for (id, piece) in pieces.enumerated() where !piece.isEmpty {
      if let first = ids.updateValue(Int32(id), forKey: piece) {
        throw TokenizerError.duplicatePiece(piece: text(piece), first: Int(first), second: id)
      }
    }
    return ids
  }

  private static func index(
    merges: [[UInt8]], ids: [[UInt8]: Int32]
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
        guard let id = ids[piece] else {
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

  /// The bytes of all tokens one after the other, and where each begins.
  private static func flatten(
    _ pieces: [[UInt8]], types: [TokenType]
  ) throws -> (bytes: [UInt8], offsets: [Int]) {
    var bytes: [UInt8] = []
    var offsets = [0]
    offsets.reserveCapacity(pieces.count + 1)
    for (id, piece) in pieces.enumerated() {
      switch types[id] {
      case .normal, .unused: bytes += ByteAlphabet.decode(piece)
      case .control, .unknown, .userDefined: bytes += piece
      case .byte: bytes.append(try byte(named: piece, id: id))
      }
      offsets.append(bytes.count)
    }
    return (bytes, offsets)
  }

  /// The byte that `<0x00>` to `<0xFF>` stands for.
  private static func byte(named piece: [UInt8], id: Int) throws -> UInt8 {
    // The radix initialiser would take a sign for a digit.
    guard piece.count == 6, piece.starts(with: "<0x".utf8), piece[5] == UInt8(ascii: ">"),
      piece[3] != UInt8(ascii: "+"), piece[3] != UInt8(ascii: "-"),
      let byte = UInt8(text(piece[3...4]), radix: 16)
    else { throw TokenizerError.malformedByteToken(id: id, piece: text(piece)) }
    return byte
  }

  private static func text(_ piece: some Collection<UInt8>) -> String {
    String(decoding: piece, as: UTF8.self)
  }
}
