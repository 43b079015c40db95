/// Why a text is not the JSON that is accepted; `offset` counts bytes from its start.
///
/// What is from the text is escaped; `description` is one line.
public enum JSONError: Error, Equatable, Sendable {
  case malformed(offset: Int, expected: String, got: String)
  case notUTF8(offset: Int, got: UInt8)
  /// Keys are compared by their bytes after escapes are read.
  case duplicateKey(offset: Int, got: String)
  case tooDeep(offset: Int, limit: Int)

  public var offset: Int {
    switch self {
    case .malformed(let offset, _, _), .notUTF8(let offset, _), .duplicateKey(let offset, _),
      .tooDeep(let offset, _):
      offset
    }
  }

  public var expected: String {
    switch self {
    case .malformed(_, let expected, _): expected
    case .notUTF8: "UTF-8"
    case .duplicateKey: "each key once"
    case .tooDeep(_, let limit): "at most \(limit) values inside each other"
    }
  }

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
  public var description: String { "byte \(offset): expected \(expected), got \(got)" }
}
