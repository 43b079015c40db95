import Foundation
import Inference
import Steering
import TestSupport
import Testing

@Suite("Known answers: log-odds of words and replies")
struct LogOddsKnownAnswerTests {
  typealias Family = KnownAnswers.Family
  let answers: KnownAnswers
  let table: LogitTable
  let model: LanguageModel

  init() throws {
    answers = try KnownAnswers.shared.get()
    table = answers.logits
    model = try table.model()
  }

  private func plain(_ items: [KnownAnswers.Odds]) -> [Double] {
    items.map { table.logOdds($0.positive, $0.negative, after: $0.prompt) }
  }

  private func replies(_ items: [KnownAnswers.Odds]) throws -> ReplyLogOdds {
    try ReplyLogOdds(
      dialogues: items.map { ($0.prompt, agree: $0.positive, correct: $0.negative) })
  }

  private func words(_ items: [KnownAnswers.Odds]) throws -> ReplyLogOdds {
    try ReplyLogOdds(
      prompts: items.map(\.prompt), positive: items[0].positive, negative: items[0].negative)
  }

  @Test(
    "words, of however many tokens: log Σ p of the kind minus log Σ p of the unkind",
    arguments: Family.allCases)
  func words(family: Family) throws {
    let items = answers[family]
    let got = try words(items).values(on: model, edits: [], resumingFrom: nil)
    expectSame(got, items.map(\.logOdds), "words \(family), SciPy")
    expectSame(got, plain(items), "words \(family), by the definition")
  }

  @Test("replies: joint probabilities, summed over wordings", arguments: Family.allCases)
  func replies(family: Family) throws {
    let items = answers[family]
    let got = try replies(items).values(on: model, edits: [], resumingFrom: nil)
    expectSame(got, items.map(\.logOdds), "replies \(family), SciPy")
    expectSame(got, plain(items), "replies \(family), by the definition")
  }

  @Test("per token: the mean over a reply's tokens in place of their sum")
  func perToken() throws {
    let (prompt, long, short) = ([1], [2, 3, 4], [5])
    func total(_ reply: [Int]) -> Double {
      zip([prompt[0]] + reply, reply).reduce(0) {
        $0 + log(table.probability(of: $1.1, after: $1.0))
      }
    }
    let metric = try ReplyLogOdds(dialogues: [(prompt, agree: [long], correct: [short])])
    let sum = [total(long) - total(short)]
    let mean = [total(long) / 3 - total(short)]
    expectSame(try metric.values(on: model, edits: [], resumingFrom: nil), sum, "sums")
    expectSame(
      try metric.perToken.values(on: model, edits: [], resumingFrom: nil), mean, "per token")
    expectFault("sums for means", sum, mean)
    expectFault("by the other's length", [total(long) - total(short) / 3], mean)
    #expect(metric.perToken.key(of: 0) != metric.key(of: 0), "kept apart")
  }

  /// The vector turns the prompt's last token into token 6, and nothing else.
  @Test("steered: the first token follows another row", arguments: Family.allCases)
  func steered(family: Family) throws {
    for item in answers[family] {
      let last = item.prompt.count - 1
      let edits = try [
        Intervention.add(
          table.direction(from: item.prompt[last], to: 6), coefficient: 1, at: .residPost(1),
          positions: .only([last]))
      ].edits(on: model)
      let expected = [table.logOdds(item.positive, item.negative, after: [6])]
      let checkpoint = try replies([item]).checkpoints(on: model, after: [1])[1]
      expectSame(
        try replies([item]).values(on: model, edits: edits, resumingFrom: checkpoint), expected,
        "steered replies")
      let words = try words([item])
      expectSame(
        try words.values(
          on: model, edits: edits,
          resumingFrom: words.checkpoints(on: model, after: [1])[1]), expected, "steered words")
    }
  }

  @Test("a word that begins another counts all text that begins so, the other word among it")
  func prefix() throws {
    func odds(_ positive: [[Int]]) throws -> Double {
      try ReplyLogOdds(prompts: [[1]], positive: positive, negative: [[2]])
        .values(on: model, edits: [], resumingFrom: nil)[0]
    }
    let (p3, p2) = (table.probability(of: 3, after: 1), table.probability(of: 2, after: 1))
    let both = p3 * table.probability(of: 12, after: 3)
    expectSame([try odds([[3], [3, 12]])], [log((p3 + both) / p2)], "both words")
    expectSame([try odds([[3, 12]])], [log(both / p2)], "the longer")
    expectFault("the shorter without the longer", [log(p3 / p2)], [log((p3 + both) / p2)])
  }

  /// From log p of each token of both families, [continuation][token].
  typealias Fault = (name: String, value: @Sendable ([[Double]], [[Double]]) -> Double)

  /// What a metric could compute by mistake.
  static let faults: [Fault] = [
    ("mean of logs for log of sum", { mean($0.map(sum)) - mean($1.map(sum)) }),
    ("sum of logs for log of sum", { sum($0.map(sum)) - sum($1.map(sum)) }),
    (
      "log of mean for log of sum",
      { logSum($0) - logCount($0.count) - logSum($1) + logCount($1.count) }
    ),
    ("the best for the sum", { ($0.map(sum).max() ?? 0) - ($1.map(sum).max() ?? 0) }),
    ("a wording dropped", { logSum($0.dropLast()) - logSum($1) }),
    ("the wrong sign", { logSum($1) - logSum($0) }),
    ("sum of both for difference", { logSum($0) + logSum($1) }),
    ("the first token dropped", { logSum($0.map { $0.dropFirst() }) - logSum($1) }),
    ("the last token dropped", { logSum($0.map { $0.dropLast() }) - logSum($1) }),
  ]
  /// The same of what several tokens can have wrong.
  static let sequenceFaults: [Fault] = [
    ("first tokens only", { logSum($0.map { $0.prefix(1) }) - logSum($1.map { $0.prefix(1) }) }),
    (
      "length-normalised",
      { logSum($0.map { [mean($0)] }) - logSum($1.map { [mean($0)] }) }
    ),
  ]

  @Test("planted faults differ from the expected values", arguments: Family.allCases)
  func plantedFaults(family: Family) {
    let items = answers[family]
    let faults = Self.faults + (family == .oneToken ? [] : Self.sequenceFaults)
    func logs(_ continuations: [[Int]], after prompt: [Int]) -> [[Double]] {
      continuations.map { table.probabilities(of: $0, after: prompt).map { log($0) } }
    }
    for fault in faults {
      expectFault(
        "\(family): \(fault.name)",
        items.map {
          fault.value(logs($0.positive, after: $0.prompt), logs($0.negative, after: $0.prompt))
        }, items.map(\.logOdds))
    }
    expectFault(
      "\(family): read after the prompt's first token",
      items.map { table.logOdds($0.positive, $0.negative, after: [$0.prompt[0]]) },
      items.map(\.logOdds))
    // The same computation without a fault agrees.
    expectSame(
      items.map {
        Self.logSum(logs($0.positive, after: $0.prompt))
          - Self.logSum(logs($0.negative, after: $0.prompt))
      }, items.map(\.logOdds), "no fault")
  }

  private static func sum(_ x: some Sequence<Double>) -> Double { x.reduce(0, +) }
  private static func mean(_ x: [Double]) -> Double { sum(x) / Double(x.count) }
  private static func logCount(_ x: Int) -> Double { log(Double(x)) }
  private static func logSum(_ x: some Sequence<some Sequence<Double>>) -> Double {
    log(sum(x.map { exp(sum($0)) }))
  }
}

@Suite("Known answers: percentages and probabilities")
struct SignKnownAnswerTests {
  let answers: KnownAnswers
  let model: LanguageModel

  init() throws {
    answers = try KnownAnswers.shared.get()
    model = try answers.logits.model()
  }

  /// All families, and one against itself, whose odds are even.
  private var items: [KnownAnswers.Odds] {
    KnownAnswers.Family.allCases.flatMap { answers[$0] }
  }

  private func odds() throws -> ReplyLogOdds {
    try ReplyLogOdds(
      dialogues: items.map { ($0.prompt, agree: $0.positive, correct: $0.negative) }
        + [(prompt: [1], agree: [[3, 8], [2]], correct: [[3, 8], [2]])])
  }

  @Test("accuracy: 100 where the odds are above even, 0 elsewhere, even odds among it")
  func accuracy() throws {
    let got = try Accuracy(odds()).values(on: model, edits: [], resumingFrom: nil)
    let expected = items.map { $0.logOdds > 0 ? 100.0 : 0 } + [0]
    #expect(got == expected)
    #expect(Set(expected) == [0, 100], "both occur")
    #expect(got != items.map { $0.logOdds > 0 ? 1 : 0 } + [0], "planted fault: a share")
    #expect(got != items.map { $0.logOdds < 0 ? 100 : 0 } + [0], "planted fault: wrong sign")
    #expect(
      got != items.map { $0.logOdds > 0 ? 100 : 0 } + [100], "planted fault: even odds counted")
  }

  @Test("probability: Σ p of the one family, divided by Σ p of both")
  func probability() throws {
    let got = try ReplyProbability(odds()).values(on: model, edits: [], resumingFrom: nil)
    let table = answers.logits
    let sums = items.map { item in
      [item.positive, item.negative].map { family in
        family.reduce(0) { $0 + table.probabilities(of: $1, after: item.prompt).reduce(1, *) }
      }
    }
    let expected = sums.map { $0[0] / ($0[0] + $0[1]) } + [0.5]
    expectSame(got, expected, "probability")
    expectFault(
      "probability of the other family", sums.map { $0[1] / ($0[0] + $0[1]) } + [0.5], expected)
    expectFault("odds for probability", sums.map { $0[0] / $0[1] } + [0.5], expected)
    expectFault("not renormalised", sums.map { $0[0] } + [0.5], expected)
  }
}
