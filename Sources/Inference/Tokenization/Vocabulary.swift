/// The pieces of a tokenizer by id, and the ids by piece.
struct Vocabulary: Sendable {
  /// As stored.
  let pieces: [[UInt8]]
  let types: [TokenType]
  /// Keyed by bytes: as a `String`, `é` and `e◌́` would be one key.
  private let ids: [[UInt8]: Int32]
  /// The bytes of all tokens one after the other; token i is `offsets[i]..<offsets[i + 1]`.
  private let flat: [UInt8]
  private let offsets: [Int]

  var count: Int { pieces.count }

  /// - Parameters:
  ///   - storedTypes: GGUF token types; nil means all normal.
  ///   - decode: the bytes that a stored piece stands for; not asked for control and byte tokens.
  /// - Throws: ``TokenizerError`` for a duplicate, a malformed byte token or arrays of other lengths.
  init(
    _ pieces: [[UInt8]], types storedTypes: [Int32]?, decode: ([UInt8], TokenType) -> [UInt8]
  ) throws {
    guard !pieces.isEmpty else { throw TokenizerError.emptyVocabulary }
    if let storedTypes, storedTypes.count != pieces.count {
      throw TokenizerError.lengthMismatch(
        array: "token types", expected: pieces.count, got: storedTypes.count)
    }
    let types = pieces.indices.map { TokenType(stored: storedTypes?[$0] ?? 1, name: pieces[$0]) }
    var ids: [[UInt8]: Int32] = [:]
    ids.reserveCapacity(pieces.count)
    for (id, piece) in pieces.enumerated() where !piece.isEmpty {
      if let first = ids.updateValue(Int32(id), forKey: piece) {
        throw TokenizerError.duplicatePiece(
          piece: String(decoding: piece, as: UTF8.self), first: Int(first), second: id)
      }
    }
    var flat: [UInt8] = []
    var offsets = [0]
    offsets.reserveCapacity(pieces.count + 1)
    for (id, piece) in pieces.enumerated() {
      switch types[id] {
      case .normal, .unused, .userDefined: flat += decode(piece, types[id])
      case .control, .unknown: flat += piece
      case .byte: flat.append(try Self.byte(named: piece, id: id))
      }
      offsets.append(flat.count)
    }
    (self.pieces, self.types, self.ids) = (pieces, types, ids)
    (self.flat, self.offsets) = (flat, offsets)
  }

  /// - Throws: ``TokenizerError/idOutOfRange(name:id:vocabularySize:)``
  func check(_ id: Int?, _ name: String) throws {
    if let id, !pieces.indices.contains(id) {
      throw TokenizerError.idOutOfRange(name: name, id: id, vocabularySize: count)
    }
  }

  func id(of piece: [UInt8]) -> Int32? { ids[piece] }

  /// The id of a piece that text may become: no control token is spelled by what stands in a text.
  func textID(of piece: [UInt8]) -> Int32? {
    guard let id = ids[piece] else { return nil }
    switch types[Int(id)] {
    case .normal, .userDefined: return id
    case .control, .unknown, .unused, .byte: return nil
    }
  }

  /// What a token stands for; a control token's are its name. Empty outside the vocabulary.
  func bytes(of id: Int) -> [UInt8] {
    guard types.indices.contains(id) else { return [] }
    return Array(flat[offsets[id]..<offsets[id + 1]])
  }

  func isControlToken(_ id: Int) -> Bool {
    types.indices.contains(id) && (types[id] == .control || types[id] == .unknown)
  }

  /// The tokens that are taken out of a text before it is split.
  var specialTokens: SpecialTokens {
    SpecialTokens(
      pieces.indices.compactMap { id in
        switch types[id] {
        case .control, .unknown: .init(id: id, name: pieces[id], isControl: true)
        case .userDefined: .init(id: id, name: pieces[id], isControl: false)
        case .normal, .unused, .byte: nil
        }
      })
  }

  /// The tokens at which generation stops.
  func endTokens(_ endOfSequence: Int?) -> [Int] {
    let ends = TokenType.endMarkers.compactMap { ids[Array($0.utf8)].map(Int.init) }
      .filter { types[$0] == .control }
    return Set(ends + [endOfSequence].compactMap(\.self)).sorted()
  }

  /// The byte that `<0x00>` to `<0xFF>` stands for.
  private static func byte(named piece: [UInt8], id: Int) throws -> UInt8 {
    // The radix initialiser would take a sign for a digit.
    guard piece.count == 6, piece.starts(with: "<0x".utf8), piece[5] == UInt8(ascii: ">"),
      piece[3] != UInt8(ascii: "+"), piece[3] != UInt8(ascii: "-"),
      let byte = UInt8(String(decoding: piece[3...4], as: UTF8.self), radix: 16)
    else {
      throw TokenizerError.malformedByteToken(
        id: id, piece: String(decoding: piece, as: UTF8.self))
    }
    return byte
  }
}
