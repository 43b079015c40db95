import Randomness
import Testing

@testable import Inference

@Suite("Word splitting")
struct PreTokenizerTests {
  static func words(_ rule: PreTokenizer, _ text: String) -> [String] {
    var text = text
    return text.withUTF8 { utf8 in
      rule.words(in: utf8).map { String(decoding: utf8[$0], as: UTF8.self) }
    }
  }

  @Test("GPT-2: contractions, one space with its word, runs of one class")
  func gpt2() {
    let expected = [
      "It", "'s", " they", "'re", " 123", "!!", "  ", " x", "\n\n", "\n", "yé", "\u{2028}", "٣",
      " '",
      "S", "  ",
    ]
    #expect(Self.words(.gpt2, "It's they're 123!!   x\n\n\nyé\u{2028}٣ 'S  ") == expected)
  }

  @Test("SmolLM: every digit alone, and text before a digit ends there")
  func smollm() {
    #expect(Self.words(.smollm, "a  12 ½b") == ["a", "  ", "1", "2", " ", "½", "b"])
  }

  @Test("Llama 3: one leading mark, three digits, line breaks end what precedes them")
  func llama3() {
    let text = "I'LL (go) 12345 ok!!\n\n \n  x"
    #expect(
      Self.words(.llama3, text)
        == ["I", "'LL", " (", "go", ")", " ", "123", "45", " ok", "!!\n\n", " \n", " ", " x"])
    #expect(Self.words(.qwen2, "12") == ["1", "2"])
  }

  @Test("A text without words is empty", arguments: PreTokenizer.allCases)
  func empty(rule: PreTokenizer) {
    #expect(Self.words(rule, "").isEmpty)
  }

  /// The rule as its regular expression, matched by the standard library.
  private static func reference(_ rule: PreTokenizer) throws -> Regex<AnyRegexOutput> {
    let llama = { (digits: String) in
      #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|"# + digits
        + #"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
    }
    let gpt2 = #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#
    let pattern =
      switch rule {
      case .gpt2: gpt2
      // A number ends the text before it as the end of the text does.
      case .smollm:
        #"\p{N}|'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?[^\s\p{L}\p{N}]+|\s+(?=\s|\p{N}|\z)|\s+"#
      case .llama3, .dbrx: llama(#"\p{N}{1,3}"#)
      case .qwen2: llama(#"\p{N}"#)
      }
    return try Regex(pattern).matchingSemantics(.unicodeScalar)
  }

  /// Characters that the rules treat differently, and some that only look as if.
  private static let alphabet: [Unicode.Scalar] = Array(
    "'''sStTreREvVllmdD aZé中\u{300}ªǅʰ 019²Ⅷ٣½  \t\n\r\u{B}\u{1C}\u{85}\u{A0}\u{200B}\u{2028}\u{3000}.,!_<>|\u{0}€😀\u{FE0F}\u{E000}"
      .unicodeScalars)

  @Test("Equal to the regular expression on random texts", arguments: PreTokenizer.allCases)
  func regex(rule: PreTokenizer) throws {
    let regex = try Self.reference(rule)
    var generator = SeededGenerator(seed: 40)
    for _ in 0..<400 {
      var view = String.UnicodeScalarView()
      for _ in 0..<generator.index(below: 24) {
        view.append(Self.alphabet[generator.index(below: Self.alphabet.count)])
      }
      let text = String(view)
      let expected = text.matches(of: regex).map { Array(text[$0.range].utf8) }
      #expect(Self.words(rule, text).map { Array($0.utf8) } == expected, "\(text.debugDescription)")
    }
  }

  @Test("Words cover the text without a gap", arguments: PreTokenizer.allCases)
  func coverage(rule: PreTokenizer) throws {
    for one in try TokenizerFixtures.smolLMEncodings() {
      #expect(Self.words(rule, one.text).joined().utf8.elementsEqual(one.text.utf8))
    }
  }

  @Test("Classes are those of Unicode 15.1 whatever the runtime's version")
  func classes() {
    #expect(
      ScalarClass("a") == .letter && ScalarClass("中") == .letter && ScalarClass("ª") == .letter)
    #expect(
      ScalarClass("²") == .number && ScalarClass("Ⅷ") == .number && ScalarClass("٣") == .number)
    #expect(ScalarClass("\u{85}") == .space && ScalarClass("\u{A0}") == .space)
    #expect(ScalarClass("\u{200B}") == .other && ScalarClass("\u{300}") == .other)
    // Assigned in Unicode 16: Cyrillic capital letter Tje.
    #expect(ScalarClass("\u{1C89}") == .other)
    // Numbers of letters and numbers in Unicode 15.1's own tables.
    var counts = [0, 0, 0, 0]
    for value in 0...UInt32(0x10FFFF) {
      if let scalar = Unicode.Scalar(value) { counts[Int(ScalarClass(scalar).rawValue)] += 1 }
    }
    #expect(Array(counts.prefix(3)) == [136_726, 1_831, 25])
  }
}
