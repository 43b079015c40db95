/// Effects of several studies as draws from a population of effects, each with an error of its own.
///
/// The variance between studies is estimated by restricted maximum likelihood (REML), the interval of the mean is
/// Hartung's and Knapp's, never narrower than the errors alone would make it, and the prediction interval says where
/// the effect of one more study would lie. Few studies give wide intervals, and should.
///
/// Sources: Viechtbauer, "Bias and efficiency of meta-analytic variance estimators" (2005), for REML; Hartung & Knapp
/// (2001), with the lower limit of Röver et al. (2015); IntHout et al., "Plea for routinely presenting prediction intervals" (2016).
public struct RandomEffects: Sendable, Equatable {
  /// Of the population, with Hartung's and Knapp's interval.
  public let mean: Estimate
  /// τ: the standard deviation of true effects between studies.
  public let betweenStudies: Double
  /// Where the effect of one more study would lie.
  public let prediction: Interval

  /// - Parameters:
  ///   - effects: one a study.
  ///   - standardErrors: of each, all above 0.
  /// - Throws: `StatisticsError` below three studies, for unequal lengths, and for numbers that are not finite.
  public init(
    _ effects: [Double], standardErrors: [Double], confidence: Double = 0.9
  ) throws(StatisticsError) {
    try requireCount(effects.count, atLeast: 3, "studies")
    try requireSameLength(standardErrors.count, as: effects.count, "standard errors")
    try requireFinite(effects, "effects of studies")
    for error in standardErrors { try requirePositive(error, "standard error of a study") }
    try requireLevel(confidence, "confidence")

    let model = Model(effects: effects, variances: standardErrors.map { $0 * $0 })
    let between = model.restrictedMaximum()
    let (weights, mean) = model.weighted(between)
    let freedom = Double(effects.count - 1)
    let total = sum(weights)
    let squares = zip(weights, effects).map { $0 * ($1 - mean) * ($1 - mean) }
    let variance = max(1, sum(squares) / freedom) / total
    let t = GSL.tQuantile((1 + confidence) / 2, degreesOfFreedom: freedom)
    func interval(_ halfWidth: Double) -> Interval {
      Interval(lower: mean - halfWidth, upper: mean + halfWidth, confidence: confidence)
    }
    self.mean = Estimate(value: mean, interval: interval(t * variance.squareRoot()))
    betweenStudies = between.squareRoot()
    prediction = interval(t * (between + variance).squareRoot())
  }

  private struct Model {
    let effects: [Double]
    let variances: [Double]

    func weighted(_ between: Double) -> (weights: [Double], mean: Double) {
      let weights = variances.map { 1 / ($0 + between) }
      return (
        weights, zip(weights, effects).map { $0 * $1 }.reduce(0, +) / sum(weights)
      )
    }

    /// Derivative of the restricted log-likelihood by the variance between studies.
    func score(_ between: Double) -> Double {
      let (weights, mean) = weighted(between)
      let (total, squares) = (sum(weights), sum(weights.map { $0 * $0 }))
      let distances = zip(weights, effects).map { $0 * $0 * ($1 - mean) * ($1 - mean) }
      return (sum(distances) - total + squares / total) / 2
    }

    /// 0 where studies differ by no more than their errors.
    func restrictedMaximum() -> Double {
      guard score(0) > 0 else { return 0 }
      var (low, high) = (0.0, variances.max() ?? 1)
      while score(high) > 0, high.isFinite { (low, high) = (high, 4 * high) }
      for _ in 0..<200 {
        let middle = (low + high) / 2
        if score(middle) > 0 { low = middle } else { high = middle }
      }
      return (low + high) / 2
    }
  }
}

extension ClusteredSample {
  /// The standard error of the mean, clusters taken as independent.
  ///
  /// - Throws: `StatisticsError` below two clusters.
  public var standardError: Double {
    get throws(StatisticsError) {
      let groups = groups
      try requireCount(groups.count, atLeast: 2, "clusters of a standard error")
      let mean = mean
      let squares = groups.map { group in
        let excess = sum(group.map { $0 - mean })
        return excess * excess
      }
      let clusters = Double(groups.count)
      return (sum(squares) * clusters / (clusters - 1)).squareRoot() / Double(count)
    }
  }
}

private func sum(_ values: [Double]) -> Double { values.reduce(0, +) }
