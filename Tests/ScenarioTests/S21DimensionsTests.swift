import Inference
import Protocols
import Statistics
import Steering
import Subjects
import Testing
import TinyModel

@testable import Scenarios

@Suite("S21 · What does one dimension lose?")
struct S21DimensionsTests {
  static func laboratory() throws -> Laboratory { Laboratory(try Subject(.planted)) }

  static func study(
    _ behavior: Behavior, in lab: Laboratory
  ) throws -> (concept: ChosenVector, spectrum: DifferenceSpectrum, heldOut: HeldOutSpectrum) {
    let concept = try lab.concept(behavior)
    return (
      concept,
      try DifferenceSpectrum(
        positive: concept.positive, negative: concept.negative, layer: concept.layer),
      try lab.heldOutSpectrum(
        of: concept, templates: lab.corpus(behavior).pairs.templates, layer: concept.layer,
        probed: [0, 1])
    )
  }

  @Test("planted model: one dimension is planted, and the first holds it")
  func planted() throws {
    let lab = try Self.laboratory()
    for (behavior, planted) in [(Behavior.sentiment, Direction.valence), (.honesty, .honesty)] {
      let (concept, spectrum, heldOut) = try Self.study(behavior, in: lab)
      let first = spectrum.directions[0].map { Float($0) }
      #expect(cosine(first, TinyModel.direction(planted, seed: Subject.seed)) >= 0.95)
      #expect(heldOut.shares[0] > 0.95, "\(heldOut.shares)")
      #expect(heldOut.commonShare > 0.95)
      #expect(heldOut.nullShares[0] < 0.8, "\(heldOut.nullShares)")
      #expect(heldOut.accuracies[0].percent > 95)
      #expect(abs(heldOut.accuracies[1].percent - 50) <= 5)

      let items = try lab.items(behavior, .test, count: 12)
      let evaluation = try Evaluation(
        of: lab.measure(behavior, on: items).metric, on: lab.underTest, steeredAt: [concept.layer])
      let effects = try lab.subspaceEffects(
        of: concept, in: spectrum, ranks: [1, 8], on: evaluation)
      let means = try effects.map { try mean($0.changes) }
      #expect(means[2] > 0.3, "\(behavior): \(means)")
      #expect(abs(means[0] / means[2] - 1) < 0.05, "k = 1 carries it: \(means)")
    }
  }

  @Test("planted model: taking the first dimension out takes the response to a request with it")
  func ablated() throws {
    let lab = try Self.laboratory()
    let (_, spectrum, _) = try Self.study(.sentiment, in: lab)
    let responses = try lab.responsesAfterAblation(
      of: .sentiment, in: spectrum, ranks: [0, 1],
      items: lab.items(.sentiment, .test, count: 12)
    ).map { try mean($0) }
    #expect(responses[0] > 0.3)
    #expect(abs(responses[1]) < 0.1 * responses[0], "\(responses)")
  }

  @Test(
    "planted fault: without a planted dimension, or in another subspace, k = 1 does not carry it")
  func unplanted() throws {
    let bare = Laboratory(try .planted(seed: Subject.seed, planting: .none))
    let none = try Self.study(.sentiment, in: bare).heldOut
    #expect(none.commonShare < 0.5, "\(none)")

    let lab = try Self.laboratory()
    let (concept, _, _) = try Self.study(.sentiment, in: lab)
    let other = try Self.study(.honesty, in: lab).spectrum
    let items = try lab.items(.sentiment, .test, count: 12)
    let evaluation = try Evaluation(
      of: lab.measure(.sentiment, on: items).metric, on: lab.underTest, steeredAt: [concept.layer])
    let effects = try lab.subspaceEffects(of: concept, in: other, ranks: [1], on: evaluation)
    #expect(effects[0].length < 0.2)
  }
}
