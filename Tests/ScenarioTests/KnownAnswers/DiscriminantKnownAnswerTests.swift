import Inference
import Steering
import TestSupport
import Testing

@testable import Protocols
@testable import Selectivity
@testable import Subjects

/// Whether an effect is of what it is named after: agreement with right and with wrong statements, and
/// items beside their control prompts.
@Suite("Known answers: discriminants")
struct DiscriminantKnownAnswerTests {
  /// Statements end in tokens 1, 2, 3 where they are wrong and 4, 1, 2 where they are right.
  static let wrong = [[9, 1], [2], [9, 9, 3]]
  static let right = [[4], [9, 1], [9, 2]]
  static let agreeing: [[Int]] = [[5, 2], [7], [11, 3, 4]]
  static let correcting: [[Int]] = [[6, 1], [8]]

  private func agreement(_ table: LogitTable, _ prompts: [[Int]]) -> [Double] {
    prompts.map { table.logOdds(Self.agreeing, Self.correcting, after: $0) }
  }

  private func items() -> ChoiceCorpus {
    ChoiceCorpus(
      prompts: Self.wrong, controls: Self.right, favored: Self.wrong.map { _ in Self.agreeing },
      opposed: Self.wrong.map { _ in Self.correcting }, templates: ["a", "b", "c"]
    ) { _, _ in [1] }
  }

  @Test("selective log-odds: those of the item minus those of its control")
  func selectiveLogOdds() throws {
    let subject = try TableSubject()
    let metric = try SelectiveLogOdds(items(), in: subject.lab)
    let got = try metric.values(on: subject.lab.model, edits: [], resumingFrom: nil)
    let (item, control) = (
      agreement(subject.table, Self.wrong), agreement(subject.table, Self.right)
    )
    let expected = difference(item, control)
    expectSame(got, expected, "selective log-odds")
    let part = try metric.part(1..<3).values(on: subject.lab.model, edits: [], resumingFrom: nil)
    expectSame(part, Array(expected[1...]), "those of a part")
    expectFault("the wrong sign", difference(control, item), expected)
    expectFault("the items alone", item, expected)
    expectFault("the sum of both", zip(item, control).map { $0 + $1 }, expected)
    expectFault(
      "controls out of step", difference(item, [control[1], control[2], control[0]]), expected)

    let apart = try SelectiveItems(items(), in: subject.lab).values()
    expectSame(apart.items, item, "the items")
    expectSame(apart.controls, control, "the controls")
  }

  @Test("selective change: of the items less that of the controls, in the wanted direction")
  func selectiveChange() {
    let before = SelectiveItems.Values(items: [5, 3], controls: [1, 2])
    let after = SelectiveItems.Values(items: [1, 2], controls: [0, 4])
    #expect(after.change(of: \.items, from: before, sign: -1) == [4, 1])
    #expect(after.change(of: \.controls, from: before, sign: -1) == [1, -2])
    // 4 − 1 and 1 − (−2)
    #expect(after.selectiveChange(from: before, sign: -1) == [3, 3])
    #expect(after.selectiveChange(from: before) == [-3, -3], "planted fault: the other sign")
    #expect(
      before.selectiveChange(from: after, sign: -1) != [3, 3], "planted fault: after for before")
  }

  @Test("eight wordings in turn, before wrong and right statements alike")
  func wordingsInTurn() throws {
    let subject = try Subject.planted(seed: 3)
    let items = try Laboratory(subject).corpus(.sycophancy).items.test
    let (wrong, right) = (
      items.prompts(afterEvery: .neutral), items.controls(afterEvery: .neutral)
    )
    let openings = wrong.indices.map { wrong[$0].dropLast(items.prompts[$0].count) }
    #expect(Set(openings).count == Instruction.wordings)
    for k in wrong.indices {
      #expect(Array(wrong[k].suffix(items.prompts[k].count)) == items.prompts[k])
      #expect(right[k] == Array(openings[k]) + items.controls[k])
    }
  }
}
