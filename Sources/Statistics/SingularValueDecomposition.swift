/// A = U S Vᵀ of a matrix as it is: nothing is centred or scaled.
///
/// With r = min(rows, columns). Each pair of columns of U and V is known up to a common sign; it is
/// left as GSL returns it, so a caller who needs a direction must fix the sign from data. Columns
/// that belong to a singular value of 0 are arbitrary.
/// Source: Golub & Reinsch, "Singular value decomposition and least squares solutions" (1970).
public struct SingularValueDecomposition: Sendable, Equatable {
  /// Left singular vectors, row-major [rows, r].
  public let u: [Double]
  /// Singular values, largest first [r].
  public let s: [Double]
  /// Right singular vectors, row-major [columns, r].
  public let v: [Double]

  /// Decomposes `matrix`, row-major [rows, columns].
  ///
  /// Throws when it is empty, not of that shape, not finite, or when the iteration fails.
  public init(_ matrix: [Double], rows: Int, columns: Int) throws(StatisticsError) {
    try requireCount(rows, atLeast: 1, "rows of a matrix")
    try requireCount(columns, atLeast: 1, "columns of a matrix")
    let (size, overflow) = rows.multipliedReportingOverflow(by: columns)
    guard !overflow else {
      throw .lengthMismatch("elements of a matrix", expected: .max, got: matrix.count)
    }
    try requireSameLength(matrix.count, as: size, "elements of a matrix")
    try requireFinite(matrix, "elements of a matrix")
    // GSL decomposes tall matrices only; of a wide one it gets the transpose, and U and V trade places.
    let wide = rows < columns
    var tall = wide ? transposed(matrix, rows: rows, columns: columns) : matrix
    let (s, v) = try GSL.singularValueDecomposition(
      of: &tall, rows: max(rows, columns), columns: min(rows, columns))
    self.s = s
    self.u = wide ? v : tall
    self.v = wide ? tall : v
  }

  /// The k-th left singular vector [rows].
  public func leftVector(_ k: Int) -> [Double] { column(k, of: u) }

  /// The k-th right singular vector [columns].
  public func rightVector(_ k: Int) -> [Double] { column(k, of: v) }

  private func column(_ k: Int, of matrix: [Double]) -> [Double] {
    precondition(s.indices.contains(k), "singular vector \(k) of \(s.count)")
    return stride(from: k, to: matrix.count, by: s.count).map { matrix[$0] }
  }
}

func transposed(_ matrix: [Double], rows: Int, columns: Int) -> [Double] {
  var result = matrix
  for row in 0..<rows {
    for column in 0..<columns { result[column * rows + row] = matrix[row * columns + column] }
  }
  return result
}
