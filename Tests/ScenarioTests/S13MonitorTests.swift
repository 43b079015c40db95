import Inference
import Protocols
import Steering
import Subjects
import Testing
import TinyModel

@testable import Scenarios

@Suite("S13 · Reading a concept token by token")
struct S13MonitorTests {
  /// Held-out sentiment on a tiny model, read at the layer that it steers best from.
  private static func reading(
    _ planting: Planting
  ) throws -> (lab: Laboratory, held: HeldOutConcept, layer: Int) {
    let lab = Laboratory(try .planted(seed: Subject.seed, planting: planting), counts: .calibration)
    let held = try lab.heldOut(.sentiment)
    return (lab, held, held.concept.layer)
  }

  private static func cosine(_ held: HeldOutConcept, _ layer: Int) -> Double {
    let direction = held.direction(layer)
    let planted = TinyModel.direction(.valence, seed: Subject.seed)
    return zip(direction, planted).reduce(0) { $0 + Double($1.0) * Double($1.1) } / norm(direction)
  }

  /// From the opinion word on, kind statements score above neutral text and unkind ones below.
  private static func misread(_ lab: Laboratory, _ held: HeldOutConcept, _ layer: Int) throws -> Int
  {
    let monitor = try lab.monitor(held, layer: layer)
    let pairs = lab.corpora.opinions
    return try held.held.reduce(0) { count, pair in
      let texts = [pairs.positive[pair], pairs.negative[pair]]
      let opinion = texts[0].indices.first { texts[0][$0] != texts[1][$0] } ?? 0
      let scores = try monitor.read(texts, on: lab.model).map { $0.scores.dropFirst(opinion) }
      return count + scores[0].count { $0 < 2 } + scores[1].count { $0 > -2 }
    }
  }

  @Test("planted: half of the templates give the planted direction, and it reads the other half")
  func planted() throws {
    let (lab, held, layer) = try Self.reading(.full)
    let cosine = Self.cosine(held, layer)
    let separation = try lab.separation(of: held, layer: layer)
    let praise = try lab.praiseSeparation(of: held, layer: layer)
    print("cosine \(cosine), AUC \(separation.area.value), \(praise.map(\.area.value))")
    #expect(cosine >= 0.95)
    #expect(
      Set(held.fitted.map { held.templates[$0] })
        .isDisjoint(with: held.held.map { held.templates[$0] }))
    #expect(separation.area.interval.lower > 0.95)
    for one in praise { #expect(one.area.interval.lower > 0.95) }
    #expect(try praise[1].pValue(.isotropic) <= 0.05)
    #expect(try Self.misread(lab, held, layer) == 0)
  }

  @Test("planted: what is written under the vector is read as kinder, without the vector in place")
  func ownWriting() throws {
    let (lab, held, layer) = try Self.reading(.full)
    let monitor = try lab.monitor(held, layer: layer)
    let openings = lab.corpora.openings.test.thinned(to: 6)
    let means = try [-1.0, 1].map { coefficient in
      try lab.ownWriting(
        after: openings, tokens: 12, held.direction(layer), coefficient: coefficient, read: monitor
      ).reduce(0) { $0 + $1.meanOfWritten } / 6
    }
    print("mean score of what was written at c = −1, 1: \(means)")
    #expect(means[1] - means[0] > 5)
  }

  @Test("planted fault: a model without valence is not read")
  func unplanted() throws {
    let (lab, held, layer) = try Self.reading(.none)
    let praise = try lab.praiseSeparation(of: held, layer: layer)
    print("unplanted: cosine \(Self.cosine(held, layer)), AUC \(praise.map(\.area.value))")
    #expect(abs(Self.cosine(held, layer)) < 0.5)
    #expect(praise[1].area.value < 0.95)
    #expect(try Self.misread(lab, held, layer) > 0)
  }
}
