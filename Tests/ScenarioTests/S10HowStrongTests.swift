import Protocols
import Steering
import Subjects
import Testing
import TinyModel

@testable import Scenarios

@Suite("S10 · How strong?")
struct S10HowStrongTests {
  static func study(_ planting: Planting = .full) throws -> DoseStudy {
    try Laboratory(.planted(seed: Subject.seed, planting: planting, size: .small))
      .doseStudy(of: .sentiment, items: 20)
  }

  @Test("the planted sweet spot lies below 5, where the norm breaks the grammar")
  func planted() throws {
    let study = try Self.study()
    let sweet = study.select.sweetSpot(above: DoseStudy.smallestEffect).map(\.coefficient)
    print("sweet on the planted model: \(sweet), chosen \(study.chosen.coefficient)")
    #expect(!sweet.isEmpty)
    #expect(!sweet.contains(5))
    #expect(sweet.contains(study.chosen.coefficient))
    #expect(study.heldOut.coefficient == study.chosen.coefficient)
    #expect(study.heldOut.effect.interval.lower > DoseStudy.smallestEffect)
    // Effect and cost both rise with c, so that every dose up to the chosen one is on the front.
    #expect(study.select.map(\.effect.value) == study.select.map(\.effect.value).sorted())
    #expect(study.select.paretoFront.contains(study.chosen))
  }

  @Test("random directions as long do less than half as much")
  func random() throws {
    let study = try Self.study()
    let vector = study.select.first { $0.coefficient == 2 }?.effect.value ?? 0
    #expect(study.random.count == Laboratory.draws)
    for response in study.random {
      let changes = response.difference(2, 0)
      #expect(changes.reduce(0, +) / Double(changes.count) < vector / 2)
    }
  }

  @Test("planted fault: nothing planted, no sweet spot")
  func unplanted() throws {
    let study = try Self.study(.none)
    #expect(study.select.sweetSpot(above: DoseStudy.smallestEffect).isEmpty)
  }
}
