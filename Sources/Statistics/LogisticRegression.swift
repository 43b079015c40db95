/// Logistic regression with an L2 penalty on the weights and none on the intercept.
///
/// Minimises ½‖w‖² + C Σ log(1 + e^(−y(w·x + b))) with y = ±1: the objective, and the C, of
/// scikit-learn's `LogisticRegression`. Features are used as they are, so C means something in their
/// units.
public struct LogisticRegression: Sendable, Equatable {
  /// [columns].
  public let weights: [Double]
  /// Log-odds of true where all features are 0.
  public let intercept: Double

  /// Solves to convergence by Newton's method with a check of every step.
  ///
  /// With more columns than rows it works in the space of the rows, where the optimum lies. Features
  /// [rows, columns]; throws when labels differ in number or are all alike, when C is not positive, and
  /// when the iteration fails.
  public init(
    _ features: Matrix, labels: [Bool], inverseRegularization c: Double = 1
  ) throws(StatisticsError) {
    try requireSameLength(labels.count, as: features.rows, "labels of a logistic regression")
    try requirePositive(c, "inverse regularisation")
    guard labels.contains(true), labels.contains(false) else {
      throw .degenerate("a logistic regression needs labels of both kinds")
    }
    // The intercept takes up any shift, so centring changes the arithmetic only: it is well conditioned.
    let means = features.columnMeans
    let centered = try features.subtracting(means)
    let fit: LogisticFit
    if features.columns > features.rows {
      fit = try LogisticFit(in: RowSpace(products: centered.rowGram()), labels: labels, c: c)
      weights = try centered.transposedTimes(fit.parameters)
    } else {
      fit = try LogisticFit(in: ColumnSpace(features: centered), labels: labels, c: c)
      weights = fit.parameters
    }
    intercept = zip(weights, means).reduce(fit.intercept) { $0 - $1.0 * $1.1 }
  }

  /// w·x + b: the log-odds of true.
  public func logOdds(_ x: some Sequence<Double>) -> Double {
    zip(weights, x).reduce(intercept) { $0 + $1.0 * $1.1 }
  }
}

/// The probability whose log-odds are given.
public func probability(logOdds: Double) -> Double { GSL.logisticP(logOdds) }
