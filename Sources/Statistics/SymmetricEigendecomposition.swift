/// A = V Λ Vᵀ of a symmetric matrix.
///
/// Each eigenvector is known up to its sign, which is left as GSL returns it.
/// Source: Golub & Van Loan, "Matrix Computations", symmetric QR algorithm.
public struct SymmetricEigendecomposition: Sendable, Equatable {
  /// Largest first [order].
  public let values: [Double]
  /// Eigenvectors as columns, row-major [order, order].
  public let vectors: [Double]

  /// Throws when the matrix is not square, not symmetric to 1e-12 of its largest element, or when
  /// the iteration fails.
  public init(_ matrix: Matrix) throws(StatisticsError) {
    let order = matrix.rows
    try requireSameLength(matrix.columns, as: order, "columns of a symmetric matrix")
    let tolerance = 1e-12 * matrix.values.reduce(0) { max($0, abs($1)) }
    for i in 0..<order {
      for j in 0..<i {
        let difference = matrix.values[i * order + j] - matrix.values[j * order + i]
        guard abs(difference) <= tolerance else {
          throw .outOfRange(
            "difference of elements (\(i), \(j)) and (\(j), \(i)) of a symmetric matrix",
            expected: "0", got: difference)
        }
      }
    }
    (values, vectors) = try GSL.symmetricEigendecomposition(of: matrix.values, order: order)
  }

  /// The k-th eigenvector [order].
  public func vector(_ k: Int) -> [Double] {
    precondition(values.indices.contains(k), "eigenvector \(k) of \(values.count)")
    return stride(from: k, to: vectors.count, by: values.count).map { vectors[$0] }
  }
}
