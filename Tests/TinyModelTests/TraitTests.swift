import Inference
import Testing

@testable import TinyModel

@Suite("The three traits, their controls and their planted entanglement")
struct TraitTests {
  @Test(
    "found, moved both ways, and only where they matter", arguments: [1, 2, 3, 4, 5] as [UInt64])
  func planted(seed: UInt64) throws {
    let e = try TraitEffects(Probe(seed: seed, planting: .full))
    for one in e.traits {
      #expect(one.cosines.dropFirst().allSatisfy { $0 > 0.95 }, "\(e)")
      #expect(one.effects[3] > max(0.7, (one.effects.max() ?? 0) - 0.1), "\(e)")
      #expect(one.reversed < -0.7, "\(e)")
      #expect(abs(one.onControl) < 0.1, "\(e)")
      #expect(one.balance > 0.2 && one.balance < 0.9 && abs(one.baseline) < 0.4, "\(e)")
      #expect(one.toward > 0.4 && one.away < -0.4 && abs(one.neutral) < 0.1, "\(e)")
    }
    #expect(onlyPlannedCrossEffects(e), "\(e)")
    #expect(e.secondFormat.allSatisfy { $0 > 0.6 }, "\(e)")
    #expect(e.accuracy > 0.9 && e.brier < 0.15, "\(e)")
    #expect(abs(e.accuracyChange) < 0.02 && abs(e.brierChange) < 0.01, "\(e)")
  }

  @Test("nothing planted, nothing there", arguments: [1, 2, 3, 4, 5] as [UInt64])
  func unplanted(seed: UInt64) throws {
    let e = try TraitEffects(Probe(seed: seed, planting: .none))
    for one in e.traits {
      #expect(one.cosines.allSatisfy { abs($0) < 0.5 }, "\(e)")
      #expect(one.effects.allSatisfy { abs($0) < 0.05 }, "\(e)")
      #expect(abs(one.toward) < 0.05 && abs(one.away) < 0.05, "\(e)")
    }
    #expect(e.cross.joined().allSatisfy { abs($0) < 0.05 }, "\(e)")
    #expect(abs(e.accuracy - 0.5) < 0.3 && abs(e.brier - 0.25) < 0.01, "\(e)")
  }

  @Test("a trait alone that is not planted is not found, and the others still are")
  func oneMissing() throws {
    var planting = Planting.full
    planting.confidence = 0
    let e = try TraitEffects(Probe(seed: 1, planting: planting), cross: false)
    #expect(e.traits.map { $0.cosines[3] > 0.95 } == [true, false, true], "\(e)")
    #expect(e.traits.map { $0.effects[3] > 0.7 } == [true, false, true], "\(e)")
    #expect(abs(e.traits[1].effects[3]) < 0.05, "\(e)")
  }

  @Test("half of the strength gives about half of the effects")
  func strength() throws {
    let whole = try TraitEffects(Probe(seed: 1, planting: .full), cross: false)
    let planting = Planting(honesty: 0.5, confidence: 0.5, corrigibility: 0.5)
    let half = try TraitEffects(Probe(seed: 1, planting: planting), cross: false)
    for (half, whole) in zip(half.traits, whole.traits) {
      #expect(abs(half.effects[3] / whole.effects[3] - 0.5) < 0.1)
    }
  }

  @Test("planted fault: without the entanglement the matrix is as it should not be")
  func withoutEntanglement() throws {
    var planting = Planting.full
    planting.entanglement = 0
    let e = try TraitEffects(Probe(seed: 1, planting: planting))
    #expect(!onlyPlannedCrossEffects(e), "\(e)")
    #expect(abs(e.cross[2][0]) < 0.05, "\(e)")
  }

  @Test("planted fault: labels shuffled by pairs leave no trait direction")
  func shuffled() throws {
    let probe = try Probe(seed: 1, planting: .full)
    for trait in TinyTrait.allCases {
      let pairs = probe.corpora[trait].pairs.extract
      let direction = TinyModel.direction(.trait(trait), seed: 1)
      let mixed = pairs.enumerated().map { index, pair in
        index.isMultiple(of: 2)
          ? pair
          : TinyPair(
            positive: pair.negative, negative: pair.positive, template: pair.template)
      }
      let right = try probe.meanDifference(pairs)[3]
      let wrong = try probe.meanDifference(mixed)[3]
      #expect(abs(dot(wrong, direction)) < 0.1 * dot(right, direction))
    }
  }

  @Test("planted fault: tone that is knowledge, the truth direction, is seen in the Brier score")
  func toneAsKnowledge() throws {
    let probe = try Probe(seed: 1, planting: .full)
    let facts = probe.corpora.facts.test
    let truth = TinyModel.direction(.truth, seed: 1)
    func brier(_ edits: [Edit]) throws -> Double {
      mean(try probe.knowledge(facts, edits).map { (1 - $0) * (1 - $0) })
    }
    #expect(abs(try brier(adding(truth, times: 0.5, after: 3)) - brier([])) > 0.02)
  }

  /// Small everywhere off the diagonal, but for honesty's cost in sentiment.
  private func onlyPlannedCrossEffects(_ e: TraitEffects) -> Bool {
    e.cross.indices.allSatisfy { vector in
      e.cross[vector].indices.allSatisfy { metric in
        let effect = e.cross[vector][metric]
        if vector == metric { return effect > 0.7 }
        if (vector, metric) == (2, 0) { return effect < -0.1 && effect > -0.25 }
        return abs(effect) < 0.08
      }
    }
  }
}
