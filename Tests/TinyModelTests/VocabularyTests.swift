import Testing

@testable import TinyModel

@Suite("Vocabulary and grammar")
struct VocabularyTests {
  @Test("words are distinct and the tokenizer finds each")
  func distinct() throws {
    let texts = Vocabulary.words.map(\.text)
    #expect(Set(texts).count == texts.count)
    let tokenizer = try TinyModel.tokenizer()
    for (id, text) in texts.enumerated() where text != Vocabulary.unknown {
      #expect(tokenizer.encode(text) == [id])
    }
    #expect(tokenizer.encode("zebra") == [0])
  }

  @Test(
    "each class has words and followers whose probabilities sum to 1", arguments: WordClass.allCases
  )
  func grammar(wordClass: WordClass) {
    #expect(!Vocabulary.texts(wordClass).isEmpty)
    let total = wordClass.successors.reduce(0) { $0 + $1.probability }
    #expect(abs(total - 1) < 1e-12)
  }

  @Test("extraction and evaluation share no word of opinion or reply")
  func disjointLexicons() {
    let verbs = Set(Vocabulary.texts(.opinionVerb))
    let metric = Set(Vocabulary.positiveWords + Vocabulary.negativeWords)
    #expect(verbs.isDisjoint(with: metric))
    #expect(Vocabulary.words.allSatisfy { $0.agreement == 0 || $0.verdict == 0 })
    #expect(Vocabulary.positiveWords.count == Vocabulary.negativeWords.count)
  }

  @Test("facts: each subject has one attribute, of which there is a word")
  func facts() {
    for (number, fact) in Vocabulary.attributes.enumerated() {
      let sharing = Vocabulary.words.filter { $0.attribute == number }
      #expect(sharing.map(\.text) == fact.subjects + [fact.name])
    }
  }
}
