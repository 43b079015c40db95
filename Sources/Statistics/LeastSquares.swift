/// The shortest of all w that minimise ‖A w − b‖, so A⁺ b, for each right side b.
///
/// Nothing is centred and there is no intercept. Directions in which A has less than rounding, an
/// eigenvalue of A Aᵀ or Aᵀ A below max(rows, columns)·ε of the largest, count as absent.
/// Right sides [k][rows]; result [k][columns]. Throws when lengths differ.
/// Source: Penrose, "On best approximate solutions of linear matrix equations" (1956).
public func minimumNormLeastSquares(
  _ matrix: Matrix, _ rightSides: [[Double]]
) throws(StatisticsError) -> [[Double]] {
  let wide = matrix.rows < matrix.columns
  let eigen = try SymmetricEigendecomposition(wide ? matrix.rowGram() : matrix.columnGram())
  let floor = Double(max(matrix.rows, matrix.columns)) * .ulpOfOne * eigen.values[0]
  let order = eigen.values.count
  let basis = Matrix(unchecked: eigen.vectors, rows: order, columns: order)
  let inverses = eigen.values.map { $0 > floor ? 1 / $0 : 0 }
  var result: [[Double]] = []
  for side in rightSides {
    // (A Aᵀ)⁺ b comes before Aᵀ when A is wide, (Aᵀ A)⁺ after it otherwise.
    let start = wide ? side : try matrix.transposedTimes(side)
    let coordinates = zip(try basis.transposedTimes(start), inverses).map { $0 * $1 }
    let solved = try basis.times(coordinates)
    result.append(wide ? try matrix.transposedTimes(solved) : solved)
  }
  return result
}
