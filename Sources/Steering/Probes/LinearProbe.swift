import Inference
import Statistics

/// A direction and a threshold that tell positive activations from negative ones at a layer.
///
/// Logistic regression on activations divided by one number, their root mean square distance from their
/// mean. That keeps all angles, as scaling each component would not, and gives C the same meaning at every
/// layer and in every model, as the raw activations would not: their lengths differ a hundredfold.
/// Source: Alain & Bengio, "Understanding intermediate layers using linear classifier probes"
/// (arXiv 1610.01644).
public struct LinearProbe: Sendable, Equatable {
  /// C of `LogisticRegression`.
  public static let defaultInverseRegularization = 1.0

  /// Log-odds of positive by component of a raw activation [width].
  public let weights: [Double]
  /// Log-odds of positive where the activation is 0.
  public let intercept: Double

  /// Trains on the rows of one layer.
  ///
  /// - Throws: ``SteeringError`` when a side is empty, the two were not recorded alike, or there is no such
  ///   layer; `StatisticsError` for numbers that are not finite or a C that is not positive.
  public init(
    positive: Activations, negative: Activations, layer: Int,
    inverseRegularization: Double = defaultInverseRegularization
  ) throws {
    try self.init(
      ContrastRows(positive: positive, negative: negative, layer: layer),
      inverseRegularization: inverseRegularization)
  }

  init(_ rows: ContrastRows, inverseRegularization: Double) throws {
    let spread = try rows.spread()
    // Rows that are all alike have no spread and give no weights.
    let scale = spread > 0 ? 1 / spread : 1
    let scaled = try Matrix(
      rows.rows.values.map { $0 * scale }, rows: rows.rows.rows, columns: rows.rows.columns)
    let regression = try LogisticRegression(
      scaled, labels: rows.labels, inverseRegularization: inverseRegularization)
    weights = regression.weights.map { $0 * scale }
    intercept = regression.intercept
  }

  /// w·x + b: the log-odds that an activation [width] is positive.
  public func logOdds(_ activation: some Sequence<Float>) -> Double {
    zip(weights, activation).reduce(intercept) { $0 + $1.0 * Double($1.1) }
  }

  /// How well the probe tells other rows apart.
  ///
  /// - Throws: as training.
  public func evaluation(
    positive: Activations, negative: Activations, layer: Int
  ) throws -> ProbeEvaluation {
    try requireAlike(positive, negative)
    guard positive.width == weights.count else {
      throw SteeringError.widthMismatch(
        at: "activations for a probe", expected: weights.count, got: positive.width)
    }
    guard (0..<positive.layerCount).contains(layer) else {
      throw SteeringError.noSuchLayer(layer, available: Array(0..<positive.layerCount))
    }
    let scores = [positive, negative].flatMap { side in
      (0..<side.count).map { logOdds(side[$0, layer]) }
    }
    return try ProbeEvaluation(
      logOdds: scores, labels: scores.indices.map { $0 < positive.count })
  }
}
