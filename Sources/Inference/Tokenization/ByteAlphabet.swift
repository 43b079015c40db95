/// GPT-2's alphabet: each of the 256 bytes as one printable character, so that a vocabulary of byte
/// strings can be stored as text.
///
/// Printable Latin-1 bytes are their own character; the other 68, in ascending order, are U+0100 and
/// up (so a space is `Ġ`, a newline `Ċ`). Source: `bytes_to_unicode` in
/// <https://github.com/openai/gpt-2/blob/master/src/encoder.py>.
enum ByteAlphabet {
  /// The character of each byte.
  static let scalars: [Unicode.Scalar] = {
    var next: UInt16 = 0x100
    return (UInt8.min...UInt8.max).map { byte in
      switch byte {
      case 0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF: return Unicode.Scalar(byte)
      default:
        defer { next += 1 }
        return Unicode.Scalar(next) ?? "\u{FFFD}"
      }
    }
  }()

  /// The character of each byte in UTF-8, as a model file stores it.
  static let spelling: [[UInt8]] = scalars.map { Array(Character($0).utf8) }

  /// The byte of each character up to U+0143, the last of the alphabet; nil outside the alphabet.
  private static let bytes: [UInt8?] = scalars.enumerated().reduce(
    into: Array(repeating: nil, count: 0x144)
  ) { $0[Int($1.element.value)] = UInt8($1.offset) }

  /// The bytes a stored piece stands for. A character outside the alphabet stands for its own UTF-8.
  static func decode(_ piece: [UInt8]) -> [UInt8] {
    let table = bytes
    var decoded: [UInt8] = []
    decoded.reserveCapacity(piece.count)
    for scalar in String(decoding: piece, as: UTF8.self).unicodeScalars {
      if scalar.value < table.count, let byte = table[Int(scalar.value)] {
        decoded.append(byte)
      } else {
        decoded += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
      }
    }
    return decoded
  }

  /// How bytes are stored as a piece.
  static func encode(_ bytes: some Collection<UInt8>) -> [UInt8] {
    let table = spelling
    var piece: [UInt8] = []
    piece.reserveCapacity(2 * bytes.count)
    for byte in bytes { piece += table[Int(byte)] }
    return piece
  }
}
