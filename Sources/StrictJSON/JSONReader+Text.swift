extension JSONReader {
  /// A text in quotes; `position` is at the first of them.
  mutating func text() throws -> String {
    position += 1
    var start = position
    skipPlain()
    if take(UInt8(ascii: "\"")) { return string(start..<position - 1) }

    // There is an escape, or the text is faulty.
    var collected: [UInt8] = []
    while true {
      collected += bytes[start..<position]
      if take(UInt8(ascii: "\"")) { return String(decoding: collected, as: UTF8.self) }
      guard take(UInt8(ascii: "\\")) else { throw unexpected("a character or a closing quote") }
      try escape(into: &collected)
      start = position
      skipPlain()
    }
  }

  /// Steps over bytes that stand for themselves.
  private mutating func skipPlain() {
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 { return }
      position += 1
    }
  }

  /// What follows a backslash.
  private mutating func escape(into text: inout [UInt8]) throws {
    guard let byte = peek else { throw unexpected("an escape") }
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"):
      text += try scalar().utf8
      return
    default: throw unexpected("one of \"\\/bfnrtu")
    }
    position += 1
  }

  /// `uXXXX`, or two of them that are one character together.
  private mutating func scalar() throws -> Unicode.Scalar {
    let start = position - 1
    func lone(_ unit: UInt32) -> JSONError {
      .malformed(
        offset: start, expected: "a character, or both halves of a surrogate pair",
        got: "\\u\(String(unit, radix: 16))")
    }
    position += 1
    let first = try unit()
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard first < 0xDC00, take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
      throw lone(first)
    }
    let second = try unit()
    guard 0xDC00...0xDFFF ~= second,
      let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else { throw lone(first) }
    return scalar
  }

  private mutating func unit() throws -> UInt32 {
    var unit: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw unexpected("four hexadecimal digits")
      }
      unit = unit << 4 | UInt32(digit)
      position += 1
    }
    return unit
  }
}

extension Unicode.Scalar {
  fileprivate var utf8: [UInt8] { Array(UTF8.encode(self) ?? UTF8.encodedReplacementCharacter) }
}
