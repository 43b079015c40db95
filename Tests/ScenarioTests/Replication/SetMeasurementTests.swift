import Inference
import Protocols
import Randomness
import Statistics
import Subjects
import Testing

@testable import Replication

/// The study of published sets on the planted model, whose sentiment direction is known: openings as questions, a kind
/// and an unkind word as their two answers.
@Suite("Measuring a published set (instrument check)")
struct SetMeasurementTests {
  private static let subject = Result { try Subject(.planted) }

  /// Questions in two orders that differ in nothing but which words are asked for.
  ///
  /// - Parameter isKind: whether the kind word is the matching answer of a question.
  private func set(
    _ name: String, in lab: Laboratory, isKind: (Int) -> Bool
  ) -> QuestionSet {
    let corpora = lab.corpora
    let openings = corpora.openings.select.ids + corpora.openings.test.ids
    let questions = openings.indices.map { index in
      let words = [corpora.positiveWords, corpora.negativeWords].map { $0[index % $0.count] }
      let (matching, other) = isKind(index) ? (words[0], words[1]) : (words[1], words[0])
      let order = TwoChoiceQuestion.Order(
        prompt: openings[index], matching: matching, other: other)
      return TwoChoiceQuestion(orders: [order, order])
    }
    let (extract, rest) = (questions.prefix(100), questions.dropFirst(100))
    return QuestionSet(
      name: name, extract: Array(extract), select: Array(rest.prefix(20)),
      test: Array(rest.dropFirst(20).prefix(40)))
  }

  @Test(
    "answers that share a direction can be steered: beyond every null, coherent, all in the right direction"
  )
  func steerable() throws {
    let lab = Laboratory(try Self.subject.get())
    let measured = try SetMeasurement(of: set("kind", in: lab) { _ in true }, in: lab)
    let slopes = try measured.slopes()
    print(try mean(slopes), measured.coherence, measured.flipped.max() ?? 0)
    #expect(try mean(slopes) > 0.25)
    #expect(measured.beats(\.flipped) && measured.beats(\.random))
    #expect(measured.agreesWithItself?.allSatisfy { $0 } == true)
    #expect(slopes.allSatisfy { $0 > 0 })
    #expect(measured.coherence > 0.5)
    // The probabilities rise with c, and the same answers from either order agree.
    let means = try [-1.0, 0, 1].map { try mean(measured.probabilities(at: $0)) }
    #expect(means[0] < means[1] && means[1] < means[2])
  }

  @Test("answers by coins cannot")
  func coins() throws {
    let lab = Laboratory(try Self.subject.get())
    var generator = SeededGenerator(seed: 3, stream: "coins")
    let coins = (0..<1_000).map { _ in generator.index(below: 2) == 0 }
    let measured = try SetMeasurement(of: set("coins", in: lab) { coins[$0] }, in: lab)
    print(try mean(measured.slopes()), measured.coherence)
    #expect(!measured.beats(\.flipped))
    #expect(abs(measured.coherence) < 0.3)
    #expect(try measured.slopes().contains { $0 < 0 })
  }

  @Test("a measurement is the same from its own JSON, and by rank products as by Spearman")
  func arithmetic() throws {
    let (x, y) = ([3.0, 1, 4, 1, 5, 9, 2], [2.0, 7, 1, 8, 2, 8, 1])
    #expect(abs(try mean(rankProducts(x, y)) - spearman(x, y).statistic) < 1e-12)
    #expect(SetMeasurement.coefficients.contains(0))
  }

  @Test(
    "what makes a vector has each letter, or each of two words, as often on one side as on the other"
  )
  func balance() {
    func order(_ matching: Int, _ other: Int) -> TwoChoiceQuestion.Order {
      .init(prompt: [1, 2], matching: [matching], other: [other])
    }
    // Published with (A), token 10, always right: both letters match in turn all the same.
    let letters = QuestionSet(
      name: "letters",
      extract: (0..<8).map { _ in TwoChoiceQuestion(orders: [order(10, 11), order(11, 10)]) },
      select: [], test: [])
    #expect(letters.pairs.positive.count { $0.last == 10 } == 4)
    #expect(letters.pairs.negative.count { $0.last == 10 } == 4)

    // Three of ten say yes, 20: they take turns with as many others, and the rest goes last.
    let words = (0..<10).map { index in
      TwoChoiceQuestion(orders: [index % 3 == 2 ? order(20, 21) : order(21, 20)])
    }
    let dealt = QuestionSet.alternating(words).map { $0.orders[0].matching[0] }
    #expect(dealt == [21, 20, 21, 20, 21, 20, 21, 21, 21, 21])
    // Texts that are all different stay in their order.
    let texts = (0..<4).map { TwoChoiceQuestion(orders: [order(30 + $0, 40)]) }
    #expect(QuestionSet.alternating(texts).map { $0.orders[0].matching[0] } == [30, 31, 32, 33])
  }

  @Test("the sets are sixty of the published ones, each once, whatever the machine")
  func drawn() {
    #expect(Set(Replication.sets).count == 60)
    #expect(Replication.sets.first == "mwe/advanced-ai-risk/corrigible-neutral-HHH")
  }
}
