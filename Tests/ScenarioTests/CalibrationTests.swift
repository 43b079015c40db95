import Foundation
import Inference
import Randomness
import Reporting
import Statistics
import Steering
import TestSupport
import Testing
import TinyModel

@testable import Calibrating
@testable import Claims
@testable import Protocols
@testable import Scenarios

/// The calibration of `Reports/calibration.md`, smaller: a few models and the two cheapest claims, with
/// room for chance, and faults that the same counts must find.
@Suite("Calibration of the verdicts", .vectorKernels)
struct CalibrationTests {
  static let models = 12
  static let measured = Result {
    try CalibrationRun(
      allScenarios, models: models, claims: ["S02.2", "S12.2"], plantsNothing: false
    ).measure()
  }

  // MARK: Through the whole pipeline

  @Test("at an effect of δ few models support the claim, and few intervals would")
  func falseSupport() throws {
    let points = try Self.measured.get().boundary
    let allowed = try CalibrationBar.allowedFalse(of: Self.models)
    #expect(points.map(\.claim) == ["S02.2", "S12.2"])
    for point in points {
      print(
        "\(point.claim) at δ: \(point.supported) supported, \(point.intervalsAboveThreshold) intervals"
          + " above δ, of \(point.models)")
      #expect(point.models == Self.models)
      #expect(abs(point.trueEffect.mean - 1) < 0.005, "\(point.trueEffect)")
      #expect(point.supported <= allowed)
      #expect(point.intervalsAboveThreshold <= allowed)
      #expect(point.intervalsAboveZero > allowed, "planted fault: δ is forgotten")
    }
  }

  @Test("at an effect of 2δ most models support the claim")
  func power() throws {
    let required = try CalibrationBar.requiredSupported(of: Self.models)
    for point in try Self.measured.get().doubled {
      print("\(point.claim) at 2δ: \(point.supported) supported of \(point.models)")
      #expect(abs(point.trueEffect.mean - 2) < 0.12, "\(point.trueEffect)")
      #expect(point.supported >= required)
    }
    let boundary = try Self.measured.get().boundary
    #expect(boundary.allSatisfy { $0.supported < required }, "planted fault: too small an effect")
  }

  @Test("about nine of ten intervals hold the truth, and fewer when clusters are forgotten")
  func coverage() throws {
    let coverage = try Self.measured.get().coverage
    let samples = coverage.reduce(0) { $0 + $1.samples }
    let held = coverage.reduce(0) { $0 + $1.held }
    let heldByItems = coverage.reduce(0) { $0 + $1.heldByItems }
    print("of \(samples) intervals \(held) hold the truth, \(heldByItems) with clusters forgotten")
    #expect(samples == 4 * Self.models)
    #expect(try CalibrationBar.admits(held: held, of: samples))
    #expect(try !CalibrationBar.admits(held: heldByItems, of: samples), "planted fault")
  }

  @Test("the same seeds give the same bytes")
  func determinism() throws {
    let run = CalibrationRun(allScenarios, models: 1, claims: ["S02.2"], plantsNothing: false)
    #expect(try run.measure().json() == run.measure().json())
  }

  // MARK: A layer that is chosen on what is reported

  /// Made-up effects of six layers that are alike: all have a true effect of δ.
  private func layerChoices(onTestItems: Bool) throws -> (above: Int, held: Int, samples: Int) {
    let (delta, samples) = (0.25, 400)
    var generator = SeededGenerator(seed: 5, stream: "layers that are alike")
    func draw(templates: Int) -> LayerProfile {
      var effects = [[Double]](repeating: [], count: 6)
      for layer in effects.indices {
        for _ in 0..<templates {
          let shared = 0.1 * generator.gaussian()
          for _ in 0..<2 { effects[layer].append(delta + shared + 0.1 * generator.gaussian()) }
        }
      }
      return LayerProfile(layers: Array(effects.indices), effects: effects)
    }
    var (above, held) = (0, 0)
    for _ in 0..<samples {
      let (select, test) = (draw(templates: 20), draw(templates: 20))
      let layer = onTestItems ? test.best : select.best
      let interval = try estimate(
        test.effects[layer], by: test.effects[layer].indices.map { "\($0 / 2)" }
      ).interval
      if interval.lower > delta { above += 1 }
      if interval.contains(delta) { held += 1 }
    }
    return (above, held, samples)
  }

  @Test("layers chosen on other items leave the rates as they are")
  func layerOnSelect() throws {
    let found = try layerChoices(onTestItems: false)
    #expect(found.above <= (try CalibrationBar.allowedFalse(of: found.samples)), "\(found)")
    #expect(try CalibrationBar.admits(held: found.held, of: found.samples), "\(found)")
  }

  @Test("planted fault: a layer chosen on the test items is found out by both counts")
  func layerOnTest() throws {
    let found = try layerChoices(onTestItems: true)
    #expect(found.above > (try CalibrationBar.allowedFalse(of: found.samples)), "\(found)")
    #expect(try !CalibrationBar.admits(held: found.held, of: found.samples), "\(found)")
  }

  // MARK: The parts

  @Test("true effects are measured as the scenarios measure theirs, bit for bit")
  func trueEffects() throws {
    let models = try PlantedModels(seed: 3, compute: Compute(threads: 1))
    let laboratory = Laboratory(try models.subject(.full, draw: 3))
    for claim in PlantedClaim.groups.flatMap(\.self) {
      let scenario = try #require(
        allScenarios.first { $0.claims.contains { $0.id == claim.id } })
      let evidence = try #require(
        scenario.run(in: laboratory).evidence.first { $0.claimID == claim.id })
      let effect = try claim.measured.effect(laboratory)
      #expect(effect.contrasts == evidence.contrasts.map(\.sample.values), "\(claim.id)")
    }
  }

  @Test("test items are drawn from the population, clusters whole")
  func draws() throws {
    let templates = (0..<6).map { "t\($0 % 3)" }
    var generator = SeededGenerator(seed: 1, stream: "draws")
    let draw = TestDraw(from: templates, using: &generator)
    let names = draw.names(templates)
    #expect(names.count == TestDraw.items && Set(names).count == TestDraw.clusters)
    for (name, index) in zip(names, draw.indices) { #expect(name.hasPrefix(templates[index])) }
    #expect(Set(draw.indices) == Set(0..<6))
  }

  @Test("the population shares no template with the texts that a layer is chosen on")
  func population() throws {
    let size = TinyCorpora.Population(templates: 60, textsEach: 2)
    let (usual, population) = (
      try TinyCorpora(seed: 4), try TinyCorpora(seed: 4, population: size)
    )
    #expect(usual.neutralPrompts.select == population.neutralPrompts.select)
    #expect(usual.sentimentPairs.extract == population.sentimentPairs.extract)
    let texts = population.statements.test
    #expect(texts.count == 120 && Set(texts.map(\.template)).count == 60)
    #expect(
      Set(texts.map(\.template)).isDisjoint(with: population.statements.select.map(\.template)))
  }

  @Test("the bar allows 15 of 200, and asks coverage for 87 to 93 %")
  func bar() throws {
    #expect(try CalibrationBar.allowedFalse(of: 200) == 15)
    #expect(try CalibrationBar.requiredSupported(of: 200) == 151)
    #expect(try CalibrationBar.admits(held: 360, of: 400))
    #expect(try !CalibrationBar.admits(held: 330, of: 400))
    #expect(try !CalibrationBar.admits(held: 385, of: 400))
  }
}
