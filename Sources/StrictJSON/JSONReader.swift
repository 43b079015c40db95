/// Reads one JSON text from its first byte to its last, looking at each byte a fixed number of times.
struct JSONReader {
  let bytes: UnsafeBufferPointer<UInt8>
  let depthLimit: Int
  var position = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>, depthLimit: Int) {
    (self.bytes, self.depthLimit) = (bytes, depthLimit)
  }

  mutating func document() throws -> JSONValue {
    if let offset = firstInvalidUTF8(in: bytes) {
      throw JSONError.notUTF8(offset: offset, got: bytes[offset])
    }
    skipSpace()
    let value = try value(depth: 0)
    skipSpace()
    guard position == bytes.count else { throw unexpected("the end of the text") }
    return value
  }

  private mutating func value(depth: Int) throws -> JSONValue {
    let start = position
    guard let first = peek else { throw unexpected("a value") }
    switch first {
    case UInt8(ascii: "{"): return JSONValue(.object(try object(depth: depth + 1)), at: start)
    case UInt8(ascii: "["): return JSONValue(.list(try list(depth: depth + 1)), at: start)
    case UInt8(ascii: "\""): return JSONValue(.text(try text()), at: start)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      return JSONValue(.number(try number()), at: start)
    case UInt8(ascii: "t"): return JSONValue(try word("true", .bool(true)), at: start)
    case UInt8(ascii: "f"): return JSONValue(try word("false", .bool(false)), at: start)
    case UInt8(ascii: "n"): return JSONValue(try word("null", .null), at: start)
    default: throw unexpected("a value")
    }
  }

  private mutating func object(depth: Int) throws -> JSONObject {
    var object = JSONObject()
    try open(depth)
    if take(UInt8(ascii: "}")) { return object }
    while true {
      let offset = position
      guard peek == UInt8(ascii: "\"") else { throw unexpected("a key in quotes") }
      let key = try text()
      skipSpace()
      guard take(UInt8(ascii: ":")) else { throw unexpected("':'") }
      skipSpace()
      let member = JSONObject.Member(key: key, value: try value(depth: depth), offset: offset)
      guard object.append(member) else {
        throw JSONError.duplicateKey(offset: offset, got: key)
      }
      skipSpace()
      if take(UInt8(ascii: "}")) { return object }
      guard take(UInt8(ascii: ",")) else { throw unexpected("',' or '}'") }
      skipSpace()
    }
  }

  private mutating func list(depth: Int) throws -> [JSONValue] {
    var list: [JSONValue] = []
    try open(depth)
    if take(UInt8(ascii: "]")) { return list }
    while true {
      list.append(try value(depth: depth))
      skipSpace()
      if take(UInt8(ascii: "]")) { return list }
      guard take(UInt8(ascii: ",")) else { throw unexpected("',' or ']'") }
      skipSpace()
    }
  }

  /// Steps over the bracket that begins an object or a list.
  private mutating func open(_ depth: Int) throws {
    guard depth <= depthLimit else {
      throw JSONError.tooDeep(offset: position, limit: depthLimit)
    }
    position += 1
    skipSpace()
  }

  private mutating func word(
    _ word: StaticString, _ content: JSONValue.Content
  ) throws -> JSONValue.Content {
    for index in 0..<word.utf8CodeUnitCount {
      guard take(word.utf8Start[index]) else { throw unexpected("'\(word)'") }
    }
    return content
  }

  private mutating func number() throws -> JSONNumber {
    let start = position
    _ = take(UInt8(ascii: "-"))
    // No digit may follow a zero in front: 010 is eight to some programs.
    if !take(UInt8(ascii: "0")) { try digits() }
    if take(UInt8(ascii: ".")) { try digits() }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
      try digits()
    }
    return JSONNumber(spelling: string(start..<position))
  }

  private mutating func digits() throws {
    let start = position
    while let byte = peek, UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte { position += 1 }
    guard position > start else { throw unexpected("a digit") }
  }

  // MARK: Bytes

  /// The next byte; nil at the end.
  var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  /// Steps over a byte if it is the next one.
  mutating func take(_ byte: UInt8) -> Bool {
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      position += 1
    }
  }

  /// A stretch of the text, which is UTF-8 as a whole and begins and ends beside ASCII.
  func string(_ range: Range<Int>) -> String {
    String(decoding: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self)
  }

  func unexpected(_ expected: String) -> JSONError {
    let got =
      switch peek {
      case nil: "the end of the text"
      case .some(let byte) where 0x21...0x7E ~= byte: "'\(Character(Unicode.Scalar(byte)))'"
      case .some(let byte): "byte 0x\(String(byte, radix: 16))"
      }
    return .malformed(offset: position, expected: expected, got: got)
  }
}

/// The offset of the first byte that begins no well-formed sequence; nil where all of it is UTF-8.
///
/// Source: Unicode 15.1, table 3-7.
func firstInvalidUTF8(in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
  let raw = UnsafeRawBufferPointer(bytes)
  var position = 0
  while position < bytes.count {
    // Mostly ASCII: eight bytes at a time.
    if bytes.count - position >= 8,
      raw.loadUnaligned(fromByteOffset: position, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
    {
      position += 8
      continue
    }
    let length: Int
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch bytes[position] {
    case 0x00...0x7F: length = 1
    case 0xC2...0xDF: length = 2
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: length = 3
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    case 0xF1...0xF3: length = 4
    default: return position
    }
    guard bytes.count - position >= length else { return position }
    if length > 1 {
      guard second ~= bytes[position + 1] else { return position }
      for offset in 2..<max(length, 2) where !(0x80...0xBF ~= bytes[position + offset]) {
        return position
      }
    }
    position += length
  }
  return nil
}
