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
  private let positiveRowsOfText: [Range<Int>]
  private let negativeRowsOfText: [Range<Int>]

  /// - Throws: ``SteeringError`` when a side is empty, the two were not recorded alike, or there is no
  ///   such layer; `StatisticsError` for a number that is not finite.
  init(positive: Activations, negative: Activations, layer: Int) throws {
    try requireAlike(positive, negative)
    self.positive = try positive.matrix(layer: layer)
    self.negative = try negative.matrix(layer: layer)
    positiveRowsOfText = positive.rowsOfText
    negativeRowsOfText = negative.rowsOfText
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

  /// Each positive row less its negative partner [pairs, width], see ``DifferenceSpectrum``.
  ///
  /// - Throws: ``SteeringError/unpaired(positive:negative:)``.
  func pairedDifferences() throws -> Matrix {
    guard positiveRowsOfText.count == negativeRowsOfText.count else {
      throw SteeringError.unpaired(
        positive: positiveRowsOfText.count, negative: negativeRowsOfText.count)
    }
    var differences: [[Double]] = []
    for (plus, minus) in zip(positiveRowsOfText, negativeRowsOfText) {
      let count = min(plus.count, minus.count)
      for k in 0..<count {
        // The first half counts from the start of both texts, the second from their ends.
        let (i, j) =
          k < count / 2
          ? (plus.lowerBound + k, minus.lowerBound + k)
          : (plus.upperBound - count + k, minus.upperBound - count + k)
        differences.append(zip(positive.row(i), negative.row(j)).map { $0 - $1 })
      }
    }
    return try Matrix(differences)
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
