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
  /// Indices in `tokens`, their names in the order of their bytes.
  private let byName: [Int]
  /// [257] Where in `byName` the names that begin with a byte start.
  private let starts: [Int]

  init(_ tokens: [Token]) {
    // A name that is not UTF-8 could cut a character of the text in two.
    let usable = tokens.filter {
      !$0.name.isEmpty && String(validating: $0.name, as: UTF8.self) != nil
    }
    let sorted = usable.sorted { ($1.name.count, $0.id) < ($0.name.count, $1.id) }
    let byName = sorted.indices.sorted {
      sorted[$0].name.lexicographicallyPrecedes(sorted[$1].name)
    }
    var starts = [Int](repeating: 0, count: 257)
    for token in sorted { starts[Int(token.name[0]) + 1] += 1 }
    for byte in 0..<256 { starts[byte + 1] += starts[byte] }
    (self.tokens, self.byName, self.starts) = (sorted, byName, starts)
  }

  func split(_ text: UnsafeBufferPointer<UInt8>, parsingControlTokens: Bool) -> [Fragment] {
    func longest(at start: Int, limit: Int) -> UInt64? {
      longestMatch(text, at: start, limit: limit, parsingControlTokens).map {
        UInt64($0) << 32 | UInt64(start)
      }
    }
    // Of each place only the longest name waits; a file may have thousands that match at every place.
    var waiting = MinimumHeap(text.indices.compactMap { longest(at: $0, limit: text.count) })
    var isTaken = [Bool](repeating: false, count: text.count)
    var accepted: [(token: Int, start: Int)] = []
    while let next = waiting.pop() {
      let (token, start) = (Int(next >> 32), Int(next & 0xFFFF_FFFF))
      guard !isTaken[start] else { continue }
      let end = start + tokens[token].name.count
      // A stretch already taken is at least as long as the match, so it covers its end if not its start.
      guard !isTaken[end - 1] else {
        let limit = isTaken[start..<end].firstIndex(of: true) ?? end
        if let shorter = longest(at: start, limit: limit) { waiting.push(shorter) }
        continue
      }
      for position in start..<end { isTaken[position] = true }
      accepted.append((token, start))
    }
    guard !accepted.isEmpty else { return text.isEmpty ? [] : [.text(0..<text.count)] }

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

  /// The index of the longest name that stands at a place and ends by `limit`.
  private func longestMatch(
    _ text: UnsafeBufferPointer<UInt8>, at start: Int, limit: Int, _ parsingControlTokens: Bool
  ) -> Int? {
    let first = Int(text[start])
    // The names that begin with what the text has from `start` on, shorter and shorter a list.
    var candidates = starts[first]..<starts[first + 1]
    var longest: Int?
    var depth = 1
    while let shortest = candidates.first, start + depth <= limit {
      let token = byName[shortest]
      if tokens[token].name.count == depth, parsingControlTokens || !tokens[token].isControl {
        longest = token
      }
      guard start + depth < limit else { break }
      let byte = text[start + depth]
      func begin(_ isReached: (UInt8) -> Bool) -> Int {
        var (low, high) = (candidates.lowerBound, candidates.upperBound)
        while low < high {
          let middle = (low + high) / 2
          let name = tokens[byName[middle]].name
          if name.count > depth, isReached(name[depth]) { high = middle } else { low = middle + 1 }
        }
        return low
      }
      candidates = begin { $0 >= byte }..<begin { $0 > byte }
      depth += 1
    }
    return longest
  }
}
