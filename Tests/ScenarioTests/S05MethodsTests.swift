import Inference
import Protocols
import Statistics
import Steering
import Subjects
import Testing
import TinyModel

@testable import Scenarios

@Suite("S05 · Which vector?")
struct S05MethodsTests {
  static func laboratory() throws -> Laboratory { Laboratory(try Subject(.planted)) }

  static func recording(
    of lab: Laboratory
  ) throws -> (positive: Activations, negative: Activations) {
    let pairs = try lab.corpus(.sentiment).pairs
    return try lab.model.record(pairs: pairs.positive, pairs.negative, position: .all)
  }

  @Test("planted model: every method's direction at the last token is the planted one")
  func planted() throws {
    let lab = try Self.laboratory()
    let valence = TinyModel.direction(.valence, seed: Subject.seed)
    for layer in [0, try lab.sentiment().layer, 7] {
      let found = try lab.directions(of: Self.recording(of: lab), layer: layer)
      #expect(found.count == 12)
      for direction in found where direction.position == .last {
        let agreement = cosine(direction.direction, valence)
        print("\(direction.name), layer \(layer): \(agreement)")
        #expect(agreement >= 0.95, "\(direction.name), layer \(layer)")
      }
      // At equal length, whatever the method and position.
      let lengths = found.map { norm($0.direction) }
      #expect(lengths.allSatisfy { abs($0 / lengths[0] - 1) < 1e-5 })
    }
  }

  @Test("planted fault: a model without valence has none to be found")
  func unplanted() throws {
    let lab = Laboratory(try .planted(seed: Subject.seed, planting: .none))
    let valence = TinyModel.direction(.valence, seed: Subject.seed)
    let found = try lab.directions(of: Self.recording(of: lab), layer: 5)
    #expect(found.allSatisfy { abs(cosine($0.direction, valence)) < 0.5 })
  }

  @Test("wrong labels turn a classifier's direction more than a mean's, and half of them every one")
  func labelNoise() throws {
    let lab = try Self.laboratory()
    let concept = try lab.sentiment()
    let rows = try ContrastRows(
      positive: concept.positive, negative: concept.negative, layer: concept.layer)
    let openings = lab.corpora.openings.test.thinned(to: 12)
    let evaluation = try Evaluation(
      of: lab.wordLogOdds(openings), on: lab.underTest, steeredAt: [concept.layer])
    func noise(_ method: SteeringVector.Method) throws -> [LabelNoise] {
      try lab.labelNoise(
        method, shares: [0, 0.3, 0.5], draws: 4, pairs: rows, layer: concept.layer, on: evaluation)
    }
    let (mean, logistic) = (try noise(.mean), try noise(.logistic))
    for levels in [mean, logistic] {
      #expect(levels.map(\.cosines.count) == [1, 4, 4])
      #expect(levels[0].cosines[0] > 1 - 1e-6)
      #expect(levels[1].cosines.allSatisfy { $0 > 0.9 }, "\(levels[1])")
      #expect(levels[0].effects[0] > 0.4 && levels[1].effects.allSatisfy { $0 > 0.3 })
    }
    #expect((mean[1].cosines.min() ?? 0) > (logistic[1].cosines.max() ?? 1))
    #expect((logistic[2].cosines.map(abs).min() ?? 1) < 0.9)
  }
}
