internal import CGSL

/// The GSL routines this module stands on, with GSL's aborting error handler switched off first.
///
/// GSL keeps no state between these calls, so they may be made from any thread. Its elementary
/// functions are the C library's: the last bits of a result can differ between systems.
enum GSL {
  static let handlerOff: Void = { _ = gsl_set_error_handler_off() }()

  static func normalP(_ z: Double) -> Double {
    handlerOff
    return gsl_cdf_ugaussian_P(z)
  }

  static func normalQ(_ z: Double) -> Double {
    handlerOff
    return gsl_cdf_ugaussian_Q(z)
  }

  static func normalQuantile(_ p: Double) -> Double {
    handlerOff
    return gsl_cdf_ugaussian_Pinv(p)
  }

  static func tP(_ t: Double, degreesOfFreedom: Double) -> Double {
    handlerOff
    return gsl_cdf_tdist_P(t, degreesOfFreedom)
  }

  static func tQ(_ t: Double, degreesOfFreedom: Double) -> Double {
    handlerOff
    return gsl_cdf_tdist_Q(t, degreesOfFreedom)
  }

  static func tQuantile(_ p: Double, degreesOfFreedom: Double) -> Double {
    handlerOff
    return gsl_cdf_tdist_Pinv(p, degreesOfFreedom)
  }

  static func betaQuantile(_ p: Double, a: Double, b: Double) -> Double {
    handlerOff
    return gsl_cdf_beta_Pinv(p, a, b)
  }

  static func chiSquaredDensity(_ x: Double, degreesOfFreedom: Double) -> Double {
    handlerOff
    return gsl_ran_chisq_pdf(x, degreesOfFreedom)
  }

  static func binomialDensity(_ k: UInt32, probability: Double, trials: UInt32) -> Double {
    handlerOff
    return gsl_ran_binomial_pdf(k, probability, trials)
  }

  /// P(X ≤ k).
  static func binomialP(_ k: UInt32, probability: Double, trials: UInt32) -> Double {
    handlerOff
    return gsl_cdf_binomial_P(k, probability, trials)
  }

  /// P(X > k).
  static func binomialQ(_ k: UInt32, probability: Double, trials: UInt32) -> Double {
    handlerOff
    return gsl_cdf_binomial_Q(k, probability, trials)
  }

  /// ∫ f over `range` by adaptive 61-point Gauss–Kronrod, to 1e-12 absolute.
  static func integral(
    over range: ClosedRange<Double>, _ integrand: (Double) -> Double
  ) throws(StatisticsError) -> Double {
    handlerOff
    let limit = 500
    guard let workspace = gsl_integration_workspace_alloc(limit) else {
      throw .notConverged("gsl_integration_workspace_alloc", status: Int(GSL_ENOMEM))
    }
    defer { gsl_integration_workspace_free(workspace) }
    var result = 0.0
    var status: Int32 = 0
    withoutActuallyEscaping(integrand) { integrand in
      var boxed = integrand
      withUnsafeMutablePointer(to: &boxed) { pointer in
        var function = gsl_function(
          function: { x, context in
            context?.assumingMemoryBound(to: ((Double) -> Double).self).pointee(x) ?? .nan
          }, params: UnsafeMutableRawPointer(pointer))
        var error = 0.0
        status = gsl_integration_qag(
          &function, range.lowerBound, range.upperBound, 1e-12, 0, limit,
          Int32(GSL_INTEG_GAUSS61), workspace, &result, &error)
      }
    }
    guard status == 0 else { throw .notConverged("gsl_integration_qag", status: Int(status)) }
    return result
  }

  /// Thin SVD of a row-major matrix with rows ≥ columns: overwrites `matrix` [rows, columns] with U
  /// and returns the singular values [columns] and V [columns, columns].
  static func singularValueDecomposition(
    of matrix: inout [Double], rows: Int, columns: Int
  ) throws(StatisticsError) -> (s: [Double], v: [Double]) {
    handlerOff
    var s = [Double](repeating: 0, count: columns)
    var v = [Double](repeating: 0, count: columns * columns)
    var x = v
    var work = s
    let status = matrix.withUnsafeMutableBufferPointer { matrix in
      v.withUnsafeMutableBufferPointer { v in
        x.withUnsafeMutableBufferPointer { x in
          s.withUnsafeMutableBufferPointer { s in
            work.withUnsafeMutableBufferPointer { work in
              var a = gsl_matrix_view_array(matrix.baseAddress, rows, columns)
              var v = gsl_matrix_view_array(v.baseAddress, columns, columns)
              var x = gsl_matrix_view_array(x.baseAddress, columns, columns)
              var s = gsl_vector_view_array(s.baseAddress, columns)
              var work = gsl_vector_view_array(work.baseAddress, columns)
              return gsl_linalg_SV_decomp_mod(
                &a.matrix, &x.matrix, &v.matrix, &s.vector, &work.vector)
            }
          }
        }
      }
    }
    guard status == 0 else { throw .notConverged("gsl_linalg_SV_decomp_mod", status: Int(status)) }
    return (s, v)
  }
}
