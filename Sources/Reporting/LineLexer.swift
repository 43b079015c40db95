/// Follows Swift code line by line, just far enough to know whether the next line starts inside a
/// multi-line string literal or a block comment.
struct LineLexer {
  private enum State: Equatable {
    case code
    /// Inside `"""`, opened with this many `#`.
    case string(pounds: Int)
    case comment(depth: Int)
  }
  private var state = State.code

  var isBetweenTokens: Bool { state == .code }

  mutating func consume(_ line: String) {
    let bytes = Array(line.utf8)
    var index = 0
    while index < bytes.count {
      switch state {
      case .code:
        if matches("//", bytes, index) { return }
        if matches("/*", bytes, index) {
          state = .comment(depth: 1)
          index += 2
        } else {
          consumeCode(bytes, &index)
        }
      case .string(let pounds):
        let hashes = String(repeating: "#", count: pounds)
        if matches("\\" + hashes, bytes, index) {
          index += 2 + pounds
        } else if matches("\"\"\"" + hashes, bytes, index) {
          state = .code
          index += 3 + pounds
        } else {
          index += 1
        }
      case .comment(let depth):
        if matches("*/", bytes, index) {
          state = depth == 1 ? .code : .comment(depth: depth - 1)
          index += 2
        } else if matches("/*", bytes, index) {
          state = .comment(depth: depth + 1)
          index += 2
        } else {
          index += 1
        }
      }
    }
  }

  /// One byte of code, or a whole string literal that ends on this line.
  private mutating func consumeCode(_ bytes: [UInt8], _ index: inout Int) {
    let pounds = bytes[index...].prefix { $0 == UInt8(ascii: "#") }.count
    let quote = index + pounds
    guard matches("\"", bytes, quote) else {
      index += max(1, pounds)
      return
    }
    let hashes = String(repeating: "#", count: pounds)
    // The text of a multi-line literal begins on the next line, so nothing but space may follow.
    if matches("\"\"\"", bytes, quote),
      bytes[(quote + 3)...].allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") })
    {
      state = .string(pounds: pounds)
      index = bytes.count
      return
    }
    index = quote + 1
    while index < bytes.count, !matches("\"" + hashes, bytes, index) {
      index += matches("\\" + hashes, bytes, index) ? 2 + pounds : 1
    }
    index += 1 + pounds
  }

  private func matches(_ token: String, _ bytes: [UInt8], _ index: Int) -> Bool {
    index <= bytes.count && bytes[index...].starts(with: token.utf8)
  }
}
