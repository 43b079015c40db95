import Randomness
import Testing

@testable import Inference

@Suite("Pair merging")
struct PairMergerTests {
  /// The definition, word for word: look at all pairs, merge the leftmost of lowest rank, repeat.
  private struct Definition {
    let merges: [UInt64: PairMerger.Merge]
    private(set) var candidateCount = 0

    init(merges: [UInt64: PairMerger.Merge]) { self.merges = merges }

    mutating func merge(_ word: inout [Int32]) {
      while true {
        var best: (rank: UInt32, at: Int, result: Int32)?
        for at in word.indices.dropLast() {
          candidateCount += 1
          guard let merge = merges[PairMerger.key(word[at], word[at + 1])] else { continue }
          if best.map({ merge.rank < $0.rank }) ?? true { best = (merge.rank, at, merge.result) }
        }
        guard let best else { return }
        word.replaceSubrange(best.at...best.at + 1, with: [best.result])
      }
    }
  }

  /// Random merges over a few first symbols, each result a new symbol.
  private static func randomMerges(_ generator: inout SeededGenerator) -> [UInt64: PairMerger.Merge]
  {
    var merges: [UInt64: PairMerger.Merge] = [:]
    for rank in 0..<40 {
      let symbols = 3 + rank
      let key = PairMerger.key(
        Int32(generator.index(below: symbols)), Int32(generator.index(below: symbols)))
      if merges[key] == nil { merges[key] = .init(rank: UInt32(rank), result: Int32(3 + rank)) }
    }
    return merges
  }

  @Test("Equal to the definition on random words and merges")
  func definition() {
    var generator = SeededGenerator(seed: 38)
    var merged = 0
    for _ in 0..<300 {
      let merges = Self.randomMerges(&generator)
      var merger = PairMerger(merges: merges)
      var definition = Definition(merges: merges)
      for _ in 0..<10 {
        let length = generator.index(below: 40)
        let word = (0..<length).map { _ in
          generator.index(below: 20) == 0 ? PairMerger.unknown : Int32(generator.index(below: 3))
        }
        var got = word
        var expected = word
        merger.merge(&got)
        definition.merge(&expected)
        #expect(got == expected)
        merged += word.count - got.count
      }
    }
    #expect(merged > 5_000)
  }

  /// Candidates looked at for a symbol, in a word of one repeated byte.
  private static func candidates(
    length: Int, _ merge: (inout [Int32]) -> Int
  ) -> Double {
    var word = [Int32](repeating: 0, count: length)
    return Double(merge(&word)) / Double(length)
  }

  /// At most 3 a symbol: the first pairs, and two new ones for each merge.
  private static func isLinear(_ merge: (inout [Int32]) -> Int) -> Bool {
    [2_000, 32_000].allSatisfy { candidates(length: $0, merge) <= 3 }
  }

  @Test("Work grows with the length of the word, not its square; the check catches the definition")
  func linear() {
    // Doubling: 0 0 → 1, 1 1 → 2 …
    let merges = Dictionary(
      uniqueKeysWithValues: (0..<16).map { (rank: Int) in
        (
          PairMerger.key(Int32(rank), Int32(rank)),
          PairMerger.Merge(rank: UInt32(rank), result: Int32(rank + 1))
        )
      })
    #expect(
      Self.isLinear { word in
        var merger = PairMerger(merges: merges)
        merger.merge(&word)
        return merger.candidateCount
      })
    #expect(
      Self.candidates(length: 2_000) { word in
        var definition = Definition(merges: merges)
        definition.merge(&word)
        return definition.candidateCount
      } > 100)
  }

  @Test(
    "Words of up to a million characters",
    arguments: [
      ("A", 43_000), ("Z", 131_072), ("^", 1_000_000), ("\n", 1_000_000), ("\n \t", 100_000),
    ])
  func longWords(part: String, count: Int) throws {
    let tokenizer = try TokenizerFixtures.loadSmolLMTokenizer()
    let text = String(repeating: part, count: count)
    let encoding = tokenizer.encodeReportingLoss(text, parsingControlTokens: true)
    #expect(encoding.lostByteCount == 0)
    #expect(encoding.ids.count < text.utf8.count)
    #expect(encoding.ids.flatMap(tokenizer.bytes(of:)) == Array(text.utf8))
  }

  @Test("The heap hands keys out in ascending order")
  func heap() {
    var generator = SeededGenerator(seed: 1)
    for count in [0, 1, 2, 3, 10, 100] {
      let keys = (0..<count).map { _ in UInt64(generator.index(below: 50)) }
      var heap = MinimumHeap(Array(keys.prefix(count / 2)))
      for key in keys.dropFirst(count / 2) { heap.push(key) }
      #expect((0..<count).compactMap { _ in heap.pop() } == keys.sorted())
      #expect(heap.pop() == nil)
    }
  }
}
