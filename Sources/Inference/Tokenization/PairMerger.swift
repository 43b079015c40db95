/// Merges the symbols of one word, the pair of lowest rank first and of those the leftmost, until no
/// pair of neighbours has a merge.
///
/// The word is a linked list and candidate pairs wait in a heap, so a word of n symbols takes
/// O(n log n) however long it is: each merge adds at most two candidates. Source: Sennrich, Haddow &
/// Birch, "Neural Machine Translation of Rare Words with Subword Units" (2016),
/// <https://arxiv.org/abs/1508.07909>.
struct PairMerger {
  /// What a pair of ids becomes, and how early.
  struct Merge: Sendable {
    var rank: UInt32
    var result: Int32
  }

  /// A symbol that no token stands for; it merges with nothing.
  static let unknown: Int32 = -1

  /// What two neighbours become, nil where they do not merge.
  private let merge: (_ left: Int32, _ right: Int32) -> Merge?
  /// How many candidate pairs have been looked at, over all words.
  private(set) var candidateCount = 0

  private var symbols: [Int32] = []
  private var ranks: [UInt32] = []
  private var previous: [Int32] = []
  private var next: [Int32] = []

  init(_ merge: @escaping (_ left: Int32, _ right: Int32) -> Merge?) { self.merge = merge }

  /// - Parameter merges: by ``key(_:_:)``.
  init(merges: [UInt64: Merge]) { self.init { merges[Self.key($0, $1)] } }

  static func key(_ left: Int32, _ right: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
  }

  /// Replaces a word's symbols by what they merge into.
  mutating func merge(_ word: inout [Int32]) {
    guard word.count > 1 else { return }
    let count = Int32(word.count)
    symbols = word
    next = Array(1...count)
    previous = Array(-1..<count - 1)
    ranks = (0..<word.count).map { $0 + 1 < word.count ? rank(at: $0) : .max }

    var heap = MinimumHeap(ranks.indices.compactMap(candidate(at:)))
    while let smallest = heap.pop() {
      candidateCount += 1
      let position = Int(smallest & 0xFFFF_FFFF)
      // A neighbour's merge may have changed this pair since it was put in the heap.
      guard ranks[position] == UInt32(smallest >> 32) else { continue }
      join(position)
      if let again = candidate(at: position) { heap.push(again) }
      let before = Int(previous[position])
      if before >= 0, let again = candidate(at: before) { heap.push(again) }
    }

    word.removeAll(keepingCapacity: true)
    var position = 0
    while position < symbols.count {
      word.append(symbols[position])
      position = Int(next[position])
    }
  }

  private mutating func join(_ position: Int) {
    let right = Int(next[position])
    guard let merge = merge(symbols[position], symbols[right]) else { return }
    symbols[position] = merge.result
    next[position] = next[right]
    ranks[right] = .max
    let after = Int(next[position])
    if after < symbols.count { previous[after] = Int32(position) }
    ranks[position] = after < symbols.count ? rank(at: position) : .max
    let before = Int(previous[position])
    if before >= 0 { ranks[before] = rank(at: before) }
  }

  private func rank(at position: Int) -> UInt32 {
    merge(symbols[position], symbols[Int(next[position])])?.rank ?? .max
  }

  private func candidate(at position: Int) -> UInt64? {
    ranks[position] == .max ? nil : UInt64(ranks[position]) << 32 | UInt64(position)
  }
}
