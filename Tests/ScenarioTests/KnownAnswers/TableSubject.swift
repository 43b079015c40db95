import Inference
import Steering
import TestSupport

@testable import Protocols
@testable import Subjects

/// A model of a `LogitTable`, with as few texts as corpora can have.
struct TableSubject {
  /// Logits from −2 to 1.75 after tokens 1 to 4; after the others every token is as likely.
  static let rows: [[Float]] = (0..<16).map { before in
    (0..<16).map { logit(of: $0, after: before) }
  }

  private static func logit(of after: Int, after before: Int) -> Float {
    guard (1...4).contains(before) else { return 0 }
    let quarters = (7 * before + 5 * after * before) % 16
    return Float(quarters) / 4 - 2
  }

  let table: LogitTable
  let lab: Laboratory

  init(layers: Int = 9, positive: [[Int]] = [[5]], negative: [[Int]] = [[6]]) throws {
    table = LogitTable(Self.rows, layers: layers)
    let texts = TextCorpus(ids: [[1], [2], [3], [4]], templates: ["a", "b", "c", "d"])
    let pairs = PairCorpus(positive: [[5]], negative: [[6]], templates: ["a"])
    let choices = ChoiceCorpus(
      prompts: [[1]], favored: [[[5]]], opposed: [[[6]]], templates: ["a"]
    ) { _, _ in [1] }
    let statements = ChoiceCorpus(
      prompts: [[1]], controls: [[2]], favored: [[[5]]], opposed: [[[6]]], templates: ["a"]
    ) { _, _ in [1] }
    lab = Laboratory(
      Subject(
        card: .planted, model: try table.model(),
        corpora: Corpora(
          opinions: pairs, openings: Corpora.Split(select: texts, test: texts),
          cheerfulOpenings: texts, plainOpenings: texts, positiveWords: positive,
          negativeWords: negative, passages: texts, replies: pairs,
          statements: Corpora.Split(select: statements, test: statements), behaviors: [:],
          facts: Corpora.Split(select: choices, test: choices)), dialogues: Dialogues([:])))
  }
}
