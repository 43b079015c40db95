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
    clusters = (0..<Self.items).map { $0 % Self.clusters }
    indices = clusters.map { drawn[$0] + count * generator.index(below: textsEach) }
  }

  func names(_ templates: [String]) -> [String] {
    zip(indices, clusters).map { "\(templates[$0]) · draw \($1 + 1)" }
  }
}

extension Corpora {
  /// These texts with test items drawn from their test splits, which are the population.
  func drawingTestItems(seed: UInt64) -> Corpora {
    func draw(_ label: String, _ templates: [String]) -> TestDraw {
      var generator = SeededGenerator(seed: seed, stream: "test items \(label)")
      return TestDraw(from: templates, using: &generator)
    }
    func picked(_ texts: TextCorpus, by draw: TestDraw) -> TextCorpus {
      TextCorpus(ids: draw.indices.map { texts.ids[$0] }, templates: draw.names(texts.templates))
    }
    func picked(_ items: ChoiceCorpus, _ label: String) -> ChoiceCorpus {
      let draw = draw(label, items.templates)
      return items.picking(draw.indices, templates: draw.names(items.templates))
    }
    let openingDraw = draw("openings", openings.test.templates)
    return Corpora(
      opinions: opinions,
      openings: Split(
        select: openings.select, test: picked(openings.test, by: openingDraw)),
      cheerfulOpenings: picked(cheerfulOpenings, by: openingDraw),
      plainOpenings: picked(plainOpenings, by: openingDraw), positiveWords: positiveWords,
      negativeWords: negativeWords,
      passages: picked(passages, by: draw("passages", passages.templates)), replies: replies,
      statements: Split(
        select: statements.select, test: picked(statements.test, "statements")),
      behaviors: Dictionary(
        uniqueKeysWithValues: behaviors.map { behavior, corpus in
          let test = picked(corpus.items.test, behavior.rawValue)
          return (
            behavior,
            BehaviorCorpus(
              pairs: corpus.pairs, items: Split(select: corpus.items.select, test: test),
              formats: corpus.formats)
          )
        }),
      facts: Split(select: facts.select, test: picked(facts.test, "facts")))
  }
}
