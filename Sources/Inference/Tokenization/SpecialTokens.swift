/// Finds the tokens that are taken out of a text before it is split into words.
///
/// Longer names win over shorter ones wherever they overlap, and of one name the leftmost
/// occurrence: the order of llama.cpp.
struct SpecialTokens: Sendable {
  struct Token: Sendable {
    var id: Int
    var name: [UInt8]
    /// Control tokens are found only on request, user-defined ones always.
    var isControl: Bool
  }

  /// A stretch of text, as a byte range, or a token in it.
  enum Fragment: Equatable {
    case text(Range<Int>)
    case token(Int)
  }

  /// Longest name first, then lowest id.
  private let tokens: [Token]
  /// [256] The indices in `tokens` of the names that begin with a byte.
  private let byFirstByte: [[Int]]

  init(_ tokens: [Token]) {
    // A name that is not UTF-8 could cut a character of the text in two.
    let usable = tokens.filter {
      !$0.name.isEmpty && String(validating: $0.name, as: UTF8.self) != nil
    }
    let sorted = usable.sorted { ($1.name.count, $0.id) < ($0.name.count, $1.id) }
    self.tokens = sorted
    byFirstByte = sorted.indices.reduce(into: Array(repeating: [], count: 256)) {
      $0[Int(sorted[$1].name[0])].append($1)
    }
  }

  func split(_ text: UnsafeBufferPointer<UInt8>, parsingControlTokens: Bool) -> [Fragment] {
    var matches: [(token: Int, start: Int)] = []
    for start in text.indices {
      for token in byFirstByte[Int(text[start])]
      where parsingControlTokens || !tokens[token].isControl {
        if text[start...].starts(with: tokens[token].name) { matches.append((token, start)) }
      }
    }
    guard !matches.isEmpty else { return text.isEmpty ? [] : [.text(0..<text.count)] }

    // A stretch already taken is at least as long as the match, so it covers one of its two ends.
    var isTaken = [Bool](repeating: false, count: text.count)
    var accepted: [(token: Int, start: Int)] = []
    for match in matches.sorted(by: { ($0.token, $0.start) < ($1.token, $1.start) }) {
      let end = match.start + tokens[match.token].name.count
      guard !isTaken[match.start], !isTaken[end - 1] else { continue }
      for position in match.start..<end { isTaken[position] = true }
      accepted.append(match)
    }

    var fragments: [Fragment] = []
    var position = 0
    for match in accepted.sorted(by: { $0.start < $1.start }) {
      if match.start > position { fragments.append(.text(position..<match.start)) }
      fragments.append(.token(tokens[match.token].id))
      position = match.start + tokens[match.token].name.count
    }
    if position < text.count { fragments.append(.text(position..<text.count)) }
    return fragments
  }
}
