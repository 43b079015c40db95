import Inference
import Protocols
import Steering
import Subjects
import Testing
import TinyModel

@testable import Scenarios

@Suite("S16 · Other ways to push")
struct S16OperatorsTests {
  private static func laboratory(_ planting: Planting = .full) throws -> Laboratory {
    Laboratory(try .planted(seed: Subject.seed, planting: planting), counts: .calibration)
  }

  /// Whether a gate opens on nearly all unkind texts and on hardly anything else.
  private static func opensWherePlanted(_ rates: GateRates) -> Bool {
    rates.unkind.value >= 95 && rates.afterUnkind.value >= 95 && rates.kind.value <= 5
      && rates.openings.value <= 5 && rates.passages.value <= 5
  }

  @Test("planted: the gate opens where a text is unkind, and only there")
  func gate() throws {
    let lab = try Self.laboratory()
    let held = try lab.heldOut(.sentiment)
    let rates = try lab.rates(of: lab.gate(held), held)
    print(
      "open: unkind \(rates.unkind.value) %, after unkind \(rates.afterUnkind.value) %, kind"
        + " \(rates.kind.value) %, openings \(rates.openings.value) %, passages"
        + " \(rates.passages.value) %")
    #expect(Self.opensWherePlanted(rates))
  }

  @Test("planted faults: a random direction, or nothing planted, and the gate is no longer right")
  func gateFaults() throws {
    let lab = try Self.laboratory()
    let held = try lab.heldOut(.sentiment)
    let random = try lab.nullDirections(
      .isotropic, like: held.concept, layer: held.concept.layer, count: 1)[0]
    #expect(!Self.opensWherePlanted(try lab.rates(of: lab.gate(held, direction: random), held)))
    let bare = try Self.laboratory(.none)
    let unplanted = try bare.heldOut(.sentiment)
    #expect(!Self.opensWherePlanted(try bare.rates(of: bare.gate(unplanted), unplanted)))
  }

  @Test("planted: gated steering acts after unkind texts as ungated does, and not after kind ones")
  func gatedEffect() throws {
    let lab = try Self.laboratory()
    let held = try lab.heldOut(.sentiment)
    let bench = try OperatorBench(lab, held.concept)
    let always = try bench.interventions(.add, 1)
    let gated = [
      try lab.gate(held).add(held.concept.vector, layer: held.concept.layer, coefficient: 1)
    ]
    let unkind = try lab.effects(of: [always, gated], afterKind: false, held).map(\.value)
    #expect(unkind[0] > 0.2 && unkind[1] > 0.9 * unkind[0])
    #expect(try lab.effects(of: [gated], afterKind: true, held)[0].value == 0)
    #expect(try bench.dose(gated).effect.value < 0.1 * bench.dose(always).effect.value)
  }

  @Test(
    "planted: every operator reaches the effect of addition",
    arguments: [SteeringOperator.add, .clamp, .rotate, .spread])
  func matched(kind: SteeringOperator) throws {
    let lab = try Self.laboratory()
    let bench = try OperatorBench(lab, lab.sentiment())
    let wanted = try bench.selectEffect()
    let strength = try #require(try bench.strength(of: kind, forEffect: wanted))
    let effect = try bench.dose(kind, strength).effect.value
    print("\(kind.name): strength \(strength), effect \(effect) for \(wanted)")
    #expect(abs(effect - wanted) < 0.2 * wanted)
    #expect(try bench.strength(of: .random, forEffect: wanted) != strength)
  }

  @Test("planted: honesty costs warmth, and the two vectors' effects add up")
  func interaction() throws {
    let lab = try Self.laboratory()
    let both = try lab.interaction(.sentiment, .honesty, on: .sentiment)
    print("\(both.first.value) + \(both.second.value), together \(both.both.value)")
    #expect(both.first.interval.lower > 0.2 && both.second.interval.upper < -0.05)
    #expect(abs(both.interaction.value) < 0.05)
  }
}
