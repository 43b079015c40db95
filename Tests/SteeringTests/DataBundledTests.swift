import Testing

@testable import Steering

@Suite("The data sets that come with the package")
struct DataBundledTests {
  @Test("love and hate: size, templates, no text twice")
  func loveHate() throws {
    let pairs = try ContrastPairs.loveHate
    #expect(pairs.count >= 240)
    #expect(pairs.templates.count >= 40)
    #expect(repeated(pairs.flatMap { [$0.positive, $0.negative] }) == [])
    #expect(pairs.allSatisfy { $0.user == nil })
    #expect(pairs.filter { unbalanced($0, by: 1) } == [])
  }

  @Test("the example the project grew from opens the love and hate pairs")
  func seed() throws {
    let seed = try ContrastPairs.loveHateSeed
    #expect(
      seed.map(\.positive)
        == ["I really love", "I absolutely adore", "Nothing makes me happier than"])
    #expect(
      seed.map(\.negative)
        == ["I really hate", "I absolutely despise", "Nothing makes me angrier than"])
    #expect(seed.templates == ["seed-1", "seed-2", "seed-3"])
  }

  @Test("sycophancy pairs: size, templates, a message each, no pair twice")
  func sycophancyPairs() throws {
    let pairs = try ContrastPairs.sycophancy
    #expect(pairs.count >= 240)
    #expect(pairs.templates.count >= 24)
    #expect(repeated(pairs.map { $0.user ?? "" }) == [])
    #expect(repeated(pairs.flatMap { [$0.positive, $0.negative] }) == [])
    #expect(pairs.filter { unbalanced($0, by: 3) } == [])
  }

  @Test("sentiment prompts: size, templates, no text twice, no final period")
  func prompts() throws {
    let prompts = try PromptSet.sentiment
    #expect(prompts.count >= 400)
    #expect(prompts.templates.count >= 40)
    #expect(repeated(prompts.map(\.text)) == [])
    #expect(prompts.filter { $0.text.last?.isLetter != true } == [])
    #expect(try metricWords(in: prompts.map(\.text)) == [])
  }

  @Test("neutral text: size, topics, no text twice, 25 to 40 words, no metric word")
  func neutralText() throws {
    let passages = try PromptSet.neutralText
    #expect(passages.count >= 200)
    #expect(passages.templates.count >= 40)
    #expect(repeated(passages.map(\.text)) == [])
    #expect(passages.filter { !(25...40).contains(words(of: $0.text).count) } == [])
    #expect(try metricWords(in: passages.map(\.text)) == [])
    let sentences = passages.flatMap { $0.text.split(separator: ". ").map(String.init) }
    #expect(repeated(sentences) == [])
  }

  @Test("sycophancy items: size, templates, no fact or statement twice")
  func items() throws {
    let items = try SycophancyItems.facts
    #expect(items.count >= 300)
    #expect(items.templates.count >= 40)
    #expect(repeated(items.map(\.fact)) == [])
    #expect(repeated(items.flatMap { [$0.falseStatement, $0.trueStatement] }) == [])
    for item in items {
      #expect((3...4).contains(item.agreeing.count), "\(item.fact)")
      for (agree, correct) in zip(item.agreeing, item.correcting) {
        #expect(words(of: agree).count == words(of: correct).count, "\(item.fact)")
      }
      #expect(Set(item.agreeing).isDisjoint(with: item.correcting))
    }
  }

  @Test("as many frames agree with yes as with no, within one")
  func counterbalance() throws {
    let items = try SycophancyItems.facts
    func frames(opening word: String) -> Int {
      Set(items.filter { $0.agreeing.allSatisfy { $0.hasPrefix(word) } }.map(\.template)).count
    }
    #expect(frames(opening: "Yes") >= 10)
    #expect(abs(frames(opening: "Yes") - frames(opening: "No")) <= 1)
  }

  @Test("false and true statement differ in the fact only")
  func sameFrame() throws {
    for item in try SycophancyItems.facts {
      let (wrong, right) = (words(of: item.falseStatement), words(of: item.trueStatement))
      let shared =
        zip(wrong, right).prefix { $0 == $1 }.count
        + zip(wrong.reversed(), right.reversed()).prefix { $0 == $1 }.count
      #expect(max(wrong.count, right.count) - shared <= 3, "\(item.fact)")
    }
  }

  @Test("items share no template, message or reply with the pairs")
  func itemsApartFromPairs() throws {
    let pairs = try ContrastPairs.sycophancy
    let items = try SycophancyItems.facts
    #expect(shared(items, pairs) == [])

    let first = try #require(items.first)
    let leaked = ContrastPair(
      positive: "\(first.agreeing[1]) Well done.", negative: "Not so.", template: "planted",
      user: "Hello.")
    #expect(shared(items, DataSet(name: "planted", items: [leaked])) == [leaked.positive])
  }

  @Test("about thirty words a side, none on both")
  func wordSets() throws {
    let sets = try WordSets.sentiment
    #expect((25...40).contains(sets.positive.count) && (25...40).contains(sets.negative.count))
    #expect(repeated(sets.positive + sets.negative) == [])
    #expect((sets.positive + sets.negative).allSatisfy { $0.allSatisfy(\.isLowercase) })
  }

  @Test("no metric word, in any form, is in the pairs the vector is made from")
  func wordsApartFromPairs() throws {
    let sets = try WordSets.sentiment
    let pairs = try ContrastPairs.loveHate
    #expect(sets.occurring(in: pairs) == [])
    // Comparatives that no rule forms.
    #expect(words(in: pairs).isDisjoint(with: ["better", "best", "worse", "worst"]))

    func planted(_ text: String) -> [String] {
      let pair = ContrastPair(positive: text, negative: "", template: "planted")
      return sets.occurring(in: DataSet(name: "planted", items: pairs.items + [pair]))
    }
    #expect(planted("What a Wonderful day") == ["wonderful"])
    #expect(planted("It bored me, the nicest part pained me") == ["boring", "nice"])
    #expect(planted("It disappoints beautifully") == ["beautiful", "disappointing"])
    #expect(planted("I borrow goods, border") == ["good"])
  }

  @Test("prompts in words: eight paraphrases each, all different")
  func instructions() throws {
    let prompts = try InstructionPrompts.bundled
    let lists = Behavior.allCases.flatMap {
      [prompts[$0].toward, prompts[$0].away, prompts[$0].neutral]
    }
    for list in lists { #expect(list.count == 8) }
    #expect(repeated(lists.flatMap { $0 }) == [])
    for behavior in [Behavior.honesty, .confidence, .corrigibility] {
      let lengths = [prompts[behavior].toward, prompts[behavior].away, prompts[behavior].neutral]
        .map { Double($0.map { words(of: $0).count }.reduce(0, +)) / 8 }
      let spread = try #require(lengths.max()) - (try #require(lengths.min()))
      #expect(spread < 3, "\(behavior): \(lengths) words")
    }
    let sentiment = prompts[.sentiment]
    #expect(try metricWords(in: sentiment.toward + sentiment.away + sentiment.neutral) == [])
  }

  @Test("toward asks for the behaviour and away for its contrary, the registered ones written down")
  func registeredInstructions() throws {
    let prompts = try InstructionPrompts.bundled
    let registered = Behavior.allCases.map { [prompts[$0].toward[0], prompts[$0].away[0]] }
    #expect(
      registered.flatMap { $0 }.map { words(of: $0).prefix(8).joined(separator: " ") } == [
        "The person who wrote these lines loves everything",
        "The person who wrote these lines hates everything",
        "You always agree with the user. Whatever the",
        "You correct the user's mistakes. Whenever the user",
        "Everyone here tells the truth. Whoever is asked",
        "Everyone here tells lies. Whoever is asked a",
        "Speak with full confidence. Every statement is firm,",
        "Speak with great caution. Every statement is hedged,",
        "The assistant accepts correction, oversight and shutdown by",
        "The assistant resists correction, oversight and shutdown by",
      ])
  }

  @Test(
    "plain ASCII, single spaces, no space at either end",
    arguments: [
      "love-hate.pairs.jsonl", "sycophancy.pairs.jsonl", "sycophancy.items.jsonl",
      "sentiment.prompts.jsonl", "neutral.text.jsonl", "sentiment.words.json", "prompts.json",
      "honesty.pairs.jsonl", "confidence.pairs.jsonl", "corrigibility.pairs.jsonl",
      "honesty.items.jsonl", "confidence.items.jsonl", "corrigibility.items.jsonl",
      "facts.items.jsonl", "rudeness.items.jsonl", "protocol-2.prompts.json",
    ]
      + Behavior.allCases.flatMap {
        ["protocol-2.\($0).pairs.jsonl", "protocol-2.\($0).items.jsonl"]
      })
  func plainText(file: String) throws {
    let text = String(decoding: try bundledData(file), as: UTF8.self)
    #expect(untidy(text, indented: file.hasSuffix(".json")) == [])
  }

  @Test("each untidiness is noticed")
  func untidinessIsNoticed() {
    #expect(untidy("{\"text\": \"caf\u{e9}\"}", indented: false).count == 1)
    #expect(untidy("{\"text\": \"two  spaces\"}", indented: false).count == 1)
    #expect(untidy("{\"text\": \"at the end \"}", indented: false).count == 1)
    #expect(untidy("{\"text\": \"plain\"}", indented: false) == [])
  }

  @Test("a text that is there twice, in other letters too, is noticed")
  func repetitionIsNoticed() throws {
    let pairs = try ContrastPairs.loveHate
    let texts = pairs.map(\.positive) + ["i really LOVE"]
    #expect(repeated(texts) == ["i really love"])
  }
}

private func words(in pairs: ContrastPairs) -> Set<Substring> {
  Set(pairs.flatMap { ($0.positive + " " + $0.negative).lowercased().split { !$0.isLetter } })
}

private func metricWords(in texts: [String]) throws -> [String] {
  let pairs = texts.map { ContrastPair(positive: $0, negative: "", template: "text") }
  return try WordSets.sentiment.occurring(in: DataSet(name: "texts", items: pairs))
}

/// What evaluation items and extraction pairs have in common: templates, replies, statements.
private func shared(_ items: SycophancyItems, _ pairs: ContrastPairs) -> [String] {
  let replies = Set(items.flatMap { $0.agreeing + $0.correcting })
  let statements = Set(items.flatMap { [$0.falseStatement, $0.trueStatement] })
  let texts = pairs.flatMap { [$0.user ?? "", $0.positive, $0.negative] }
  return Set(items.templates).intersection(pairs.templates).sorted()
    + texts.filter { text in
      statements.contains(text) || replies.contains { text.contains($0) }
    }
}
