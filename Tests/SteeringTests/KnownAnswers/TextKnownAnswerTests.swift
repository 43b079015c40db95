import Foundation
import Inference
import Steering
import TestSupport
import Testing

@Suite("Known answers: fluency and divergence")
struct TextKnownAnswerTests {
  let answers: KnownAnswers
  let table: LogitTable
  let model: LanguageModel

  init() throws {
    answers = try KnownAnswers.shared.get()
    table = answers.logits
    model = try table.model()
  }

  @Test("NLL of a text: minus the mean of log p of the tokens after its first")
  func texts() throws {
    let texts = answers.texts.map(\.ids)
    let expected = answers.texts.map(\.nll)
    let got = try TextNLL(texts: texts).values(on: model, edits: [], resumingFrom: nil)
    let logs = texts.map { ids in
      table.probabilities(of: Array(ids.dropFirst()), after: [ids[0]]).map { log($0) }
    }
    func sum(_ x: some Sequence<Double>) -> Double { x.reduce(0, +) }
    expectSame(got, expected, "NLL of texts, SciPy")
    expectSame(got, logs.map { -sum($0) / Double($0.count) }, "NLL of texts, by the definition")
    expectFault("the wrong sign", expected.map { -$0 }, expected)
    expectFault("sum for mean", logs.map { -sum($0) }, expected)
    expectFault("the first token counted", logs.map { -sum($0) / Double($0.count + 1) }, expected)
    expectFault("a dropped token", logs.map { -sum($0.dropLast()) / Double($0.count) }, expected)
    expectFault(
      "log of mean for mean of logs",
      logs.map { -log(sum($0.map { exp($0) }) / Double($0.count)) }, expected)
  }

  @Test("NLL of what was written: the prompt is given, not scored")
  func written() throws {
    let written = answers.written
    let expected = written.map(\.nll)
    let got = try TextNLL(continuations: written.map { ($0.prompt, ids: $0.ids) })
      .values(on: model, edits: [], resumingFrom: nil)
    expectSame(got, expected, "NLL of what was written, SciPy")
    expectFault(
      "the prompt scored too",
      written.map { item in
        let text = item.prompt + item.ids
        let p = table.probabilities(of: Array(text.dropFirst()), after: [text[0]])
        return -p.reduce(0) { $0 + log($1) } / Double(p.count)
      }, expected)
  }

  @Test("divergence: Σ p (log p − log q), p unsteered and q steered")
  func divergence() throws {
    for expected in answers.divergences {
      let (from, to) = (expected.from, expected.to)
      let texts = [[from], [9, from], [1, 2, from]]
      let metric = try NextTokenDivergence(texts: texts, on: model)
      let edits = try [
        Intervention.add(
          table.direction(from: from, to: to), coefficient: 1, at: .residPost(2))
      ].edits(on: model)
      let got = try metric.values(on: model, edits: edits, resumingFrom: nil)
      let nats = texts.map { _ in expected.nats }
      expectSame(got, nats, "divergence from row \(from) to row \(to), SciPy")
      let (p, q) = (row(from), row(to))
      expectSame(got, nats.map { _ in divergence(p, q) }, "divergence, by the definition")
      guard from != to else { continue }
      expectFault("the other way round", nats.map { _ in divergence(q, p) }, nats)
      expectFault("the wrong sign", nats.map { -$0 }, nats)
      expectFault("in bits", nats.map { $0 / log(2) }, nats)
      expectFault(
        "cross-entropy for divergence",
        nats.map { _ in -zip(p, q).reduce(0) { $0 + $1.0 * log($1.1) } }, nats)
    }
  }

  @Test("divergence of a model that nothing was done to is zero")
  func nothing() throws {
    let metric = try NextTokenDivergence(texts: [[3], [1, 2]], on: model)
    expectSame(try metric.values(on: model, edits: [], resumingFrom: nil), [0, 0], "no divergence")
  }

  private func row(_ token: Int) -> [Double] {
    table.rows.indices.map { table.probability(of: $0, after: token) }
  }

  private func divergence(_ p: [Double], _ q: [Double]) -> Double {
    zip(p, q).reduce(0) { $0 + $1.0 * log($1.0 / $1.1) }
  }
}

@Suite("Known answers: repetition")
struct RepetitionKnownAnswerTests {
  /// Counted by hand: 4-grams, and how many of them were there before.
  static let texts: [(ids: [Int], again: Double, of: Double)] = [
    ([], 0, 1), ([1, 2, 3], 0, 1),  // no 4-gram
    ([1, 2, 3, 4], 0, 1), ([7, 7, 7, 7], 0, 1),  // one, the first of its kind
    ([7, 7, 7, 7, 7], 1, 2),
    ([1, 2, 3, 4, 1, 2, 3, 4], 1, 5),  // 1234 again; 2341, 3412 and 4123 once
    ([1, 2, 3, 1, 2, 3, 1, 2], 2, 5),  // 1231, 2312, 3123, then the first two again
    ([1, 2, 3, 4, 5, 1, 2, 3, 5], 0, 6),  // 123 twice, but no 4-gram
    ([Int](repeating: 9, count: 24), 20, 21),
  ]

  @Test("the share of 4-grams that were there before")
  func shares() {
    let expected = Self.texts.map { $0.again / $0.of }
    expectSame(Self.texts.map { fourGramRepetition($0.ids) }, expected, "repetition")
    func share(_ length: Int, _ ids: [Int]) -> Double {
      guard ids.count >= length else { return 0 }
      let grams = (0...ids.count - length).map { Array(ids[$0..<$0 + length]) }
      return 1 - Double(Set(grams).count) / Double(grams.count)
    }
    func faulty(_ fault: ([Int]) -> Double) -> [Double] { Self.texts.map { fault($0.ids) } }
    expectSame(faulty { share(4, $0) }, expected, "no fault")
    expectFault("3-grams", faulty { share(3, $0) }, expected)
    expectFault("5-grams", faulty { share(5, $0) }, expected)
    expectFault("the last token dropped", faulty { share(4, $0.dropLast()) }, expected)
    expectFault("the distinct share", faulty { 1 - share(4, $0) }, expected)
    expectFault(
      "a share of tokens", Self.texts.map { $0.again / Double($0.ids.count + 1) }, expected)
  }
}
