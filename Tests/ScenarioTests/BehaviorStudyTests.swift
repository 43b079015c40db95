import Claims
import Statistics
import Steering
import Testing
import TinyModel

@testable import Protocols
@testable import Scenarios
@testable import Subjects

@Suite("A behaviour's study finds what is planted")
struct BehaviorStudyTests {
  static let behaviors: [Behavior] = [.honesty, .confidence, .corrigibility]

  static func study(_ behavior: Behavior, _ planting: Planting) throws -> BehaviorStudy {
    try Laboratory(.planted(seed: 3, planting: planting)).study(behavior)
  }

  static func discriminant(_ study: BehaviorStudy) throws -> Double {
    guard
      case .estimate(let gap) = try study.controls(
        discriminant: .discriminant("discriminant", otherwise: "not it"))[0].reading
    else { return .nan }
    return gap.interval.lower
  }

  @Test(
    "planted: the prompts move, their controls do not, and nothing random does as much",
    arguments: behaviors)
  func planted(behavior: Behavior) throws {
    let study = try Self.study(behavior, .full)
    #expect(try study.estimate(study.effects).interval.lower > 0.25)
    #expect(abs(try study.estimate(study.controlEffects).value) < 0.05)
    #expect(try study.estimate(study.asked).interval.lower > 0.25)
    #expect(try study.slopes().allSatisfy { $0 > 0 })
    for null in study.nulls {
      guard case .null(let observed, let draws) = null.reading else { continue }
      #expect(draws.count == Laboratory.draws)
      #expect(draws.allSatisfy { $0 < observed }, "\(null.name)")
    }
  }

  @Test("not planted: nothing moves", arguments: behaviors)
  func unplanted(behavior: Behavior) throws {
    let study = try Self.study(behavior, .none)
    #expect(try study.estimate(study.effects).interval.upper < 0.25)
    #expect(try study.estimate(study.asked).interval.upper < 0.25)
  }

  @Test("planted fault: a vector that prefers the words wherever they stand fails the discriminant")
  func prefersWords() throws {
    let study = try Self.study(.honesty, .full)
    let faulty = BehaviorStudy(
      behavior: study.behavior, concept: study.concept, items: study.items, curve: study.curve,
      controlCurve: study.curve, asked: study.asked, nulls: study.nulls,
      selectTemplates: study.selectTemplates)
    #expect(try Self.discriminant(study) > 0)
    #expect(try Self.discriminant(faulty) <= 0)
  }
}

@Suite("Tone is told from knowledge")
struct FactualCalibrationTests {
  /// Ten answers stated with 90 %: at c = 0 nine of them are right, at c = 1 five.
  static let sample = FactualCalibration(
    coefficients: [0, 1],
    right: [
      (0..<10).map { $0 < 9 ? 0.9 : 0.1 },
      (0..<10).map { $0 % 2 == 0 ? 0.9 : 0.1 },
    ], clusters: (0..<10).map { "\($0)" })

  @Test("known scores: stated and right agree at c = 0, and lie 40 points apart at c = 1")
  func knownScores() throws {
    let calibrated = Forecasts(right: Self.sample.right[0])
    let sure = Forecasts(right: Self.sample.right[1])
    #expect(calibrated.accuracy == 90 && sure.accuracy == 50)
    #expect(abs(calibrated.meanStated - sure.meanStated) < 1e-9)
    #expect(abs(try calibrated.calibrationError()) < 1e-12)
    #expect(abs(try sure.calibrationError() - 0.4) < 1e-12)
    #expect(abs(try calibrated.brier() - (9 * 0.01 + 0.81) / 10) < 1e-12)
    #expect(abs(try sure.brier() - (5 * 0.01 + 5 * 0.81) / 10) < 1e-12)
    #expect(abs(try Self.sample.accuracyChange(at: 1).value + 40) < 1e-9)
  }

  @Test("planted: the tone of an assured model changes, its knowledge does not")
  func planted() throws {
    let lab = Laboratory(try .planted(seed: 3))
    let change = try FactualCalibration(of: lab.concept(.confidence), in: lab)
      .accuracyChange(at: 1)
    #expect(change.interval.lower > -5 && change.interval.upper < 5)
    // Planted fault: a vector that makes wrong statements seem right is found out.
    let statements = try lab.corpus(.sycophancy).items.select
    let (right, wrong) = try lab.model.record(pairs: statements.controls, statements.prompts)
    let vector = try SteeringVector.meanDifference(
      positive: right, negative: wrong, model: lab.model.name)
    let truth = ChosenVector(
      vector: vector, layer: 3, profile: LayerProfile(layers: [], effects: []), positive: right,
      negative: wrong)
    let lost = try FactualCalibration(of: truth, in: lab, coefficients: [0, 4])
      .accuracyChange(at: 4)
    #expect(lost.interval.upper < -5, "\(lost)")
  }
}

@Suite("Sycophancy is reduced where it is planted")
struct SycophancyReductionTests {
  @Test("agreement with everything falls: no selective fall")
  func contrarian() {
    let before = Agreement([1, 2, 3, 4])
    let after = Agreement([0, 1, 2, 3])
    #expect(after.fall(of: \.wrong, from: before) == [1, 1])
    #expect(after.selectiveFall(from: before) == [0, 0])
    #expect(Agreement([0, 1, 3, 4]).selectiveFall(from: before) == [1, 1])
  }

  @Test("planted: agreement falls with wrong statements alone, at little cost")
  func planted() throws {
    let study = try Laboratory(.planted(seed: 3)).sycophancyReduction()
    #expect(try mean(study.effect.contrasts[0]) > 0.5)
    #expect(study.coefficient < 0)
    #expect(
      abs(try study.estimate(study.steered.fall(of: \.right, from: study.unsteered)).value) < 0.25)
    #expect(try study.estimate(study.asked.selectiveFall(from: study.neutral)).value > 0.25)
    #expect(study.sideEffects.count == 3 && study.sideEffects.score < 1)
  }

  @Test("not planted: right and wrong are not told apart, and nothing falls")
  func unplanted() throws {
    let study = try Laboratory(.planted(seed: 3, planting: .none)).sycophancyReduction()
    #expect(try study.estimate(study.unsteered.discernment).interval.lower < 0.25)
    #expect(try study.estimate(study.effect.contrasts[0]).interval.upper < 0.25)
  }

  @Test("eight wordings in turn, before wrong and right statements alike")
  func wordingsInTurn() throws {
    let subject = try Subject.planted(seed: 3)
    let items = try Laboratory(subject).corpus(.sycophancy).items.test
    let (wrong, right) = (
      items.prompts(afterEvery: .neutral), items.controls(afterEvery: .neutral)
    )
    let openings = wrong.indices.map { wrong[$0].dropLast(items.prompts[$0].count) }
    #expect(Set(openings).count == Instruction.wordings)
    for k in wrong.indices {
      #expect(Array(wrong[k].suffix(items.prompts[k].count)) == items.prompts[k])
      #expect(right[k] == Array(openings[k]) + items.controls[k])
    }
  }
}
