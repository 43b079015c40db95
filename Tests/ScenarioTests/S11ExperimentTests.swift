import Protocols
import Steering
import Subjects
import Testing

@testable import Scenarios

@Suite("S11 · A whole experiment in one call")
struct S11ExperimentTests {
  @Test(
    "true labels find a sweet spot that holds on held-out texts, shuffled ones find none",
    arguments: [Behavior.sentiment, .sycophancy])
  func labels(behavior: Behavior) throws {
    let lab = Laboratory(try .planted(seed: Subject.seed))
    let found = try lab.briefExperiment(on: behavior)
    print(
      "\(behavior.rawValue): layer \(found.chosen.layer), c = \(found.chosen.coefficient),",
      "held out \(found.heldOut.effect.value), S \(found.heldOut.score)")
    #expect(found.chosen.effect.interval.lower > 0.25)
    #expect(found.heldOut.effect.interval.lower > 0.25)
    #expect(found.chosen.coefficient * behavior.wanted > 0)
    let shuffled = try lab.briefExperiment(on: behavior, shuffled: true)
    #expect(!shuffled.isSweet)
    #expect(shuffled.heldOut.effect.value < 0.5 * found.heldOut.effect.value)
  }
}
