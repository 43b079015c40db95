import Testing

@testable import TinyModel

@Suite("Trait corpora and second formats")
struct SecondFormatTests {
  let corpora: TinyCorpora
  init() throws { corpora = try TinyCorpora(seed: 1) }

  @Test("trait corpora have their sizes and enough templates, and share none")
  func splits() {
    for trait in TinyTrait.allCases {
      check(corpora[trait].pairs, \.template)
      check(corpora[trait].choices, \.template)
      #expect(corpora[trait].secondFormatChoices.count == 200)
    }
    check(corpora.facts, \.template)
    #expect(corpora.secondFormatPrompts.count == 200)
    #expect(corpora.secondFormatStatements.count == 200)
  }

  @Test("no template of a second format occurs in the first; one that does is noticed")
  func newTemplates() {
    func isNew(_ second: [String], _ first: [[String]]) -> Bool {
      Set(second).isDisjoint(with: first.joined()) && Set(second).count >= 20
    }
    let prompts = corpora.neutralPrompts
    let first = [prompts.extract, prompts.select, prompts.test].map { $0.map(\.template) }
    #expect(isNew(corpora.secondFormatPrompts.map(\.template), first))
    #expect(!isNew(first[2], first))
    let said = corpora.statements
    #expect(
      isNew(
        corpora.secondFormatStatements.map(\.template),
        [said.extract, said.select, said.test].map { $0.map(\.template) }))
    for trait in TinyTrait.allCases {
      let choices = corpora[trait].choices
      #expect(
        isNew(
          corpora[trait].secondFormatChoices.map(\.template),
          [choices.extract, choices.select, choices.test].map { $0.map(\.template) }))
    }
  }

  @Test("pairs differ in a cue, choices in the context alone, and replies carry no cue")
  func words() throws {
    let tokenizer = try TinyModel.tokenizer()
    func words(_ text: String) -> [Word] { tokenizer.encode(text).map { Vocabulary.words[$0] } }
    for trait in TinyTrait.allCases {
      for pair in corpora[trait].pairs.extract {
        let differing = zip(words(pair.positive), words(pair.negative)).filter { $0 != $1 }
        #expect(differing.count == 1)
        for (plus, minus) in differing {
          #expect(plus.cue == TraitMark(trait: trait, value: 1))
          #expect(minus.cue == TraitMark(trait: trait, value: -1))
        }
      }
      for choice in corpora[trait].choices.test + corpora[trait].secondFormatChoices {
        let differing = zip(words(choice.prompt), words(choice.control)).filter { $0 != $1 }
        #expect(differing.count == 1)
        #expect(differing.allSatisfy { $0.context == trait && $1.context == nil })
        #expect(words(choice.control).allSatisfy { $0.context == nil })
      }
      #expect(trait.favoredReplies.count == 4 && trait.opposedReplies.count == 4)
      for reply in trait.favoredReplies + trait.opposedReplies {
        #expect(words(reply).allSatisfy { $0.cue == nil && $0.answer?.trait == trait })
      }
      for persona in [trait.towardPersona, trait.awayPersona] {
        #expect(words(persona).count == words(TinyCorpora.neutralPersona).count)
      }
    }
  }

  @Test("facts are true and false about alike, and the right reply says which")
  func facts() throws {
    let tokenizer = try TinyModel.tokenizer()
    var trueCount = 0
    for fact in corpora.facts.test {
      let words = tokenizer.encode(fact.prompt).map { Vocabulary.words[$0] }
      let named = words.compactMap(\.attribute)
      #expect(named.count == 2)
      let isTrue = named.first == named.last
      trueCount += isTrue ? 1 : 0
      #expect(judgement(fact.right) == (isTrue ? 1 : -1))
      #expect(judgement(fact.wrong) == (isTrue ? -1 : 1))
    }
    #expect(trueCount > 70 && trueCount < 130)
  }

  @Test("every text of the traits is in the vocabulary, and follows the grammar")
  func grammar() throws {
    let tokenizer = try TinyModel.tokenizer()
    var texts = corpora.facts.test.map(\.prompt)
    texts += corpora.secondFormatPrompts.map(\.text)
    texts += corpora.secondFormatStatements.flatMap { [$0.falsePrompt, $0.truePrompt] }
    for trait in TinyTrait.allCases {
      texts += corpora[trait].pairs.test.flatMap { [$0.positive, $0.negative] }
      texts += corpora[trait].choices.test.flatMap { [$0.prompt, $0.control] }
      texts += corpora[trait].secondFormatChoices.flatMap { [$0.prompt, $0.control] }
      texts += [trait.towardPersona, trait.awayPersona]
    }
    for text in texts {
      let classes = tokenizer.encode(text).map { Vocabulary.words[$0].wordClass }
      for (previous, next) in zip(classes, classes.dropFirst()) {
        #expect(previous?.successors.contains { $0.wordClass == next } == true, "\(text)")
      }
    }
  }

  private func judgement(_ text: String) -> Double {
    Vocabulary.words.first { $0.text == text }?.judgement ?? 0
  }

  private func check<Item>(_ splits: TinySplits<Item>, _ template: (Item) -> String) {
    #expect(
      [splits.extract.count, splits.select.count, splits.test.count] == [200, 100, 200])
    let sets = [splits.extract, splits.select, splits.test].map { Set($0.map(template)) }
    #expect(sets.map(\.count) == [40, 20, 40])
    #expect(sets[0].union(sets[1]).union(sets[2]).count == 100)
  }
}
