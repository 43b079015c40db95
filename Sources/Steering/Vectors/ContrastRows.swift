import Statistics

/// Two recordings that were made alike, positive and negative, at one layer.
struct ContrastRows {
  /// The positive rows, then the negative ones [rows, width].
  let rows: Matrix
  /// True where positive [rows].
  let labels: [Bool]
  /// mean(positive) − mean(negative) [width].
  let meanDifference: [Double]
  private let positive: Matrix
  private let negative: Matrix

  /// - Throws: ``SteeringError`` when a side is empty, the two were not recorded alike, or there is no
  ///   such layer; `StatisticsError` for a number that is not finite.
  init(positive: Activations, negative: Activations, layer: Int) throws {
    try requireAlike(positive, negative)
    self.positive = try positive.matrix(layer: layer)
    self.negative = try negative.matrix(layer: layer)
    rows = try Matrix(
      self.positive.values + self.negative.values, rows: positive.count + negative.count,
      columns: positive.width)
    labels = (0..<rows.rows).map { $0 < positive.count }
    meanDifference = zip(self.positive.columnMeans, self.negative.columnMeans).map { $0 - $1 }
  }

  /// Every row less the mean of its own class [rows, width].
  func withinClasses() throws -> Matrix {
    try Matrix(
      positive.subtracting(positive.columnMeans).values
        + negative.subtracting(negative.columnMeans).values,
      rows: rows.rows, columns: rows.columns)
  }

  /// Row i of the positives less row i of the negatives [pairs, width].
  ///
  /// - Throws: ``SteeringError/unpaired(positive:negative:)``.
  func pairedDifferences() throws -> Matrix {
    guard positive.rows == negative.rows else {
      throw SteeringError.unpaired(positive: positive.rows, negative: negative.rows)
    }
    return try Matrix(
      zip(positive.values, negative.values).map { $0 - $1 }, rows: positive.rows,
      columns: rows.columns)
  }

  /// All rows less the midpoint of the two class means [rows, width].
  func aroundMidpoint() throws -> Matrix {
    try rows.subtracting(zip(positive.columnMeans, negative.columnMeans).map { ($0 + $1) / 2 })
  }

  /// The root mean square distance of a row from the mean row.
  func spread() throws -> Double {
    let centered = try rows.subtracting(rows.columnMeans).values
    return (centered.reduce(0) { $0 + $1 * $1 } / Double(rows.rows)).squareRoot()
  }
}

/// - Throws: ``SteeringError`` when a side is empty or the two were not recorded alike.
func requireAlike(_ positive: Activations, _ negative: Activations) throws {
  guard positive.count > 0, negative.count > 0 else { throw SteeringError.noActivations }
  guard positive.width == negative.width else {
    throw SteeringError.widthMismatch(
      at: "negative activations", expected: positive.width, got: negative.width)
  }
  guard
    positive.hook == negative.hook, positive.position == negative.position,
    positive.layerCount == negative.layerCount
  else { throw SteeringError.recordedDifferently }
}
