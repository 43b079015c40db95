/// Why a text is not the JSON that is accepted; `offset` counts bytes from its start.
///
/// What is from the text is escaped; `description` is one line.
public enum JSONError: Error, Equatable, Sendable {
  /// Text that no JSON value continues with, or text after the value.
  case malformed(offset: Int, expected: String, got: String)
  case notUTF8(offset: Int, got: UInt8)
  /// Keys are compared by their bytes after escapes are read.
  case duplicateKey(offset: Int, got: String)
  /// More than `limit` values inside each other.
  case tooDeep(offset: Int, limit: Int)

  /// Bytes of the text before the fault.
  public var offset: Int {
    switch self {
    case .malformed(let offset, _, _), .notUTF8(let offset, _), .duplicateKey(let offset, _),
      .tooDeep(let offset, _):
      offset
    }
  }

  /// What would have been right, for a message.
  public var expected: String {
    switch self {
    case .malformed(_, let expected, _): expected
    case .notUTF8: "UTF-8"
    case .duplicateKey: "each key once"
    case .tooDeep(_, let limit): "at most \(limit) values inside each other"
    }
  }

  /// What is there instead, for a message.
  public var got: String {
    switch self {
    case .malformed(_, _, let got): got
    case .notUTF8(_, let byte): "byte 0x\(String(byte, radix: 16))"
    case .duplicateKey(_, let key): "\(quoted(key)) again"
    case .tooDeep: "one more"
    }
  }
}

extension JSONError: CustomStringConvertible {
  /// One line: the byte, what was expected, what is there.
  public var description: String { "byte \(offset): expected \(expected), got \(got)" }
}
