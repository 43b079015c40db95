/// (1 − λ) S + λ (tr S / d) I: a covariance matrix drawn towards a sphere of the same total variance.
///
/// With fewer rows than columns S has no inverse; with λ > 0 this one has.
public struct ShrunkCovariance: Sendable, Equatable {
  /// [columns, columns].
  public let matrix: Matrix
  /// λ, from 0 (the sample's own) to 1 (a sphere).
  public let shrinkage: Double

  /// The covariance, with n in the denominator, of rows that are already centred.
  ///
  /// Without a `shrinkage` it is Ledoit and Wolf's, which minimises the expected squared error. Throws
  /// when it is not from 0 to 1.
  /// Source: Ledoit & Wolf, "A well-conditioned estimator for large-dimensional covariance matrices"
  /// (2004).
  public init(centered: Matrix, shrinkage: Double? = nil) throws(StatisticsError) {
    if let shrinkage { try requireProbability(shrinkage, "shrinkage of a covariance") }
    let (count, width) = (Double(centered.rows), Double(centered.columns))
    var values = centered.columnGram().values.map { $0 / count }
    let diagonal = stride(from: 0, to: values.count, by: centered.columns + 1)
    let variance = diagonal.reduce(0) { $0 + values[$1] } / width
    self.shrinkage = shrinkage ?? ledoitWolf(centered, covariance: values, variance: variance)
    for k in values.indices { values[k] *= 1 - self.shrinkage }
    for k in diagonal { values[k] += self.shrinkage * variance }
    matrix = Matrix(unchecked: values, rows: centered.columns, columns: centered.columns)
  }
}

/// The expected squared error of S over its squared distance from the sphere, at most 1.
private func ledoitWolf(
  _ centered: Matrix, covariance: [Double], variance: Double
) -> Double {
  let count = Double(centered.rows)
  let squares = covariance.reduce(0) { $0 + $1 * $1 }
  let distance = squares - Double(centered.columns) * variance * variance
  let fourth = (0..<centered.rows).reduce(0) { sum, i in
    let square = centered.row(i).reduce(0) { $0 + $1 * $1 }
    return sum + square * square
  }
  let error = (fourth / count - squares) / count
  return distance > 0 ? min(max(error / distance, 0), 1) : 1
}
