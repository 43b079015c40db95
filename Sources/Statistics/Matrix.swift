/// A dense matrix of finite numbers, row-major.
public struct Matrix: Sendable, Equatable {
  /// How many rows, at least 1.
  public let rows: Int
  /// How many columns, at least 1.
  public let columns: Int
  /// Row after row [rows, columns].
  public let values: [Double]

  /// Throws when it is empty, not of that shape, or not finite.
  public init(_ values: [Double], rows: Int, columns: Int) throws(StatisticsError) {
    try requireCount(rows, atLeast: 1, "rows of a matrix")
    try requireCount(columns, atLeast: 1, "columns of a matrix")
    let (size, overflow) = rows.multipliedReportingOverflow(by: columns)
    guard !overflow else {
      throw .lengthMismatch("elements of a matrix", expected: .max, got: values.count)
    }
    try requireSameLength(values.count, as: size, "elements of a matrix")
    try requireFinite(values, "elements of a matrix")
    self.init(unchecked: values, rows: rows, columns: columns)
  }

  /// Throws when it is empty, when rows differ in length, or when one is not finite.
  public init(_ rows: [[Double]]) throws(StatisticsError) {
    let columns = rows.first?.count ?? 0
    for row in rows { try requireSameLength(row.count, as: columns, "row of a matrix") }
    try self.init(rows.flatMap(\.self), rows: rows.count, columns: columns)
  }

  init(unchecked values: [Double], rows: Int, columns: Int) {
    self.values = values
    self.rows = rows
    self.columns = columns
  }

  /// The i-th row [columns].
  public func row(_ i: Int) -> ArraySlice<Double> { values[i * columns..<(i + 1) * columns] }

  /// A x [rows], of x [columns].
  public func times(_ x: [Double]) throws(StatisticsError) -> [Double] {
    try requireSameLength(x.count, as: columns, "vector that a matrix multiplies")
    return (0..<rows).map { i in zip(row(i), x).reduce(0) { $0 + $1.0 * $1.1 } }
  }

  /// Aᵀ y [columns], of y [rows]: the rows weighted by y and summed.
  public func transposedTimes(_ y: [Double]) throws(StatisticsError) -> [Double] {
    try requireSameLength(y.count, as: rows, "weights of the rows of a matrix")
    var result = [Double](repeating: 0, count: columns)
    for i in 0..<rows {
      for (j, value) in row(i).enumerated() { result[j] += y[i] * value }
    }
    return result
  }

  /// A Aᵀ [rows, rows]: inner products of rows.
  public func rowGram() -> Matrix {
    Matrix(
      unchecked: gram(of: values, rows: rows, columns: columns, ofColumns: false), rows: rows,
      columns: rows)
  }

  /// Aᵀ A [columns, columns]: inner products of columns.
  public func columnGram() -> Matrix {
    Matrix(
      unchecked: gram(of: values, rows: rows, columns: columns, ofColumns: true), rows: columns,
      columns: columns)
  }

  /// The mean row [columns].
  public var columnMeans: [Double] {
    var sum = [Double](repeating: 0, count: columns)
    for i in 0..<rows {
      for (j, value) in row(i).enumerated() { sum[j] += value }
    }
    return sum.map { $0 / Double(rows) }
  }

  /// The matrix less `center` [columns] in every row.
  public func subtracting(_ center: [Double]) throws(StatisticsError) -> Matrix {
    try requireSameLength(center.count, as: columns, "center of the rows of a matrix")
    var values = values
    for i in 0..<rows {
      for j in 0..<columns { values[i * columns + j] -= center[j] }
    }
    return Matrix(unchecked: values, rows: rows, columns: columns)
  }
}
