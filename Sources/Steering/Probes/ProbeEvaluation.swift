import Statistics

/// How well a probe tells held-out activations apart, beside what guessing gets.
public struct ProbeEvaluation: Sendable, Equatable {
  /// How many rows.
  public let count: Int
  /// The share on their own side of log-odds 0; those at 0 count one half.
  public let accuracy: Double
  /// The area under the receiver operating characteristic; 0.5 is chance.
  public let areaUnderCurve: Double
  /// The accuracy of always saying what most rows are.
  public let majorityRate: Double

  init(logOdds: [Double], labels: [Bool]) throws {
    count = labels.count
    areaUnderCurve = try Statistics.areaUnderCurve(scores: logOdds, labels: labels)
    let right = zip(logOdds, labels).reduce(0) { sum, item in
      sum + (item.0 == 0 ? 0.5 : (item.0 > 0) == item.1 ? 1 : 0)
    }
    accuracy = right / Double(count)
    let positives = Double(labels.count { $0 }) / Double(count)
    majorityRate = max(positives, 1 - positives)
  }

  /// The mean over folds, each weighing by its rows.
  init(pooling folds: [ProbeEvaluation]) throws {
    let count = folds.reduce(0) { $0 + $1.count }
    guard count > 0 else { throw SteeringError.nothingToMeasure("no fold was held out") }
    func mean(_ value: (ProbeEvaluation) -> Double) -> Double {
      folds.reduce(0) { $0 + value($1) * Double($1.count) } / Double(count)
    }
    self.count = count
    accuracy = mean(\.accuracy)
    areaUnderCurve = mean(\.areaUnderCurve)
    majorityRate = mean(\.majorityRate)
  }
}
