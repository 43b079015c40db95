import Testing

@testable import Inference

@Suite("The text of tokens that others may follow")
struct WholeTextTests {
  /// Of some tokens, those counts at which the text is not a beginning of the whole one, or less than before.
  private func faults(
    of ids: [Int], in tokenizer: some Tokenizer, text: ([Int]) -> String
  ) -> [Int] {
    let whole = Array(tokenizer.decode(ids).utf8)
    var length = 0
    return (0...ids.count).filter { count in
      let bytes = Array(text(Array(ids.prefix(count))).utf8)
      defer { length = bytes.count }
      return !whole.starts(with: bytes) || bytes.count < length
    }
  }

  @Test(
    "whole characters alone, which only ever become more, on 882 texts of a byte-level vocabulary")
  func growing() throws {
    let tokenizer = try TokenizerFixtures.loadSmolLMTokenizer()
    let texts = try TokenizerFixtures.smolLMEncodings().map(\.ids).filter { $0.count < 60 }
    var cut = 0
    for ids in texts {
      #expect(faults(of: ids, in: tokenizer) { tokenizer.decodeWhole($0) } == [])
      // Planted fault: a character that is cut is shown as U+FFFD, which the next token takes back.
      cut += faults(of: ids, in: tokenizer) { tokenizer.decode($0) }.count
    }
    print("\(texts.count) texts, \(cut) places within a character")
    #expect(cut > 100)
  }

  @Test("what is no UTF-8 is told once more follows")
  func invalid() throws {
    let tokenizer = try TokenizerFixtures.loadSmolLMTokenizer()
    let rune = tokenizer.encode("ᚠ")
    #expect(rune.count > 1, "cut by tokens, or this tests nothing")
    let half = Array(rune.dropLast())
    let letter = tokenizer.encode("a")
    #expect(tokenizer.decodeWhole(letter + half) == "a")
    #expect(tokenizer.decodeWhole(letter + rune) == "aᚠ")
    #expect(tokenizer.decodeWhole(half + letter) == tokenizer.decode(half + letter))
  }
}
