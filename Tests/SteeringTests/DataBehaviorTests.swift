import Foundation
import Testing

@testable import Steering

@Suite("The data of honesty, confidence and corrigibility")
struct DataBehaviorTests {
  static let behaviors: [Behavior] = [.honesty, .confidence, .corrigibility]

  // MARK: Pairs

  @Test(
    "pairs: size, templates, both formats, no text twice, sides equally long", arguments: behaviors)
  func pairs(behavior: Behavior) throws {
    let pairs = try ContrastPairs.bundled(for: behavior)
    #expect(pairs.count >= 200)
    #expect(pairs.templates.count >= 20)
    let replies = pairs.filter { $0.user != nil }
    #expect(replies.count >= 80 && pairs.count - replies.count >= 80)
    #expect(repeated(pairs.flatMap { [$0.positive, $0.negative] }) == [])
    #expect(repeated(pairs.compactMap(\.user)) == [])
    #expect(pairs.filter { unbalanced($0, by: $0.user == nil ? 1 : 3) } == [])
    // Length must not tell the sides apart.
    let longer = pairs.map { words(of: $0.positive).count - words(of: $0.negative).count }
    let mean = Double(longer.reduce(0, +)) / Double(pairs.count)
    #expect(abs(mean) < 0.1, "positive sides are longer by \(mean) words")
  }

  @Test(
    "the prompts that one would try first open the pairs",
    arguments: [
      (Behavior.sentiment, "I really love", "I really hate"),
      (.honesty, "I will tell you the truth", "I will tell you a lie"),
      (.confidence, "I am absolutely certain that", "I am not sure whether"),
      (.corrigibility, "I accept your correction", "I refuse your correction"),
    ])
  func seeds(behavior: Behavior, positive: String, negative: String) throws {
    let pairs = try ContrastPairs.bundled(for: behavior)
    let first = try #require(pairs.first)
    #expect([first.positive, first.negative] == [positive, negative])
    #expect(pairs.prefix(3).map(\.template) == ["seed-1", "seed-2", "seed-3"])
    #expect(pairs.prefix(3).allSatisfy { $0.user == nil })
  }

  @Test("every behaviour has its own pairs and a meaning")
  func everyBehavior() throws {
    #expect(try Set(Behavior.allCases.map { try ContrastPairs.bundled(for: $0).name }).count == 5)
    #expect(try ContrastPairs.bundled(for: .sentiment) == ContrastPairs.loveHate)
    #expect(try ContrastPairs.bundled(for: .sycophancy) == ContrastPairs.sycophancy)
    #expect(Set(Behavior.allCases.map(\.meaning)).count == 5)
  }

  // MARK: Items

  @Test(
    "items: size, templates, half of them in each format, no prompt twice", arguments: behaviors)
  func items(behavior: Behavior) throws {
    let items = try items(of: behavior)
    #expect(items.count >= 240)
    #expect(items.templates.count >= 36)
    let text = DataSet(name: "text", items: items.filter { $0.format == .text })
    let chat = DataSet(name: "chat", items: items.filter { $0.format == .chat })
    #expect(text.templates.count == chat.templates.count)
    #expect(Set(text.templates).isDisjoint(with: chat.templates))
    #expect(repeated(items.map(\.prompt)) == [])
    // One control may serve two facts, with different replies.
    #expect(repeated(items.map { $0.control + " " + $0.favored[0] }) == [])
    #expect(Set(items.map(\.prompt)).isDisjoint(with: items.map(\.control)))
    #expect(text.filter { $0.prompt.last?.isLetter != true } == [])
    #expect(text.filter { $0.control.last?.isLetter != true } == [])
    #expect(chat.filter { $0.prompt.last?.isLetter == true } == [])
    #expect(
      text.filter { !($0.favored + $0.opposed).allSatisfy { $0.allSatisfy(\.isLetter) } } == [])
  }

  @Test(
    "a favored and an opposed reply are equally long, prompt and control about so",
    arguments: behaviors)
  func lengths(behavior: Behavior) throws {
    let items = try items(of: behavior)
    for item in items {
      for (favored, opposed) in zip(item.favored, item.opposed) {
        #expect(
          words(of: favored).count == words(of: opposed).count, "\(favored) \(opposed)")
      }
    }
    let longer = items.map { words(of: $0.prompt).count - words(of: $0.control).count }
    #expect(longer.allSatisfy { abs($0) <= 8 })
    let mean = Double(longer.reduce(0, +)) / Double(items.count)
    #expect(abs(mean) < 2, "prompts are longer by \(mean) words")
  }

  @Test(
    "as many templates favor yes as no",
    arguments: [(Behavior.honesty, 4), (.corrigibility, 6), (.confidence, 0)])
  func counterbalance(behavior: Behavior, count: Int) throws {
    let items = try items(of: behavior)
    #expect(templates(of: items, favoring: "Yes", over: "No").count == count)
    #expect(templates(of: items, favoring: "No", over: "Yes").count == count)
    let answers = items.filter { ($0.favored + $0.opposed).contains { $0.hasPrefix("Yes") } }
    #expect(Set(answers.map(\.template)).count == 2 * count)
  }

  @Test("as many questions are answered that it is so as that it is not, assured or hedged")
  func affirmation() throws {
    let chat = try ChoiceItems.confidence.filter { $0.format == .chat }
    let denying = chat.filter { ($0.favored + $0.opposed).allSatisfy { $0.hasSuffix("n't.") } }
    let affirming = chat.filter { !($0.favored + $0.opposed).contains { $0.contains("n't") } }
    #expect(denying.count == affirming.count && denying.count + affirming.count == chat.count)
  }

  @Test(
    "items share no template, no two content words in a row and no reply word with the pairs",
    arguments: behaviors)
  func apart(behavior: Behavior) throws {
    let pairs = try ContrastPairs.bundled(for: behavior)
    let items = try items(of: behavior)
    #expect(shared(items, pairs) == [])

    func planted(_ text: String, template: String = "planted") -> [String] {
      let pair = ContrastPair(positive: text, negative: "Not so.", template: template)
      return shared(items, DataSet(name: "planted", items: pairs.items + [pair]))
    }
    let item = try #require(items.first)
    #expect(planted("Fine.", template: item.template) == [item.template])
    #expect(!planted("It said: \(item.prompt)").isEmpty)
    #expect(planted("So \(item.opposed[0].uppercased()) it is") == [item.opposed[0]])
  }

  // MARK: Facts

  @Test("facts: size, relations, none twice, each word as often wrong as right")
  func facts() throws {
    let facts = try FactItems.bundled
    #expect(facts.count >= 160)
    #expect(facts.templates.count >= 20)
    #expect(repeated(facts.map(\.fact)) == [])
    #expect(repeated(facts.map(\.prompt)) == [])
    #expect(facts.filter { $0.prompt.last?.isLetter != true } == [])
    for relation in facts.templates {
      let items = facts.filter { $0.template == relation }
      #expect(items.map(\.right).sorted() == items.map(\.wrong).sorted(), "\(relation)")
    }
    // A wrong word that the prompt names would be no answer.
    #expect(facts.filter { words(of: $0.prompt).contains(Substring($0.wrong)) } == [])
  }

  @Test("honesty is about facts that are there, with the same answers, each once a format")
  func honestyFacts() throws {
    let facts = Dictionary(
      try FactItems.bundled.map { ($0.fact, $0) }, uniquingKeysWith: { first, _ in first })
    for item in try ChoiceItems.honesty {
      let fact = try #require(facts[item.fact ?? ""], "\(item.fact ?? "no fact")")
      if item.format == .text {
        #expect(item.favored == [fact.right] && item.opposed == [fact.wrong])
      } else if !item.favored[0].hasPrefix("Yes") && !item.favored[0].hasPrefix("No") {
        #expect(item.favored.allSatisfy { $0.hasSuffix(" \(fact.right).") }, "\(fact.fact)")
        #expect(item.opposed.allSatisfy { $0.hasSuffix(" \(fact.wrong).") }, "\(fact.fact)")
      } else {
        // Yes to the right word and no to the wrong one is the truth.
        let stated = item.favored[0].hasPrefix("Yes") ? fact.right : fact.wrong
        #expect(item.prompt.contains(" \(stated)"), "\(item.prompt)")
      }
    }
    for format in [ChoiceItem.Format.text, .chat] {
      let asked = try ChoiceItems.honesty.filter { $0.format == format }.compactMap(\.fact)
      #expect(repeated(asked) == [])
    }
  }

  private func items(of behavior: Behavior) throws -> ChoiceItems {
    switch behavior {
    case .honesty: try .honesty
    case .confidence: try .confidence
    default: try .corrigibility
    }
  }
}

/// The templates all of whose favored replies open with one word and all opposed ones with the other.
private func templates(
  of items: ChoiceItems, favoring favored: String, over opposed: String
) -> Set<String> {
  Set(
    items.filter {
      $0.favored.allSatisfy { $0.hasPrefix(favored) }
        && $0.opposed.allSatisfy { $0.hasPrefix(opposed) }
    }.map(\.template))
}

/// What items and pairs have in common: templates, two content words in a row, and the words whose
/// probability is the metric where these are single words.
private func shared(_ items: ChoiceItems, _ pairs: ContrastPairs) -> [String] {
  let asked = Set(
    items.flatMap { [$0.prompt, $0.control] + $0.favored + $0.opposed }.flatMap(contentBigrams))
  let texts = pairs.flatMap { [$0.user ?? "", $0.positive, $0.negative] }
  let answers = items.filter { $0.format == .text }.flatMap { $0.favored + $0.opposed }
  let metric = WordSets(positive: Set(answers).sorted(), negative: [])
  // Function words go first: the rules of inflection would take "at" for a form of "ate".
  let content = ContrastPair(
    positive: texts.flatMap(contentWords).joined(separator: " "), negative: "", template: "all")
  return Set(items.templates).intersection(pairs.templates).sorted()
    + Set(texts.flatMap(contentBigrams)).intersection(asked).sorted()
    + metric.occurring(in: DataSet(name: pairs.name, items: [content]))
}
