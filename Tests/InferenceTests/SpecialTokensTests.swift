import Randomness
import Testing

@testable import Inference

@Suite("Tokens taken out of a text")
struct SpecialTokensTests {
  /// llama.cpp's order, word for word: every match of every name, the longest name first, of one name the
  /// leftmost match.
  private static func definition(
    _ tokens: [SpecialTokens.Token], _ text: [UInt8], parsing: Bool
  ) -> [SpecialTokens.Fragment] {
    var owner = [Int?](repeating: nil, count: text.count)
    var lengths: [Int: Int] = [:]
    for token in tokens.sorted(by: { ($1.name.count, $0.id) < ($0.name.count, $1.id) })
    where parsing || !token.isControl {
      for start in text.indices where text[start...].starts(with: token.name) {
        let place = start..<start + token.name.count
        guard owner[place].allSatisfy({ $0 == nil }) else { continue }
        for position in place { owner[position] = token.id }
        lengths[start] = place.count
      }
    }
    var fragments: [SpecialTokens.Fragment] = []
    var position = 0
    while position < text.count {
      if let id = owner[position], let length = lengths[position] {
        fragments.append(.token(id))
        position += length
      } else {
        let end = owner[position...].firstIndex { $0 != nil } ?? text.count
        fragments.append(.text(position..<end))
        position = end
      }
    }
    return fragments
  }

  @Test("equal to the definition on random names and texts that overlap each other")
  func definition() {
    var generator = SeededGenerator(seed: 77)
    var found = 0
    for _ in 0..<2_000 {
      func word(_ most: Int) -> [UInt8] {
        (0..<generator.index(below: most) + 1).map { _ in
          UInt8(ascii: "a") + UInt8(generator.index(below: 2))
        }
      }
      var names: [[UInt8]] = []
      for _ in 0..<generator.index(below: 8) {
        let name = word(6)
        if !names.contains(name) { names.append(name) }
      }
      let tokens = names.enumerated().map { id, name in
        SpecialTokens.Token(id: id, name: name, isControl: generator.index(below: 3) == 0)
      }
      let text = word(40)
      for parsing in [false, true] {
        let expected = Self.definition(tokens, text, parsing: parsing)
        let got = text.withUnsafeBufferPointer {
          SpecialTokens(tokens).split($0, parsingControlTokens: parsing)
        }
        #expect(got == expected, "\(names) in \(text)")
        found += got.count { if case .token = $0 { true } else { false } }
      }
    }
    #expect(found > 10_000)
  }
}
