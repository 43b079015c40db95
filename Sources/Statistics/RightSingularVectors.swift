/// Singular values and leading right singular vectors of a matrix as it is: nothing is centred.
///
/// They come from the smaller of A Aᵀ and Aᵀ A, many times faster than ``SingularValueDecomposition``
/// where rows and columns are hundreds. The price: a singular value below about 1e-7 of the largest
/// drowns in rounding. The sign of a vector is left as it comes out.
public struct RightSingularVectors: Sendable, Equatable {
  /// All of them, largest first [min(rows, columns)].
  public let singularValues: [Double]
  /// Orthonormal, the largest singular value's first [at most count][columns]: those whose singular value
  /// rises above rounding.
  public let vectors: [[Double]]

  /// Throws when the iteration fails.
  public init(_ matrix: Matrix, count: Int) throws(StatisticsError) {
    let wide = matrix.rows < matrix.columns
    let eigen = try SymmetricEigendecomposition(
      wide ? matrix.rowGram() : matrix.columnGram())
    singularValues = eigen.values.map { max($0, 0).squareRoot() }
    let floor = 1e-7 * singularValues[0]
    var vectors: [[Double]] = []
    for (k, value) in singularValues.prefix(count).enumerated() where value > floor {
      let vector = eigen.vector(k)
      vectors.append(wide ? try matrix.transposedTimes(vector).map { $0 / value } : vector)
    }
    self.vectors = vectors
  }
}
