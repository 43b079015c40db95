/// Logistic regression with an L2 penalty on the weights and none on the intercept.
///
/// Minimises ½‖w‖² + C Σ log(1 + e^(−y(w·x + b))) with y = ±1: the objective, and the C, of
/// scikit-learn's `LogisticRegression`. Features are used as they are, so C means something in their
/// units.
public struct LogisticRegression: Sendable, Equatable {
  /// [columns].
  public let weights: [Double]
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
    var values = centered.values
    let (rows, columns) = (features.rows, features.columns)
    var problem: LogisticProblem
    if columns > rows {
      // X = L Q with orthonormal rows in Q: w = Qᵀ v has the length of v, and X w = L v.
      let (l, tau) = try GSL.lqDecomposition(of: &values, rows: rows, columns: columns)
      problem = LogisticProblem(
        features: Matrix(unchecked: l, rows: rows, columns: rows), labels: labels, c: c)
      try problem.solve()
      weights = try GSL.lqCombination(problem.weights, packed: values, tau: tau, columns: columns)
    } else {
      problem = LogisticProblem(features: centered, labels: labels, c: c)
      try problem.solve()
      weights = problem.weights
    }
    intercept = zip(weights, means).reduce(problem.intercept) { $0 - $1.0 * $1.1 }
  }

  /// w·x + b: the log-odds of true.
  public func logOdds(_ x: some Sequence<Double>) -> Double {
    zip(weights, x).reduce(intercept) { $0 + $1.0 * $1.1 }
  }
}

/// The probability whose log-odds are given.
public func probability(logOdds: Double) -> Double { GSL.logisticP(logOdds) }

/// Newton's iteration on [w, b].
private struct LogisticProblem {
  let features: Matrix
  let labels: [Bool]
  let c: Double
  /// w, then b [columns + 1].
  private var parameters: [Double]

  var weights: [Double] { Array(parameters.dropLast()) }
  var intercept: Double { parameters[features.columns] }

  init(features: Matrix, labels: [Bool], c: Double) {
    self.features = features
    self.labels = labels
    self.c = c
    parameters = [Double](repeating: 0, count: features.columns + 1)
  }

  /// Until the Newton decrement, which bounds the error of w, is 1e-10 of the objective's root.
  mutating func solve() throws(StatisticsError) {
    var objective = objective(parameters)
    for _ in 0..<100 {
      let (gradient, hessian) = try derivatives()
      let step = try Cholesky(hessian).solution(gradient)
      let decrement = zip(step, gradient).reduce(0) { $0 + $1.0 * $1.1 }
      if decrement <= 1e-20 * (1 + objective) { return }
      var scale = 1.0
      var next = objective
      var candidate = parameters
      repeat {
        candidate = zip(parameters, step).map { $0 - scale * $1 }
        next = self.objective(candidate)
        if next <= objective - 1e-4 * scale * decrement { break }
        scale /= 2
      } while scale > 1e-10
      guard next < objective else {
        // The step is lost in the objective's rounding: there is nothing left to gain.
        if decrement <= 1e-10 * (1 + objective) { return }
        throw .notConverged("logistic regression's step", status: 0)
      }
      (parameters, objective) = (candidate, next)
    }
    throw .notConverged("logistic regression", status: 100)
  }

  private func logOdds(_ parameters: [Double], _ row: Int) -> Double {
    zip(features.row(row), parameters).reduce(parameters[features.columns]) { $0 + $1.0 * $1.1 }
  }

  private func objective(_ parameters: [Double]) -> Double {
    var loss = 0.0
    for (row, label) in labels.enumerated() {
      let z = logOdds(parameters, row)
      loss += GSL.softplus(label ? -z : z)
    }
    return parameters.dropLast().reduce(0) { $0 + $1 * $1 } / 2 + c * loss
  }

  /// Of the objective at the parameters: gradient [columns + 1], Hessian [columns + 1, columns + 1].
  private func derivatives() throws(StatisticsError) -> ([Double], Matrix) {
    let columns = features.columns
    var gradient = parameters
    gradient[columns] = 0
    var scaled: [Double] = []
    scaled.reserveCapacity(labels.count * (columns + 1))
    for (row, label) in labels.enumerated() {
      let p = GSL.logisticP(logOdds(parameters, row))
      let q = GSL.logisticP(-logOdds(parameters, row))
      let residual = c * (label ? -q : p)
      let weight = (c * p * q).squareRoot()
      for (j, x) in features.row(row).enumerated() {
        gradient[j] += residual * x
        scaled.append(weight * x)
      }
      gradient[columns] += residual
      scaled.append(weight)
    }
    var hessian = try GSL.gram(
      of: scaled, rows: labels.count, columns: columns + 1, ofColumns: true)
    for j in 0..<columns { hessian[j * (columns + 1) + j] += 1 }
    return (gradient, Matrix(unchecked: hessian, rows: columns + 1, columns: columns + 1))
  }
}
