internal import CGSL

extension GSL {
  static let tooManyIterations = Int(GSL_EMAXITER)
  static let noProgress = Int(GSL_ENOPROG)

  /// 1 / (1 + e⁻ˣ), without overflow.
  static func logisticP(_ x: Double) -> Double {
    handlerOff
    return gsl_cdf_logistic_P(x, 1)
  }

  /// log(1 + eˣ), without overflow.
  static func softplus(_ x: Double) -> Double {
    // With p = 1/(1 + e^|x|), at most a half, log(1 + e^−|x|) = −log(1 − p).
    max(x, 0) - gsl_log1p(-logisticP(-abs(x)))
  }

  /// Eigenvalues, largest first [order], and eigenvectors as columns [order, order].
  static func symmetricEigendecomposition(
    of matrix: [Double], order: Int
  ) throws(StatisticsError) -> (values: [Double], vectors: [Double]) {
    handlerOff
    guard let workspace = gsl_eigen_symmv_alloc(order) else {
      throw .notConverged("gsl_eigen_symmv_alloc", status: Int(GSL_ENOMEM))
    }
    defer { gsl_eigen_symmv_free(workspace) }
    var matrix = matrix
    var values = [Double](repeating: 0, count: order)
    var vectors = [Double](repeating: 0, count: order * order)
    let status = matrix.withUnsafeMutableBufferPointer { matrix in
      values.withUnsafeMutableBufferPointer { values in
        vectors.withUnsafeMutableBufferPointer { vectors in
          var a = gsl_matrix_view_array(matrix.baseAddress, order, order)
          var lambda = gsl_vector_view_array(values.baseAddress, order)
          var v = gsl_matrix_view_array(vectors.baseAddress, order, order)
          let status = gsl_eigen_symmv(&a.matrix, &lambda.vector, &v.matrix, workspace)
          return status == 0
            ? gsl_eigen_symmv_sort(&lambda.vector, &v.matrix, GSL_EIGEN_SORT_VAL_DESC) : status
        }
      }
    }
    guard status == 0 else { throw .notConverged("gsl_eigen_symmv", status: Int(status)) }
    return (values, vectors)
  }

  /// Overwrites a symmetric matrix [order, order] with its Cholesky factor; false when it is not
  /// positive definite.
  static func choleskyDecomposition(of matrix: inout [Double], order: Int) -> Bool {
    handlerOff
    let status = matrix.withUnsafeMutableBufferPointer { matrix in
      var a = gsl_matrix_view_array(matrix.baseAddress, order, order)
      return gsl_linalg_cholesky_decomp1(&a.matrix)
    }
    return status == 0
  }

  /// Overwrites b with A⁻¹ b, given the Cholesky factor of A [order, order].
  static func choleskySolution(
    of factor: [Double], order: Int, _ b: inout [Double]
  ) throws(StatisticsError) {
    handlerOff
    var factor = factor
    let status = factor.withUnsafeMutableBufferPointer { factor in
      b.withUnsafeMutableBufferPointer { b in
        var a = gsl_matrix_view_array(factor.baseAddress, order, order)
        var x = gsl_vector_view_array(b.baseAddress, order)
        return gsl_linalg_cholesky_svx(&a.matrix, &x.vector)
      }
    }
    guard status == 0 else { throw .notConverged("gsl_linalg_cholesky_svx", status: Int(status)) }
  }
}
