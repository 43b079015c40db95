/// What a text that grows has gained since it was last asked.
struct GrowingText {
  /// Bytes that were handed on.
  private var given = 0

  var isEmpty: Bool { given == 0 }

  /// - Parameter text: begins with what it was before.
  mutating func more(of text: String) -> String {
    let bytes = text.utf8.dropFirst(given)
    given += bytes.count
    return String(decoding: Array(bytes), as: UTF8.self)
  }
}
