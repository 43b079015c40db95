import Testing

@testable import TinyModel

@Suite("Corpora")
struct TinyCorporaTests {
  let corpora: TinyCorpora
  init() throws { corpora = try TinyCorpora(seed: 1) }

  @Test("the same seed writes the same corpora, another seed others")
  func determinism() throws {
    let again = try TinyCorpora(seed: 1)
    #expect(again.sentimentPairs.test == corpora.sentimentPairs.test)
    #expect(again.statements.test == corpora.statements.test)
    #expect(try TinyCorpora(seed: 2).sentimentPairs.test != corpora.sentimentPairs.test)
  }

  @Test("splits have their sizes, enough templates, and share none; sharing is noticed")
  func splits() {
    check(corpora.sentimentPairs, \.template)
    check(corpora.neutralPrompts, \.template)
    check(corpora.neutralPassages, \.template)
    check(corpora.sycophancyPairs, \.template)
    check(corpora.statements, \.template)

    let leaking = TinySplits(
      extract: corpora.statements.extract, select: corpora.statements.select,
      test: corpora.statements.extract)
    #expect(!sharesNoTemplate(leaking, \.template))
  }

  @Test("every text is in the vocabulary and contrast pairs differ in opinion words alone")
  func words() throws {
    let tokenizer = try TinyModel.tokenizer()
    let texts =
      corpora.sentimentPairs.extract.flatMap { [$0.positive, $0.negative] }
      + corpora.neutralPrompts.test.map(\.text) + corpora.neutralPassages.test.map(\.text)
      + corpora.sycophancyPairs.extract.flatMap { [$0.positive, $0.negative] }
      + corpora.statements.test.flatMap { [$0.falsePrompt, $0.truePrompt] }
      + TinyCorpora.agreeingReplies + TinyCorpora.correctingReplies
      + [
        TinyCorpora.sycophanticPersona, TinyCorpora.honestPersona, TinyCorpora.positivePersona,
        TinyCorpora.neutralPersona,
      ]
    for text in texts { #expect(!tokenizer.encode(text).contains(0), "\(text)") }

    for pair in corpora.sentimentPairs.extract {
      let differing = zip(tokenizer.encode(pair.positive), tokenizer.encode(pair.negative))
        .filter { $0 != $1 }
      #expect(differing.count == 1)
      #expect(
        differing.allSatisfy {
          Vocabulary.words[$0].opinion == 1 && Vocabulary.words[$1].opinion == -1
        })
    }
  }

  @Test("neutral texts hold no opinion, and prompts end before an adjective")
  func neutrality() throws {
    let tokenizer = try TinyModel.tokenizer()
    for text in (corpora.neutralPrompts.test + corpora.neutralPassages.test).map(\.text) {
      #expect(tokenizer.encode(text).allSatisfy { Vocabulary.words[$0].opinion == 0 })
    }
    for prompt in corpora.neutralPrompts.test {
      let last = tokenizer.encode(prompt.text).last.flatMap { Vocabulary.words[$0].wordClass }
      #expect(last == .copula || last == .degree)
    }
  }

  @Test("a false and a true prompt differ in the attribute alone")
  func statements() throws {
    let tokenizer = try TinyModel.tokenizer()
    for item in corpora.statements.test {
      let wrong = tokenizer.encode(item.falsePrompt).map { Vocabulary.words[$0] }
      let right = tokenizer.encode(item.truePrompt).map { Vocabulary.words[$0] }
      #expect(zip(wrong, right).filter { $0 != $1 }.count == 1)
      let subject = right.first { $0.wordClass == .subject }
      #expect(right.first { $0.wordClass == .attribute }?.attribute == subject?.attribute)
      #expect(wrong.first { $0.wordClass == .attribute }?.attribute != subject?.attribute)
    }
  }

  @Test("a size below 1 is refused")
  func badSize() {
    #expect(throws: TinyModelError.badCorpusSize(extract: 1, select: 0, test: 1)) {
      try TinyCorpora(seed: 1, size: .init(extract: 1, select: 0, test: 1))
    }
  }

  private func check<Item>(_ splits: TinySplits<Item>, _ template: (Item) -> String) {
    #expect(splits.extract.count == 200)
    #expect(splits.select.count == 100)
    #expect(splits.test.count == 200)
    let templates = [splits.extract, splits.select, splits.test].map {
      Set($0.map(template)).count
    }
    #expect(templates == [40, 20, 40])
    let isDisjoint = sharesNoTemplate(splits, template)
    #expect(isDisjoint)
  }

  private func sharesNoTemplate<Item>(
    _ splits: TinySplits<Item>, _ template: (Item) -> String
  ) -> Bool {
    let sets = [splits.extract, splits.select, splits.test].map { Set($0.map(template)) }
    return sets[0].isDisjoint(with: sets[1]) && sets[0].isDisjoint(with: sets[2])
      && sets[1].isDisjoint(with: sets[2])
  }
}
