import Claims
import Protocols
import Selectivity
import Steering
import Subjects
import TestSupport
import Testing
import TinyModel

@testable import Scenarios

@Suite("S15 · Can a concept be erased?")
struct S15ErasureTests {
  /// Accuracy, in percent, of probes trained anew: on the eraser's texts, and on new ones.
  private static func accuracies(
    _ lab: Laboratory, after kind: ErasureKind?
  ) throws -> (same: Double, new: Double) {
    let concept = try SelectiveVector(.sentiment, in: lab)
    let outcomes = try lab.probe(
      after: kind, of: concept, templates: concept.templates, layer: concept.layer)
    return (
      try outcomes.estimate(\.sameTexts).value, try outcomes.estimate(\.newTexts).value
    )
  }

  @Test("planted: LEACE takes probes to chance, an erasure of something else does not")
  func probes() throws {
    let lab = Laboratory(try .planted(seed: Subject.seed), counts: .calibration)
    for kind in [nil] + ErasureKind.allCases.map(Optional.some) {
      let (same, new) = try Self.accuracies(lab, after: kind)
      print("\(kind?.name ?? "nothing"): \(same) %, on new texts \(new) %")
      switch kind {
      case nil, .random, .shuffledLabels: #expect(same > 90 && new > 90)
      case .leace, .published, .directional:
        #expect((45...55).contains(same) && (45...55).contains(new))
      }
    }
  }

  @Test(
    "planted: erasing takes away the response to steering from below, a random ablation does not")
  func running() throws {
    let lab = Laboratory(try .planted(seed: Subject.seed), counts: .calibration)
    let concept = try SelectiveVector(.sentiment, in: lab)
    let runs = try lab.runningErasures(
      [nil, .leace, .random], of: concept, layer: concept.layer)
    print("response to steering: \(runs.map(\.toSteering.value))")
    #expect(runs[0].toSteering.interval.lower > 0.05)
    #expect(abs(runs[1].toSteering.value) < 0.1 * runs[0].toSteering.value)
    #expect(runs[2].toSteering.value > 0.7 * runs[0].toSteering.value)
    #expect(runs[0].cost.value == 0)
  }
}
