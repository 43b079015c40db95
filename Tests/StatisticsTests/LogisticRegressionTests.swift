import Randomness
import Testing

@testable import Statistics

@Suite("Logistic regression")
struct LogisticRegressionTests {
  /// Two of scikit-learn's own solvers differ by up to 1e-6 on these; Newton's are ours to 1e-10.
  static let tolerance = 1e-8

  @Test("scikit-learn's weights and intercept: tall, shifted and separable, and wide features")
  func reference() throws {
    var fits = 0
    for problem in try LinearMethods.reference.get().logistic {
      let features = try Matrix(problem.features, rows: problem.rows, columns: problem.columns)
      for fit in problem.fits {
        let ours = try LogisticRegression(
          features, labels: problem.labels, inverseRegularization: fit.c)
        let difference = largestDifference(
          ours.weights + [ours.intercept], fit.weights + [fit.intercept])
        #expect(
          difference <= Self.tolerance * (1 + abs(fit.intercept)),
          "\(problem.rows) × \(problem.columns), C = \(fit.c): \(difference)")
        fits += 1
      }
    }
    #expect(fits == 9)
  }

  /// Rows of normal numbers in which the first component leans to the label.
  func data(rows: Int, columns: Int) throws -> (Matrix, [Bool]) {
    var generator = SeededGenerator(seed: 5, stream: "logistic")
    let labels = (0..<rows).map { $0.isMultiple(of: 2) }
    let values = labels.map { label in
      (0..<columns).map { ($0 == 0 && label ? 1 : 0) + 20 + generator.gaussian() }
    }
    return (try Matrix(values), labels)
  }

  /// The gradient of scikit-learn's objective, largest component.
  func largestGradient(
    _ fit: LogisticRegression, _ features: Matrix, _ labels: [Bool], c: Double
  ) throws -> Double {
    let residuals = labels.enumerated().map { i, label in
      probability(logOdds: fit.logOdds(features.row(i))) - (label ? 1 : 0)
    }
    let slope = try features.transposedTimes(residuals)
    let weights = zip(fit.weights, slope).map { abs($0 + c * $1) }
    return weights.reduce(abs(c * residuals.reduce(0, +)), max)
  }

  @Test("the gradient is zero, in either space", arguments: [(300, 40), (40, 300), (60, 60)])
  func optimum(rows: Int, columns: Int) throws {
    let (features, labels) = try data(rows: rows, columns: columns)
    for c in [1e-3, 1, 1e3] {
      let fit = try LogisticRegression(features, labels: labels, inverseRegularization: c)
      let gradient = try largestGradient(fit, features, labels, c: c)
      #expect(gradient < 1e-7 * max(1, c), "C = \(c): \(gradient)")
    }
  }

  @Test("planted fault: the optimum of another C has a gradient")
  func otherOptimum() throws {
    let (features, labels) = try data(rows: 60, columns: 4)
    let fit = try LogisticRegression(features, labels: labels, inverseRegularization: 2)
    #expect(try largestGradient(fit, features, labels, c: 1) > 1e-2)
  }

  @Test("500 rows of 576 components, as a probe has; the time is printed")
  func wideAndTall() throws {
    let (features, labels) = try data(rows: 500, columns: 576)
    var fit: LogisticRegression?
    let duration = try ContinuousClock().measure {
      fit = try LogisticRegression(features, labels: labels)
    }
    print("logistic regression of 500 × 576: \(duration)")
    let gradient = try largestGradient(try #require(fit), features, labels, c: 1)
    #expect(gradient < 1e-7, "\(gradient)")
  }

  @Test("constant features: no weights, and the base rate")
  func constant() throws {
    let features = try Matrix([Double](repeating: 3, count: 8), rows: 4, columns: 2)
    let fit = try LogisticRegression(features, labels: [true, true, true, false])
    #expect(fit.weights == [0, 0])
    #expect(abs(probability(logOdds: fit.logOdds([3, 3])) - 0.75) < 1e-9)
  }

  @Test func badArguments() throws {
    let features = try Matrix([[1, 2], [3, 4]])
    #expect(
      throws: StatisticsError.lengthMismatch(
        "labels of a logistic regression", expected: 2, got: 1)
    ) { try LogisticRegression(features, labels: [true]) }
    #expect(throws: StatisticsError.self) {
      try LogisticRegression(features, labels: [true, true])
    }
    for c in [0, -1, .infinity, .nan] {
      #expect(throws: StatisticsError.self) {
        try LogisticRegression(features, labels: [true, false], inverseRegularization: c)
      }
    }
  }

  @Test("softplus and its slope do not overflow")
  func extremes() {
    #expect(GSL.softplus(800) == 800)
    #expect(GSL.softplus(-800) == 0)
    expectAgreement(GSL.softplus(0), 0.6931471805599453)
    expectAgreement(GSL.softplus(-3), 0.04858735157374206)
    expectAgreement(GSL.softplus(3), 3.048587351573742)
    #expect(probability(logOdds: 800) == 1)
    #expect(probability(logOdds: -800) == 0)
  }
}
