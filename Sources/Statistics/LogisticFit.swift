/// Newton's iteration for ``LogisticRegression``, on parameters θ that stand for w, and b.
struct LogisticFit {
  private(set) var parameters: [Double]
  private(set) var intercept = 0.0
  /// X w [rows].
  private var products: [Double]
  private let labels: [Bool]
  private let c: Double

  /// Until the Newton decrement, which bounds the error of w, is 1e-10 of the objective's root.
  init(
    in space: some LogisticSpace, labels: [Bool], c: Double
  ) throws(StatisticsError) {
    parameters = [Double](repeating: 0, count: space.dimension)
    products = [Double](repeating: 0, count: labels.count)
    self.labels = labels
    self.c = c
    var objective = objective(in: space)
    for _ in 0..<100 {
      let curve = LossCurve(
        logOdds: products.map { $0 + intercept }, labels: labels, c: c)
      let target = try space.newtonTarget(parameters, products, intercept, curve)
      let step = zip(target.parameters, parameters).map { $0 - $1 }
      let change = try space.products(step)
      let shift = target.intercept - intercept
      let slope =
        space.inner(parameters, step, productsOfSecond: change)
        + dot(curve.gradient, change.map { $0 + shift })
      let tolerance = 1 + objective
      if -slope <= 1e-20 * tolerance { return }
      let start = self
      var scale = 1.0
      var next = objective
      while scale > 1e-10 {
        move(from: start, by: step, change, shift, scale)
        next = self.objective(in: space)
        if next <= objective + 1e-4 * scale * slope { break }
        scale /= 2
      }
      guard next < objective else {
        // The step is lost in the objective's rounding: there is nothing left to gain.
        move(from: start, by: step, change, shift, 0)
        if -slope <= 1e-10 * tolerance { return }
        throw .notConverged("logistic regression", status: GSL.noProgress)
      }
      objective = next
    }
    throw .notConverged("logistic regression", status: GSL.tooManyIterations)
  }

  private mutating func move(
    from start: LogisticFit, by step: [Double], _ change: [Double], _ shift: Double, _ scale: Double
  ) {
    for k in parameters.indices { parameters[k] = start.parameters[k] + scale * step[k] }
    for i in products.indices { products[i] = start.products[i] + scale * change[i] }
    intercept = start.intercept + scale * shift
  }

  private func objective(in space: some LogisticSpace) -> Double {
    let losses = zip(products, labels).map { product, label in
      GSL.softplus(label ? -product - intercept : product + intercept)
    }
    return space.inner(parameters, parameters, productsOfSecond: products) / 2
      + c * losses.reduce(0, +)
  }
}

/// First and second derivatives of the weighted loss by each row's log-odds.
struct LossCurve {
  /// C (p − outcome) [rows].
  let gradient: [Double]
  /// √(C p (1 − p)) [rows].
  let root: [Double]

  init(logOdds: [Double], labels: [Bool], c: Double) {
    let p = logOdds.map(GSL.logisticP)
    let q = logOdds.map { GSL.logisticP(-$0) }
    gradient = labels.indices.map { c * (labels[$0] ? -q[$0] : p[$0]) }
    root = labels.indices.map { (c * p[$0] * q[$0]).squareRoot() }
  }
}

/// Coordinates θ in which w is sought.
protocol LogisticSpace {
  var dimension: Int { get }
  /// X w [rows].
  func products(_ parameters: [Double]) throws(StatisticsError) -> [Double]
  /// w₁·w₂ of two parameters, the second with its X w.
  func inner(_ first: [Double], _ second: [Double], productsOfSecond: [Double]) -> Double
  /// Where the quadratic that touches the objective here has its least value.
  func newtonTarget(
    _ parameters: [Double], _ products: [Double], _ intercept: Double, _ curve: LossCurve
  ) throws(StatisticsError) -> (parameters: [Double], intercept: Double)
}

/// θ = w.
struct ColumnSpace: LogisticSpace {
  let features: Matrix
  var dimension: Int { features.columns }

  func products(_ parameters: [Double]) throws(StatisticsError) -> [Double] {
    try features.times(parameters)
  }

  func inner(_ first: [Double], _ second: [Double], productsOfSecond: [Double]) -> Double {
    dot(first, second)
  }

  /// Solves H Δ = −g for w and b together.
  func newtonTarget(
    _ parameters: [Double], _ products: [Double], _ intercept: Double, _ curve: LossCurve
  ) throws(StatisticsError) -> (parameters: [Double], intercept: Double) {
    let size = dimension + 1
    var scaled: [Double] = []
    scaled.reserveCapacity(features.rows * size)
    for (row, root) in curve.root.enumerated() {
      for x in features.row(row) { scaled.append(root * x) }
      scaled.append(root)
    }
    var hessian = gram(
      of: scaled, rows: features.rows, columns: size, ofColumns: true)
    for j in 0..<dimension { hessian[j * size + j] += 1 }
    let slope = try features.transposedTimes(curve.gradient)
    let gradient = zip(parameters, slope).map { $0 + $1 } + [curve.gradient.reduce(0, +)]
    let step = try Cholesky(Matrix(unchecked: hessian, rows: size, columns: size))
      .solution(gradient)
    return (zip(parameters, step).map { $0 - $1 }, intercept - step[dimension])
  }
}

/// w = Xᵀ θ: the optimum lies there, and every product with w needs X Xᵀ only.
struct RowSpace: LogisticSpace {
  /// X Xᵀ [rows, rows].
  let products: Matrix
  var dimension: Int { products.rows }

  func products(_ parameters: [Double]) throws(StatisticsError) -> [Double] {
    try products.times(parameters)
  }

  func inner(_ first: [Double], _ second: [Double], productsOfSecond: [Double]) -> Double {
    dot(first, productsOfSecond)
  }

  /// With S² = C p(1 − p) and K = X Xᵀ, Newton's equations are θ = S u,
  /// (1 + S K S) u = S f − S⁻¹ C(p − outcome) − b S 1 where f are the log-odds here, and Σ θ = 0.
  ///
  /// Source: Rasmussen & Williams, "Gaussian processes for machine learning", algorithm 3.1.
  func newtonTarget(
    _ parameters: [Double], _ products: [Double], _ intercept: Double, _ curve: LossCurve
  ) throws(StatisticsError) -> (parameters: [Double], intercept: Double) {
    let s = curve.root
    var system = self.products.values
    for i in 0..<dimension {
      for j in 0..<dimension { system[i * dimension + j] *= s[i] * s[j] }
      system[i * dimension + i] += 1
    }
    let factor = try Cholesky(Matrix(unchecked: system, rows: dimension, columns: dimension))
    let u = try factor.solution(
      s.indices.map { i in
        // A row beyond all doubt has no curvature left to divide by.
        s[i] * (products[i] + intercept) - (s[i] > 0 ? curve.gradient[i] / s[i] : 0)
      })
    let v = try factor.solution(s)
    let target = dot(s, u) / dot(s, v)
    guard target.isFinite else {
      throw .notConverged("logistic regression", status: GSL.noProgress)
    }
    return (s.indices.map { s[$0] * (u[$0] - target * v[$0]) }, target)
  }
}

private func dot(_ x: [Double], _ y: [Double]) -> Double {
  zip(x, y).reduce(0) { $0 + $1.0 * $1.1 }
}
