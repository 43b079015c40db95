import Statistics
import Testing

@Suite("Scores of classifiers and forecasts")
struct ScoreTests {
  @Test("sklearn.metrics.roc_auc_score, with ties")
  func areaUnder() throws {
    let reference = try LinearMethods.reference.get().auc
    #expect(Set(reference.scores).count < reference.scores.count, "has ties")
    expectAgreement(
      try areaUnderCurve(scores: reference.scores, labels: reference.labels), reference.value)
  }

  @Test func areaUnderByHand() throws {
    #expect(try areaUnderCurve(scores: [1, 2, 3, 4], labels: [false, false, true, true]) == 1)
    #expect(try areaUnderCurve(scores: [1, 2, 3, 4], labels: [true, true, false, false]) == 0)
    #expect(try areaUnderCurve(scores: [1, 1, 1], labels: [true, false, true]) == 0.5)
    #expect(try areaUnderCurve(scores: [1, 2, 2], labels: [false, false, true]) == 0.75)
    #expect(throws: StatisticsError.self) { try areaUnderCurve(scores: [1], labels: [true]) }
    #expect(throws: StatisticsError.self) { try areaUnderCurve(scores: [], labels: []) }
    #expect(throws: StatisticsError.self) { try areaUnderCurve(scores: [1], labels: []) }
    #expect(throws: StatisticsError.self) {
      try areaUnderCurve(scores: [.nan, 1], labels: [true, false])
    }
  }

  @Test("sklearn's brier_score_loss, and calibration_curve weighted by its bins' counts")
  func forecasts() throws {
    let reference = try LinearMethods.reference.get().forecast
    let (p, outcomes) = (reference.probabilities, reference.outcomes)
    expectAgreement(try brierScore(probabilities: p, outcomes: outcomes), reference.brier)
    for calibration in reference.calibration {
      expectAgreement(
        try expectedCalibrationError(
          probabilities: p, outcomes: outcomes, bins: calibration.bins), calibration.error)
    }
  }

  @Test func forecastsByHand() throws {
    #expect(try brierScore(probabilities: [1, 0], outcomes: [true, false]) == 0)
    #expect(try brierScore(probabilities: [0.5, 0.5], outcomes: [true, false]) == 0.25)
    // Right half of the time when sure: confident, not calibrated. At one half: calibrated.
    #expect(
      try expectedCalibrationError(probabilities: [1, 1], outcomes: [true, false]) == 0.5)
    #expect(
      try expectedCalibrationError(probabilities: [0.5, 0.5], outcomes: [true, false]) == 0)
    // 0.3 is in the bin below, so the two errors do not cancel; 0 is in the first.
    expectAgreement(
      try expectedCalibrationError(probabilities: [0.3, 0.35], outcomes: [true, false]), 0.525)
    #expect(try expectedCalibrationError(probabilities: [0], outcomes: [false]) == 0)
    #expect(throws: StatisticsError.self) { try brierScore(probabilities: [], outcomes: []) }
    #expect(throws: StatisticsError.self) { try brierScore(probabilities: [1], outcomes: []) }
    for p in [-0.1, 1.1, .nan] {
      #expect(throws: StatisticsError.self) {
        try expectedCalibrationError(probabilities: [p], outcomes: [true])
      }
    }
    #expect(throws: StatisticsError.self) {
      try expectedCalibrationError(probabilities: [1], outcomes: [true], bins: 0)
    }
  }

  @Test func spearmanBrownByHand() throws {
    #expect(try spearmanBrown(halves: 1) == 1)
    #expect(try spearmanBrown(halves: 0) == 0)
    expectAgreement(try spearmanBrown(halves: 0.8), 1.6 / 1.8)
    for r in [-1, 1.01, .nan] {
      #expect(throws: StatisticsError.self) { try spearmanBrown(halves: r) }
    }
  }
}
