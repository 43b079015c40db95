import Statistics

/// LEACE: the smallest affine edit after which no linear probe can tell the classes apart.
///
/// On the activations it was made from, all class means are equal afterwards, and of all edits that achieve
/// that it moves activations least in mean square. The published form is I − W⁺ P W, with
/// W = (Σxx^½)⁺ and P the orthogonal projection on the columns of W Σxz. Because W⁺ W Σxz = Σxz, that is
/// I − Σxz (Σxzᵀ B)⁺ Bᵀ with B = Σxx⁺ Σxz: what is read are the coefficients B of the least-squares
/// prediction of the labels, what is written is their covariance with the activations.
/// Source: Belrose et al., "LEACE: Perfect linear concept erasure in closed form" (arXiv 2306.03819).
public struct LEACE: Sendable, Equatable {
  /// [k][width], where k is the rank of Σxz: at most one less than there are classes.
  public let write: [[Double]]
  /// [k][width]; read · write = 1 on the diagonal and 0 elsewhere.
  public let read: [[Double]]
  /// The mean activation [width].
  public let center: [Double]

  /// - Parameters:
  ///   - activations: [rows, width].
  ///   - labels: the class of each row, any integers.
  ///   - shrinkage: λ of `ShrunkCovariance` for Σxx; 0 is the published form. Any λ makes the class means
  ///     equal, and 1 projects along the differences of class means. With fewer rows than components a λ
  ///     above 0 keeps the edit from fitting the rows it was made from.
  /// - Throws: `StatisticsError` when labels differ in number or are all alike, or λ is not from 0 to 1.
  public init(_ activations: Matrix, labels: [Int], shrinkage: Double = 0) throws {
    guard labels.count == activations.rows else {
      throw StatisticsError.lengthMismatch(
        "labels of an erasure", expected: activations.rows, got: labels.count)
    }
    let classes = Set(labels).sorted()
    guard classes.count > 1 else {
      throw StatisticsError.degenerate("an erasure needs labels of at least two classes")
    }
    center = activations.columnMeans
    let centered = try activations.subtracting(center)
    // One-hot labels, each column centred [classes][rows].
    let indicators = classes.map { name in
      let share = Double(labels.count { $0 == name }) / Double(labels.count)
      return labels.map { ($0 == name ? 1 : 0) - share }
    }
    // Σxz and B, both times the number of rows or neither: the factor cancels. [classes][width]
    let count = Double(labels.count)
    let covariances = try indicators.map {
      try centered.transposedTimes($0).map { $0 / count }
    }
    let coefficients: [[Double]]
    if shrinkage == 0 {
      coefficients = try minimumNormLeastSquares(centered, indicators)
    } else {
      let factor = try Cholesky(ShrunkCovariance(centered: centered, shrinkage: shrinkage).matrix)
      coefficients = try covariances.map { try factor.solution($0) }
    }
    (write, read) = try oblique(covariances, coefficients)
  }

  /// The eraser that the engine applies, rounded to single precision.
  public var eraser: Eraser {
    get throws {
      try Eraser(
        write: write.map { $0.map(Float.init) }, read: read.map { $0.map(Float.init) },
        center: center.map(Float.init))
    }
  }
}

extension Eraser {
  /// ``LEACE`` of positive against negative activations at a layer.
  ///
  /// - Throws: ``SteeringError`` when a side is empty, the two were not recorded alike, or there is no such
  ///   layer; `StatisticsError` as ``LEACE``.
  public static func leace(
    positive: Activations, negative: Activations, layer: Int, shrinkage: Double = 0
  ) throws -> Eraser {
    let rows = try ContrastRows(positive: positive, negative: negative, layer: layer)
    return try LEACE(rows.rows, labels: rows.labels.map { $0 ? 1 : 0 }, shrinkage: shrinkage).eraser
  }
}

/// Rows whose products Σ writeⱼ readⱼᵀ are Σxz (Σxzᵀ B)⁺ Bᵀ.
///
/// One-hot labels are redundant, so Σxzᵀ B has rank k below its order: the eigenvectors of its k
/// eigenvalues that rise above rounding split it.
private func oblique(
  _ covariances: [[Double]], _ coefficients: [[Double]]
) throws -> (write: [[Double]], read: [[Double]]) {
  let products = try Matrix(
    covariances.map { sxz in
      coefficients.map { b in zip(sxz, b).reduce(0) { $0 + $1.0 * $1.1 } }
    })
  // Symmetric but for rounding.
  let order = products.rows
  let eigen = try SymmetricEigendecomposition(
    Matrix(
      (0..<order).map { i in
        (0..<order).map { (products.values[i * order + $0] + products.values[$0 * order + i]) / 2 }
      }))
  // Eigenvalues are squared correlations times a variance of labels, so 1e-20 is a correlation of 1e-10.
  let floor = max(1e-12 * eigen.values[0], 1e-20)
  let kept = eigen.values.indices.filter { eigen.values[$0] > floor }
  func combined(_ rows: [[Double]], _ k: Int) throws -> [Double] {
    let scale = 1 / eigen.values[k].squareRoot()
    return try Matrix(rows).transposedTimes(eigen.vector(k).map { $0 * scale })
  }
  return (
    try kept.map { try combined(covariances, $0) }, try kept.map { try combined(coefficients, $0) }
  )
}
