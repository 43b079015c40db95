import Inference
import TestSupport
import Testing

@testable import Steering

@Suite("The replies in the full engine's tokens", .fullEngine)
struct DataTokenTests {
  @Test(
    "favored and opposed replies have equally many tokens",
    arguments: ["honesty", "confidence", "corrigibility"])
  func lengths(name: String) throws {
    let items = try ChoiceItems(
      jsonl: try bundledData("\(name).items.jsonl"), name: "\(name).items.jsonl")
    let tokenizer = try FullEngine.model.tokenizer
    func count(_ item: ChoiceItem, _ reply: String) -> Int {
      tokenizer.encode(item.continuation(reply)).count
    }
    let longer = items.flatMap { item in
      zip(item.favored, item.opposed).map { count(item, $0) - count(item, $1) }
    }
    #expect(longer.allSatisfy { abs($0) <= 1 })
    #expect(longer.reduce(0, +) == 0)
  }

  @Test("a fact's right and wrong word have equally many tokens, most of them one")
  func facts() throws {
    let tokenizer = try FullEngine.model.tokenizer
    let counts = try FactItems.bundled.map {
      (tokenizer.encode(" " + $0.right).count, tokenizer.encode(" " + $0.wrong).count)
    }
    #expect(counts.allSatisfy { $0 == $1 && $0 <= 2 })
    #expect(counts.filter { $0.0 == 1 }.count * 10 >= counts.count * 9)
  }
}
