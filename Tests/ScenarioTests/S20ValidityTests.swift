import Protocols
import Statistics
import Steering
import Subjects
import Testing
import TinyModel

@testable import Scenarios

@Suite("S20 · The right direction, or one that happens to work?")
struct S20ValidityTests {
  static func laboratory() throws -> Laboratory { Laboratory(try Subject(.planted)) }

  static func battery(_ behavior: Behavior) throws -> ValidityBattery {
    let lab = try laboratory()
    return try lab.validityBattery(of: behavior, nuisances: lab.nuisances())
  }

  static func run(_ battery: ValidityBattery) throws -> Validity {
    try battery.run(on: laboratory().underTest)
  }

  @Test("planted model: every planted vector passes", arguments: Behavior.allCases)
  func planted(behavior: Behavior) throws {
    let validity = try Self.run(Self.battery(behavior))
    #expect(validity.checks.map(\.question) == ValidityQuestion.allCases)
    // From a neutral prompt, ±1 goes twice as far as the pairs, half a difference from the middle, do.
    let rest = ValidityQuestion.allCases.filter { $0 != .naturalRange }
    #expect(validity.questions(.passes) == rest, "\(behavior): \(validity.checks)")
    #expect(validity.questions(.flagged) == [.naturalRange])
  }

  @Test("a random direction of the same length fails wherever it can be asked")
  func random() throws {
    let validity = try Self.run(Self.battery(.sentiment).withRandomDirection())
    #expect(
      validity.questions(.fails) == [
        .methods, .sufficiency, .reversal, .shuffledLabels, .randomDirections, .formats,
        .necessity,
      ], "\(validity.checks)")
    #expect(validity.questions(.notTestable) == [.splitHalf, .nuisances])
  }

  @Test("planted fault: the vector backwards, or of another behaviour, fails what it should")
  func wrongVector() throws {
    var battery = try Self.battery(.sentiment)
    let (right, layer) = (battery.vector, battery.layer)
    func vector(_ direction: [Float]) throws -> SteeringVector {
      try SteeringVector(directions: [layer: direction], method: .mean)
    }
    battery.vector = try vector(right.direction(layer).map { -$0 })
    let backwards = try Self.run(battery).questions(.fails)
    for question in [ValidityQuestion.sufficiency, .reversal, .formats] {
      #expect(backwards.contains(question), "\(question)")
    }
    #expect(!backwards.contains(.necessity), "its line is the same")

    battery.vector = try vector(
      Self.battery(.sycophancy).vector.direction(layer))
    let other = try Self.run(battery).questions(.fails)
    for question in [ValidityQuestion.sufficiency, .randomDirections, .necessity] {
      #expect(other.contains(question), "\(question)")
    }
  }

  @Test("planted fault: labels that say nothing give halves and methods that do not agree")
  func wrongPairs() throws {
    let battery = try Self.battery(.honesty)
    let count = try battery.pairs.pairCount
    let mislabelled = try ValidityBattery(
      vector: battery.vector, layer: battery.layer,
      pairs: battery.pairs.exchanging(Set((0..<count).filter { $0 % 2 == 0 })),
      templates: battery.templates, heldOut: battery.heldOut, part: battery.part,
      formats: battery.formats, toward: battery.toward, away: battery.away,
      prompts: battery.prompts, naturalTexts: battery.naturalTexts, nuisances: battery.nuisances)
    let failed = try Self.run(mislabelled).questions(.fails)
    #expect(failed.contains(.splitHalf) && failed.contains(.methods), "\(failed)")
  }

  @Test("a shorter vector stays in the natural range, the vector as its own nuisance is found out")
  func rangeAndNuisance() throws {
    let battery = try Self.battery(.sentiment)
    let direction = try battery.vector.direction(battery.layer)
    let changed = ValidityBattery(
      vector: try SteeringVector(
        directions: [battery.layer: direction.map { $0 / 4 }], method: .mean),
      layer: battery.layer, pairs: battery.pairs, templates: battery.templates,
      heldOut: battery.heldOut, part: battery.part, formats: battery.formats,
      toward: battery.toward, away: battery.away, prompts: battery.prompts,
      naturalTexts: battery.naturalTexts, nuisances: battery.nuisances + [direction])
    let validity = try Self.run(changed)
    #expect(validity[.naturalRange]?.outcome == .passes)
    #expect(validity[.nuisances]?.outcome == .fails)
  }

  @Test("planted fault: a model in which nothing is planted passes no vector")
  func unplanted() throws {
    let lab = Laboratory(try .planted(seed: Subject.seed, planting: .none))
    let validity = try lab.validityBattery(of: .sentiment, nuisances: lab.nuisances())
      .run(on: lab.underTest)
    print("unplanted: \(validity.questions(.passes))")
    #expect(!validity.questions(.passes).contains(.shuffledLabels))
    #expect(validity.questions(.passes).count <= 5, "\(validity.checks)")
  }
}
