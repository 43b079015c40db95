/// Where the fields of a sound file are, for the mutator.
public enum FileFields {
  /// Counts, lengths, types, dimensions, offsets and values of a sound GGUF file.
  public static func gguf(_ bytes: [UInt8]) -> [Range<Int>] {
    var walk = GGUFWalk(bytes: bytes)
    walk.file()
    return walk.fields
  }

  /// Strings, numbers, words and marks of a sound JSON text.
  public static func json(_ bytes: [UInt8]) -> [Range<Int>] {
    var fields: [Range<Int>] = []
    var position = 0
    func isPlain(_ byte: UInt8) -> Bool {
      "+-.0123456789Eaeflnrstu".utf8.contains(byte)
    }
    while position < bytes.count {
      let start = position
      position += 1
      switch bytes[start] {
      case UInt8(ascii: "\""):
        while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
          position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        position = min(position + 1, bytes.count)
      case let byte where isPlain(byte):
        while position < bytes.count, isPlain(bytes[position]) { position += 1 }
      case 0x20, 0x0A, 0x0D, 0x09: continue
      default: break
      }
      fields.append(start..<position)
    }
    return fields
  }

  /// What stands in a JSON text where a reader may trip over it.
  public static let jsonWords: [[UInt8]] = [
    "1e3", "2.0", "-1", "-0", "0", "1", "7", "18446744073709551614", "9223372036854775807",
    "1e999", "00", ".5", "NaN", "true", "null", "[]", "{}", "[0]", "[0,0]", "[[", "{\"a\":", "\"\"",
    "\"a\"", "\"\\ud800\"", "\"\\u0000\"", "\"\u{202E}é\"", "\"a\u{300}\"", "\"F64\"", "\"BF16\"",
    "\"__metadata__\"", "\"dtype\"", "\"positive\"", "\"template\"", ",", ":", "{", "}", "[", "]",
    "", " ", "\n", "\u{FEFF}",
  ].map { Array($0.utf8) }
}

/// Steps through a GGUF file whose lengths can be trusted.
private struct GGUFWalk {
  let bytes: [UInt8]
  var fields: [Range<Int>] = []
  var position = 4

  mutating func file() {
    number(4)
    let tensors = number(8)
    let keys = number(8)
    for _ in 0..<keys {
      string()
      value(number(4))
    }
    for _ in 0..<tensors {
      string()
      for _ in 0..<number(4) { number(8) }
      number(4)
      number(8)
    }
  }

  @discardableResult
  private mutating func number(_ width: Int) -> Int {
    let field = position..<position + width
    fields.append(field)
    position += width
    return Int(
      truncatingIfNeeded: field.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64(bytes[$1]) })
  }

  private mutating func string() {
    let length = number(8)
    if length > 0 { fields.append(position..<position + min(length, 8)) }
    position += length
  }

  private mutating func value(_ type: Int) {
    switch type {
    case 8: string()
    case 9:
      let element = number(4)
      for _ in 0..<number(8) { value(element) }
    case 0, 1, 7: number(1)
    case 2, 3: number(2)
    case 4, 5, 6: number(4)
    default: number(8)
    }
  }
}
