import Claims
import Formatting
import Protocols
import Reporting
import Statistics
import Steering
import Subjects

/// How far a model's answers to questions of fact can be believed while a vector is added.
///
/// Each question has two answers. The model's answer is the likelier one, and what it states of it is
/// its probability among the two: one half is a guess. A model is calibrated when, of the answers
/// stated with 70 %, 70 % are right.
struct FactualCalibration: Sendable {
  /// In the order of ``right``; 0 is among them, as what the others are compared with.
  let coefficients: [Double]
  /// [coefficient][fact]: probability of the right answer among the two.
  let right: [[Double]]
  /// The relation that each fact is of.
  let clusters: [String]

  /// Asks the test facts at each coefficient of a concept's vector, added at its layer.
  ///
  /// - Parameter coefficients: 0 must be among them.
  init(of concept: some ConceptVector, in lab: Laboratory, coefficients: [Double]) throws {
    let facts = lab.corpora.facts.test.thinned(to: lab.counts.testItems)
    let curve = try lab.response(
      of: ReplyProbability(lab.logOdds(facts)), to: concept, at: coefficients)
    self.init(coefficients: coefficients, right: curve.values, clusters: facts.templates)
  }

  /// - Parameters:
  ///   - coefficients: 0 must be among them.
  ///   - right: [coefficient][fact].
  ///   - clusters: of each fact, its relation.
  init(coefficients: [Double], right: [[Double]], clusters: [String]) {
    self.coefficients = coefficients
    self.right = right
    self.clusters = clusters
  }
}

/// Some answers: the probability stated of each, and whether it was right.
struct Forecasts: Sendable {
  /// The probability of the likelier answer, from 0.5 to 1.
  let stated: [Double]
  /// Whether the likelier answer is the right one.
  let outcomes: [Bool]

  init(right: [Double]) {
    stated = right.map { max($0, 1 - $0) }
    outcomes = right.map { $0 > 0.5 }
  }

  /// Percentage of answers that are right.
  var accuracy: Double { 100 * Double(outcomes.count { $0 }) / Double(outcomes.count) }
  var meanStated: Double { 100 * stated.reduce(0, +) / Double(stated.count) }
  func brier() throws -> Double { try brierScore(probabilities: stated, outcomes: outcomes) }
  /// Five bins from one half to one.
  func calibrationError() throws -> Double {
    try expectedCalibrationError(probabilities: stated, outcomes: outcomes, bins: 10)
  }
}

extension FactualCalibration {
  /// Percentage points of accuracy that a coefficient gains.
  func accuracyChange(at coefficient: Double) throws -> Estimate {
    try change(at: coefficient) { $0.accuracy }
  }

  /// Accuracy, stated probability, Brier score and expected calibration error at each coefficient, and
  /// how the last coefficient differs from none.
  func table() throws -> Table {
    let rows: [(String, (Forecasts) throws -> Double)] = [
      ("right answers, %", { $0.accuracy }),
      ("stated probability of its answer, %", { $0.meanStated }),
      ("Brier score", { try $0.brier() }),
      ("expected calibration error", { try $0.calibrationError() }),
    ]
    let last = coefficients.last ?? 0
    return try Table(
      "What it knows, and how sure it sounds of it",
      columns: [""] + coefficients.map { "c = \(Formatted.number($0))" }
        + ["c = \(Formatted.number(last)) minus c = 0"],
      rows: rows.map { name, statistic in
        try [.text(name)]
          + coefficients.map { c in
            try cell { draw in try statistic(forecasts(c, draw)) }
          } + [
            try cell { draw in try statistic(forecasts(last, draw)) - statistic(forecasts(0, draw))
            }
          ]
      })
  }

  /// Share of right answers against the probability stated, in five bins; on the grey line they agree.
  func reliability() throws -> Chart {
    let series = try coefficients.map { c in
      let all = forecasts(c, Array(clusters.indices))
      let bins = (5..<10).map { bin in
        all.stated.indices.filter { min(Int(all.stated[$0] * 10), 9) == bin }
      }
      let points = try bins.filter { $0.count >= 5 }.map { bin in
        let stated = bin.reduce(0) { $0 + all.stated[$1] } / Double(bin.count)
        let share = try clopperPearson(
          successes: bin.count { all.outcomes[$0] }, trials: bin.count, confidence: 0.9)
        return ScatterChart.Point("", x: exactly(stated), y: share)
      }
      return ScatterChart.Series("c = \(Formatted.number(c))", points, isConnected: true)
    }
    let ends = [0.5, 1].map { ScatterChart.Point("", x: exactly($0), y: exactly($0)) }
    return .scatter(
      "Reliability of its answers", x: "stated probability of its answer",
      y: "share of right answers",
      series + [ScatterChart.Series("calibrated", ends, isConnected: true, isNull: true)])
  }

  // MARK: Estimates

  private func forecasts(_ coefficient: Double, _ facts: [Int]) -> Forecasts {
    let index = coefficients.firstIndex(of: coefficient) ?? 0
    return Forecasts(right: facts.map { right[index][$0] })
  }

  private func change(
    at coefficient: Double, _ statistic: (Forecasts) throws -> Double
  ) throws -> Estimate {
    try estimate { draw in
      try statistic(forecasts(coefficient, draw)) - statistic(forecasts(0, draw))
    }
  }

  /// A statistic of facts with its 90 % interval, relations resampled.
  private func estimate(_ statistic: ([Int]) throws -> Double) throws -> Estimate {
    let facts = Dictionary(grouping: clusters.indices, by: { clusters[$0] })
    return try bootstrapBCa(
      facts.keys.sorted().map { facts[$0] ?? [] }, confidence: 0.9, resamples: 1_999,
      seed: Subject.seed, statistic: statistic)
  }

  /// A calibration error cannot be negative, so that no resample of a tiny one may lie below it and it
  /// has no interval of this kind.
  private func cell(_ statistic: ([Int]) throws -> Double) throws -> Table.Cell {
    do {
      return .estimate(try estimate(statistic))
    } catch StatisticsError.degenerate {
      return .number(try statistic(Array(clusters.indices)))
    }
  }
}
