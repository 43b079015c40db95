import Statistics
import Steering
import Testing
import TinyModel

@testable import Protocols
@testable import Scenarios
@testable import Subjects

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
    let change = try FactualCalibration(
      of: lab.concept(.confidence), in: lab, coefficients: [0, 1]
    ).accuracyChange(at: 1)
    #expect(change.interval.lower > -5 && change.interval.upper < 5)
    // Planted fault: a vector that makes wrong statements seem right is found out.
    let statements = try lab.corpus(.sycophancy).items.select
    let (right, wrong) = try lab.model.record(pairs: statements.controls, statements.prompts)
    let vector = try SteeringVector.meanDifference(
      positive: right, negative: wrong, model: lab.model.name)
    let truth = ChosenVector(
      Extraction(vector: vector, positive: right, negative: wrong),
      chosenBy: LayerProfile(layers: [3], effects: [[1]]))
    let lost = try FactualCalibration(of: truth, in: lab, coefficients: [0, 4])
      .accuracyChange(at: 4)
    #expect(lost.interval.upper < -5, "\(lost)")
  }
}
