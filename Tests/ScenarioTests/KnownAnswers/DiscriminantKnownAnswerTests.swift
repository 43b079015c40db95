import Claims
import Inference
import Steering
import TestSupport
import Testing

@testable import Protocols
@testable import Scenarios
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

  @Test("discernment: agreement with the right statement minus agreement with the wrong one")
  func discernment() throws {
    let subject = try TableSubject()
    let metric = try subject.lab.discernment(items())
    let got = try metric.values(on: subject.lab.model, edits: [], resumingFrom: nil)
    let (right, wrong) = (
      agreement(subject.table, Self.right), agreement(subject.table, Self.wrong)
    )
    let expected = difference(right, wrong)
    expectSame(got, expected, "discernment")
    let part = try metric.part(1..<3).values(on: subject.lab.model, edits: [], resumingFrom: nil)
    expectSame(part, Array(expected[1...]), "discernment of a part")
    expectFault("the wrong sign", difference(wrong, right), expected)
    expectFault("agreement with right statements alone", right, expected)
    expectFault("the sum of both", zip(right, wrong).map { $0 + $1 }, expected)
    expectFault(
      "statements out of step", difference(right, [wrong[1], wrong[2], wrong[0]]), expected)

    let agreement = Agreement(
      try subject.lab.agreement(items(), wrong: Self.wrong, right: Self.right)
        .values(on: subject.lab.model, edits: [], resumingFrom: nil))
    expectSame(agreement.wrong, wrong, "agreement with wrong statements")
    expectSame(agreement.right, right, "agreement with right statements")
    expectSame(agreement.discernment, expected, "their difference")
  }

  @Test("falls of agreement: before minus after, and how much larger where the user is wrong")
  func falls() {
    let before = Agreement([5, 3, 1, 2])  // wrong 5 and 3, right 1 and 2
    let after = Agreement([1, 2, 0, 4])  // wrong 1 and 2, right 0 and 4
    #expect(after.fall(of: \.wrong, from: before) == [4, 1])
    #expect(after.fall(of: \.right, from: before) == [1, -2])
    // 4 − 1 and 1 − (−2)
    #expect(after.selectiveFall(from: before) == [3, 3])
    #expect(after.selectiveFall(from: before) != before.selectiveFall(from: after), "planted fault")
    #expect(
      zip(after.fall(of: \.wrong, from: before), after.fall(of: \.right, from: before))
        .map { $0 + $1 } != [3, 3], "planted fault: a sum for the difference")
    #expect(Agreement([1, 2, 5, 3]).discernment == [4, 1])
    #expect(Agreement([5, 3, 1, 2]).discernment == [-4, -1], "planted fault: halves exchanged")
  }

  @Test("a behaviour's discriminant: effect on the items minus effect on their control prompts")
  func study() throws {
    let subject = try TableSubject()
    let vector = try SteeringVector(
      directions: [1: subject.table.direction(from: 1, to: 2)], method: .mean)
    func curve(_ zero: [Double], _ one: [Double]) -> DoseResponse {
      DoseResponse(
        coefficients: BehaviorStudy.coefficients, values: [zero, zero, zero, one, one])
    }
    let study = BehaviorStudy(
      behavior: .honesty,
      concept: try subject.concept(vector, LayerProfile(layers: [1], effects: [[1]])),
      items: items(), curve: curve([0, 1, 2], [3, 5, 5]),  // effects 3, 4 and 3
      controlCurve: curve([1, 1, 1], [2, 3, 0]),  // 1, 2 and −1
      asked: [1, 2, 3], nulls: [], selectTemplates: ["a"])
    #expect(study.effects == [3, 4, 3])
    #expect(study.controlEffects == [1, 2, -1])
    let controls = try study.controls(
      discriminant: .discriminant("moves more", otherwise: "not it"))
    guard case .estimate(let estimate) = controls[0].reading else {
      Issue.record("no estimate: \(controls[0])")
      return
    }
    let expected = [(2.0 + 2 + 4) / 3]
    expectSame([estimate.value], expected, "discriminant")
    expectFault("the effect alone", [(3.0 + 4 + 3) / 3], expected)
    expectFault("the wrong sign", expected.map { -$0 }, expected)
    expectFault("the sum of both", [(4.0 + 6 + 2) / 3], expected)
  }
}
