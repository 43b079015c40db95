import Randomness
import Testing

@testable import Steering

@Suite("Splits by template")
struct DataSplitTests {
  @Test("no template in two parts, every item in one, sizes as asked", arguments: [0, 17, 99])
  func partition(seed: UInt64) throws {
    try check(PromptSet.sentiment, seed: seed)
    try check(PromptSet.neutralText, seed: seed)
    try check(SycophancyItems.facts, seed: seed)
    try check(FactItems.bundled, seed: seed)
    for behavior in Behavior.allCases { try check(.bundled(for: behavior), seed: seed) }
    try check(ChoiceItems.honesty, seed: seed)
    try check(ChoiceItems.confidence, seed: seed)
    try check(ChoiceItems.corrigibility, seed: seed)
  }

  @Test("a split that deals single items, not templates, is noticed")
  func leakIsNoticed() throws {
    let pairs = try ContrastPairs.loveHate
    var generator = SeededGenerator(seed: 1)
    let items = generator.shuffled(pairs.items)
    func part(_ range: Range<Int>) -> ContrastPairs {
      DataSet(name: pairs.name, items: Array(items[range]))
    }
    let leaky = ContrastPairs.Split(
      extract: part(0..<97), select: part(97..<146), test: part(146..<items.count))
    #expect(!leaks(leaky).isEmpty)
    #expect(try leaks(pairs.split(seed: 1)).isEmpty)
  }

  @Test("the same seed gives the same parts, another seed others, in any order of the file")
  func stable() throws {
    let pairs = try ContrastPairs.loveHate
    #expect(try pairs.split(seed: 17) == pairs.split(seed: 17))
    #expect(try pairs.split(seed: 17) != pairs.split(seed: 18))
    let reversed = ContrastPairs(name: pairs.name, items: pairs.items.reversed())
    #expect(
      try reversed.split(seed: 17).extract.templates == pairs.split(seed: 17).extract.templates)
  }

  @Test("the parts of one small set, written down: they may never change")
  func frozen() throws {
    let split = try numbered(10).split(seed: 17)
    #expect(split.extract.map(\.text) == frozenExtract)
    #expect(split.select.map(\.text) == frozenSelect)
    #expect(split.extract.count + split.select.count + split.test.count == 10)
  }

  @Test("three templates are the fewest", arguments: [1, 2, 3, 4])
  func few(count: Int) throws {
    if count < 3 {
      #expect(throws: DataError.tooFewTemplates(file: "numbered", expected: 3, got: count)) {
        try numbered(count).split(seed: 1)
      }
    } else {
      let split = try numbered(count).split(seed: 1, fractions: (0.98, 0.01, 0.01))
      #expect([split.extract.count, split.select.count, split.test.count] == [count - 2, 1, 1])
    }
  }

  @Test(
    "fractions are positive and sum to one",
    arguments: [[0.5, 0.5, 0.5], [1, 0, 0], [1.5, -0.5, 0], [.nan, 0.5, 0.5]])
  func fractions(parts: [Double]) {
    let error = #expect(throws: DataError.self) {
      try numbered(10).split(seed: 1, fractions: (parts[0], parts[1], parts[2]))
    }
    guard case .invalidFractions = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  private func check<Item>(_ set: DataSet<Item>, seed: UInt64) throws {
    let split = try set.split(seed: seed)
    #expect(leaks(split) == [])
    let parts = [split.extract, split.select, split.test]
    #expect(parts.map(\.count).reduce(0, +) == set.count)
    #expect(parts.map(\.name) == [set.name, set.name, set.name])
    for (part, fraction) in zip(parts, [0.4, 0.2, 0.4]) {
      let asked = Double(set.templates.count) * fraction
      // Both ends of a part are rounded to a whole template.
      #expect(abs(Double(part.templates.count) - asked) <= 1, "\(set.name)")
      let chosen = Set(part.templates)
      #expect(part.items == set.items.filter { chosen.contains($0.template) })
    }
  }

  private func numbered(_ count: Int) -> PromptSet {
    PromptSet(
      name: "numbered", items: (0..<count).map { Prompt(text: "\($0)", template: "t\($0)") })
  }
}

private let frozenExtract = ["1", "4", "5", "8"]
private let frozenSelect = ["0", "2"]

/// The templates that are in more than one part.
private func leaks<Item>(_ split: DataSet<Item>.Split) -> [String] {
  let all = split.extract.templates + split.select.templates + split.test.templates
  return Dictionary(grouping: all, by: \.self).filter { $0.value.count > 1 }.keys.sorted()
}
