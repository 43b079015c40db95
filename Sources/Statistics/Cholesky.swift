/// A = L Lᵀ of a symmetric positive definite matrix, to solve A x = b; reads its lower triangle only.
public struct Cholesky: Sendable {
  private let factor: [Double]  // [order, order]
  private let order: Int

  /// Throws when the matrix is not square or not positive definite.
  public init(_ matrix: Matrix) throws(StatisticsError) {
    try requireSameLength(matrix.columns, as: matrix.rows, "columns of a symmetric matrix")
    var factor = matrix.values
    guard GSL.choleskyDecomposition(of: &factor, order: matrix.rows) else {
      throw .degenerate("a Cholesky factor needs a positive definite matrix")
    }
    self.factor = factor
    order = matrix.rows
  }

  /// x of A x = b [order].
  public func solution(_ b: [Double]) throws(StatisticsError) -> [Double] {
    try requireSameLength(b.count, as: order, "right side of linear equations")
    var x = b
    try GSL.choleskySolution(of: factor, order: order, &x)
    return x
  }
}
