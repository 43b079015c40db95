/// A vocabulary of whole words and punctuation marks, for models small enough to read.
///
/// Text is lower-cased; words are runs of letters, digits, apostrophes and hyphens, every other
/// character that is not white space is a token of its own. What the vocabulary lacks becomes
/// the unknown token.
public struct WordTokenizer: Tokenizer {
  /// Nil where the vocabulary was given none.
  public let beginningOfSequence: Int?
  /// Nil where the vocabulary was given none.
  public let endOfSequence: Int?
  /// What every word outside the vocabulary becomes; a control token.
  public let unknown: Int
  /// Whether there is a beginning of sequence.
  public let addsBeginningOfSequence: Bool

  private let words: [String]
  private let ids: [[UInt8]: Int]

  /// As many as there are words, special ones included.
  public var vocabularySize: Int { words.count }
  /// The end of sequence, if there is one.
  public var endTokens: [Int] { endOfSequence.map { [$0] } ?? [] }

  /// - Parameters:
  ///   - words: The word of each id. Must contain `unknown`; all but the special ones must be lower
  ///     case.
  ///   - unknown: The name of the token for words that the vocabulary lacks.
  ///   - beginningOfSequence: The name of a token to put before every prompt.
  ///   - endOfSequence: The name of the token that ends generation.
  /// - Throws: ``TokenizerError`` for a duplicate, a missing name, or a word no text can produce.
  public init(
    words: [String], unknown: String = "<unk>", beginningOfSequence: String? = nil,
    endOfSequence: String? = nil
  ) throws {
    var ids: [[UInt8]: Int] = [:]
    let special = Set([unknown, beginningOfSequence, endOfSequence].compactMap(\.self))
    for (id, word) in words.enumerated() {
      if let first = ids.updateValue(id, forKey: Array(word.utf8)) {
        throw TokenizerError.duplicatePiece(piece: word, first: first, second: id)
      }
      if !special.contains(word), Self.split(word) != [word] {
        throw TokenizerError.unreachableWord(id: id, word: word)
      }
    }
    func id(_ name: String) throws -> Int {
      guard let id = ids[Array(name.utf8)] else { throw TokenizerError.missingPiece(name) }
      return id
    }
    self.words = words
    self.ids = ids
    self.unknown = try id(unknown)
    self.beginningOfSequence = try beginningOfSequence.map(id)
    self.endOfSequence = try endOfSequence.map(id)
    addsBeginningOfSequence = beginningOfSequence != nil
  }

  /// Whether the vocabulary has a word, in any case.
  public func contains(_ word: String) -> Bool {
    let parts = Self.split(word)
    return parts.count == 1 && id(of: parts[0]) != nil
  }

  /// The words that the vocabulary lacks count as lost.
  public func encodeReportingLoss(_ text: String, parsingControlTokens: Bool) -> TokenEncoding {
    var encoding = TokenEncoding()
    for chunk in text.unicodeScalars.split(whereSeparator: \.properties.isWhitespace) {
      if parsingControlTokens, let id = ids[Array(String(chunk).utf8)], isControlToken(id) {
        encoding.ids.append(id)
        continue
      }
      for word in Self.split(String(chunk)) {
        let id = id(of: word)
        encoding.ids.append(id ?? unknown)
        if id == nil { encoding.lostByteCount += word.utf8.count }
      }
    }
    return encoding
  }

  /// A word's bytes begin with the space that stands before it; a punctuation mark's do not.
  public func bytes(of id: Int) -> [UInt8] {
    guard words.indices.contains(id) else { return [] }
    let word = words[id]
    let joins = word.unicodeScalars.count == 1 && !word.unicodeScalars.allSatisfy(Self.isInWord)
    return Array((joins ? word : " " + word).utf8)
  }

  /// The unknown token, beginning and end of sequence.
  public func isControlToken(_ id: Int) -> Bool {
    id == unknown || id == beginningOfSequence || id == endOfSequence
  }

  /// Words with spaces between; a punctuation mark joins what stands before it.
  public func decode(_ ids: [Int], skippingControlTokens: Bool) -> String {
    let kept = skippingControlTokens ? ids.filter { !isControlToken($0) } : ids
    let bytes = kept.flatMap(bytes(of:))
    return String(decoding: bytes.drop { $0 == UInt8(ascii: " ") }, as: UTF8.self)
  }

  /// The id of a word in lower case. Control tokens are no words.
  private func id(of word: String) -> Int? {
    ids[Array(word.utf8)].flatMap { isControlToken($0) ? nil : $0 }
  }

  /// The lower-case words and punctuation marks of a text.
  private static func split(_ text: String) -> [String] {
    var words: [String] = []
    var word = String.UnicodeScalarView()
    func flush() {
      if !word.isEmpty { words.append(String(word)) }
      word = String.UnicodeScalarView()
    }
    for scalar in text.lowercased().unicodeScalars {
      if isInWord(scalar) {
        word.append(scalar)
      } else {
        flush()
        if !scalar.properties.isWhitespace { words.append(String(Character(scalar))) }
      }
    }
    flush()
    return words
  }

  private static func isInWord(_ scalar: Unicode.Scalar) -> Bool {
    switch ScalarClass(scalar) {
    case .letter, .number: true
    case .space: false
    case .other: scalar == "'" || scalar == "-"
    }
  }
}
