/// SentencePiece with byte fallback. As byte-pair encoding (Llama 1 and 2, Mistral, Gemma, Phi 3) a text's
/// characters are merged with their neighbours, the piece of highest score first; as a unigram model the
/// pieces are those whose scores have the largest sum.
///
/// Spaces are written `▁` (U+2581). A character that the vocabulary lacks becomes its bytes' tokens.
/// Gives the ids that llama.cpp gives for the same model file. Source: Kudo & Richardson,
/// "SentencePiece" (2018), <https://arxiv.org/abs/1808.06226>.
public struct SentencePieceTokenizer: Tokenizer {
  /// Nil where the model file names none.
  public let beginningOfSequence: Int?
  /// Nil where the model file names none.
  public let endOfSequence: Int?
  /// What the model file says; a GGUF file that says nothing means true.
  public let addsBeginningOfSequence: Bool
  /// Ascending: the end of sequence, and control tokens known to end a turn or a document.
  public let endTokens: [Int]

  private let vocabulary: Vocabulary
  /// Whether a text, and a text after a control token, begins as if a space stood before it.
  private let addsSpacePrefix: Bool
  /// Control tokens that swallow the white space after them.
  private let strippingTokens: Set<Int>
  /// [vocabularySize] The place of each piece's score among the scores, the highest first.
  private let ranks: [UInt32]
  private let special: SpecialTokens
  /// [256] The token of each byte, or ``PairMerger/unknown``.
  private let byteTokens: [Int32]
  private let longestPiece: Int
  /// nil for byte-pair encoding.
  private let unigram: UnigramSegmenter?

  /// How scores decide the pieces.
  public enum Model: Sendable {
    /// Neighbours are merged, the highest score first.
    case bytePair
    /// Scores are log-probabilities, and the likeliest pieces are taken.
    case unigram
  }

  /// As many as there are pieces.
  public var vocabularySize: Int { vocabulary.count }

  /// - Parameters:
  ///   - pieces: The piece of each id in UTF-8, spaces written `▁`; byte tokens `<0x00>` to `<0xFF>`.
  ///   - types: The GGUF token type of each id; nil when the file has none, which means all normal.
  ///   - scores: The score of each id.
  ///   - model: How scores decide.
  ///   - strippingTokens: Names of control tokens that swallow the white space after them.
  /// - Throws: ``TokenizerError`` when the arrays contradict each other.
  public init(
    pieces: [[UInt8]], types: [Int32]? = nil, scores: [Float], beginningOfSequence: Int? = nil,
    endOfSequence: Int? = nil, addsBeginningOfSequence: Bool = true, addsSpacePrefix: Bool = true,
    strippingTokens: Set<String> = [], model: Model = .bytePair
  ) throws {
    let vocabulary = try Vocabulary(pieces, types: types) { piece, _ in Self.bytes(of: piece) }
    guard scores.count == pieces.count else {
      throw TokenizerError.lengthMismatch(
        array: "token scores", expected: pieces.count, got: scores.count)
    }
    if let bad = scores.firstIndex(where: \.isNaN) {
      throw TokenizerError.scoreNotANumber(id: bad)
    }
    try vocabulary.check(beginningOfSequence, "beginning of sequence")
    try vocabulary.check(endOfSequence, "end of sequence")
    self.vocabulary = vocabulary
    self.beginningOfSequence = beginningOfSequence
    self.endOfSequence = endOfSequence
    self.addsBeginningOfSequence = addsBeginningOfSequence
    self.addsSpacePrefix = addsSpacePrefix
    self.strippingTokens = Set(
      strippingTokens.compactMap { vocabulary.id(of: Array($0.utf8)).map(Int.init) })
    endTokens = vocabulary.endTokens(endOfSequence)
    special = vocabulary.specialTokens
    // Equal scores have equal ranks: of those the leftmost pair is merged first.
    let places = Dictionary(
      uniqueKeysWithValues: Set(scores).sorted(by: >).enumerated().map { ($1, UInt32($0)) })
    ranks = scores.map { places[$0] ?? .max - 1 }
    unigram =
      model == .unigram
      ? UnigramSegmenter(
        pieces.map { vocabulary.textID(of: $0) == nil ? nil : $0 }, scores: scores) : nil
    longestPiece = pieces.lazy.map(\.count).max() ?? 0
    byteTokens = (UInt8.min...UInt8.max).map { byte in
      let hex = String(byte, radix: 16, uppercase: true)
      return vocabulary.id(of: Array("<0x\(hex.count < 2 ? "0" : "")\(hex)>".utf8))
        ?? vocabulary.id(of: [byte]) ?? PairMerger.unknown
    }
  }

  /// A character that is neither in the vocabulary nor spelled by byte tokens is lost.
  public func encodeReportingLoss(_ text: String, parsingControlTokens: Bool) -> TokenEncoding {
    encodeReportingLoss(split(text, parsingControlTokens: parsingControlTokens))
  }

  /// Whether a text gets a space before it, or loses one, depends on the token before it.
  public func encode(_ pieces: [PromptPiece]) -> [Int] {
    let fragments = pieces.flatMap { piece in
      // User-defined tokens are found in any text.
      if case .text(let text) = piece { split(text, parsingControlTokens: false) } else { [piece] }
    }
    return encodeReportingLoss(fragments).ids
  }

  private func split(_ text: String, parsingControlTokens: Bool) -> [PromptPiece] {
    var text = text
    return text.withUTF8 { utf8 in
      special.split(utf8, parsingControlTokens: parsingControlTokens).map { fragment in
        switch fragment {
        case .token(let id): .token(id)
        case .text(let range): .text(String(decoding: utf8[range], as: UTF8.self))
        }
      }
    }
  }

  private func encodeReportingLoss(_ pieces: [PromptPiece]) -> TokenEncoding {
    var encoding = TokenEncoding()
    var isAfterControl = true
    var strips = false
    for piece in pieces {
      switch piece {
      case .token(let id):
        encoding.ids.append(id)
        isAfterControl = true
        strips = strippingTokens.contains(id)
      case .text(let text):
        let kept = strips ? text.utf8.drop(while: Self.isSpace) : text.utf8[...]
        strips = false
        guard !kept.isEmpty else { continue }
        append(kept, hasSpaceBefore: addsSpacePrefix && isAfterControl, to: &encoding)
        isAfterControl = false
      }
    }
    return encoding
  }

  /// `▁` is a space, and a byte token is its byte.
  public func bytes(of id: Int) -> [UInt8] { vocabulary.bytes(of: id) }

  /// Whether its type is control or unknown, or its name marks a turn or an end in chat templates.
  public func isControlToken(_ id: Int) -> Bool { vocabulary.isControlToken(id) }

  /// Without the space that encoding puts before a text.
  public func decode(_ ids: [Int], skippingControlTokens: Bool) -> String {
    let kept = skippingControlTokens ? ids.filter { !isControlToken($0) } : ids
    var bytes: [UInt8] = []
    var isFirst = addsSpacePrefix
    for id in kept {
      let piece = vocabulary.bytes(of: id)
      bytes += isFirst && piece.first == UInt8(ascii: " ") ? piece.dropFirst() : piece[...]
      isFirst = addsSpacePrefix && isControlToken(id)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  // MARK: Merging

  /// `▁`
  private static let space: [UInt8] = [0xE2, 0x96, 0x81]

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte)
  }

  /// The bytes that a stored piece stands for.
  private static func bytes(of piece: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(piece.count)
    var rest = piece[...]
    while let first = rest.first {
      if rest.starts(with: space) {
        bytes.append(UInt8(ascii: " "))
        rest = rest.dropFirst(space.count)
      } else {
        bytes.append(first)
        rest = rest.dropFirst()
      }
    }
    return bytes
  }

  private func append(
    _ text: some Collection<UInt8>, hasSpaceBefore: Bool, to encoding: inout TokenEncoding
  ) {
    if let unigram {
      append(text, hasSpaceBefore: hasSpaceBefore, to: &encoding, unigram)
      return
    }
    // A character without a piece may still be part of a longer one: it goes by a number beyond the ids.
    var strays: [[UInt8]] = []
    var numbers: [[UInt8]: Int32] = [:]
    func symbol(_ character: [UInt8]) -> Int32 {
      if let id = vocabulary.textID(of: character) ?? numbers[character] { return id }
      strays.append(character)
      let number = Int32(vocabulary.count + strays.count - 1)
      numbers[character] = number
      return number
    }
    var symbols = hasSpaceBefore ? [symbol(Self.space)] : []
    for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
      symbols.append(symbol(scalar == " " ? Self.space : Array(String(scalar).utf8)))
    }
    func spelling(_ symbol: Int32) -> [UInt8] {
      let index = Int(symbol)
      return index < vocabulary.count ? vocabulary.pieces[index] : strays[index - vocabulary.count]
    }
    func find(_ left: Int32, _ right: Int32) -> PairMerger.Merge? {
      merge(spelling(left), spelling(right))
    }
    withoutActuallyEscaping(find) { find in
      var merger = PairMerger(find)
      merger.merge(&symbols)
    }
    for symbol in symbols {
      if symbol < vocabulary.count {
        encoding.ids.append(Int(symbol))
        continue
      }
      appendBytes(spelling(symbol), to: &encoding)
    }
  }

  private func append(
    _ text: some Collection<UInt8>, hasSpaceBefore: Bool, to encoding: inout TokenEncoding,
    _ unigram: UnigramSegmenter
  ) {
    var spelled = hasSpaceBefore ? Self.space : []
    for byte in text {
      if byte == UInt8(ascii: " ") { spelled += Self.space } else { spelled.append(byte) }
    }
    for segment in unigram.segments(of: spelled) {
      switch segment {
      case .piece(let id): encoding.ids.append(Int(id))
      case .unknown(let range): appendBytes(spelled[range], to: &encoding)
      }
    }
  }

  /// The tokens of a character that has no piece.
  private func appendBytes(_ bytes: some Sequence<UInt8>, to encoding: inout TokenEncoding) {
    for byte in bytes {
      if byteTokens[Int(byte)] == PairMerger.unknown {
        encoding.lostByteCount += 1
      } else {
        encoding.ids.append(Int(byteTokens[Int(byte)]))
      }
    }
  }

  private func merge(_ left: [UInt8], _ right: [UInt8]) -> PairMerger.Merge? {
    guard left.count + right.count <= longestPiece, let result = vocabulary.textID(of: left + right)
    else { return nil }
    return .init(rank: ranks[Int(result)], result: result)
  }
}
