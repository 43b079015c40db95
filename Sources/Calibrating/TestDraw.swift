import Randomness
import Steering
import Subjects

/// One draw of test items from a finite population, laid out as registered test splits are.
///
/// Clusters are drawn independently and with replacement, then each item's text inside its cluster, so
/// that the population's mean is exactly what the interval of a draw must hold. (The registered splits
/// draw templates without replacement from a grammar of a few hundred: their intervals are a little too
/// wide for that grammar, not too narrow.) A template that is drawn twice makes two clusters.
struct TestDraw {
  static let clusters = 40
  static let items = 200

  /// Of each item its text's place in the population, and its cluster.
  let indices: [Int]
  let clusters: [Int]

  /// - Parameters:
  ///   - templates: of the population's texts; text k · T + t is of the t-th of T templates.
  init(from templates: [String], using generator: inout SeededGenerator) {
    let count = Set(templates).count
    let textsEach = templates.count / count
    let drawn = (0..<Self.clusters).map { _ in generator.index(below: count) }
    clusters = (0..<Self.items).map { $0 * Self.clusters / Self.items }
    indices = clusters.map { drawn[$0] + count * generator.index(below: textsEach) }
  }

  func names(_ templates: [String]) -> [String] {
    zip(indices, clusters).map { "\(templates[$0]) · draw \($1 + 1)" }
  }
}

extension TestDraw {
  fileprivate init(_ label: String, from templates: [String], seed: UInt64) {
    var generator = SeededGenerator(seed: seed, stream: "test items \(label)")
    self.init(from: templates, using: &generator)
  }
}

extension Corpora {
  /// These texts with passages drawn from the passages, which are the population.
  func drawingPassages(seed: UInt64) -> Corpora {
    let draw = TestDraw("passages", from: passages.templates, seed: seed)
    return Corpora(
      opinions: opinions, openings: openings, cheerfulOpenings: cheerfulOpenings,
      plainOpenings: plainOpenings, positiveWords: positiveWords, negativeWords: negativeWords,
      passages: TextCorpus(
        ids: draw.indices.map { passages.ids[$0] }, templates: draw.names(passages.templates)),
      replies: replies, statements: statements, behaviors: behaviors, facts: facts)
  }
}

extension Dialogues {
  /// These dialogues with test items drawn from their test splits, which are the population.
  func drawingTestItems(seed: UInt64) throws -> Dialogues {
    Dialogues(
      Dictionary(
        uniqueKeysWithValues: try Behavior.allCases.map { behavior in
          let corpus = try self(behavior)
          let test = corpus.items.test
          let draw = TestDraw(behavior.rawValue, from: test.templates, seed: seed)
          return (
            behavior,
            DialogueCorpus(
              pairs: corpus.pairs,
              items: Corpora.Split(
                select: corpus.items.select,
                test: test.picking(draw.indices, templates: draw.names(test.templates))))
          )
        }))
  }
}
