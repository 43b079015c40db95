import Statistics
import Testing

/// Against NumPy and scikit-learn; see the fixture's `source`.
@Suite("Linear algebra")
struct LinearAlgebraTests {
  /// Both sides are in double and well conditioned; a few hundred roundings.
  static let tolerance = 1e-12

  @Test("numpy.linalg.eigh, largest first")
  func eigen() throws {
    let reference = try LinearMethods.reference.get().eigen
    let n = reference.order
    let matrix = try Matrix(reference.matrix, rows: n, columns: n)
    let ours = try SymmetricEigendecomposition(matrix)
    #expect(largestDifference(ours.values, reference.values) < Self.tolerance)
    for k in 0..<n {
      let expected = stride(from: k, to: n * n, by: n).map { reference.vectors[$0] }
      let difference = largestDifference(facing(ours.vector(k), expected), expected)
      #expect(difference < Self.tolerance, "vector \(k): \(difference)")
    }
    // Positive definite once shifted by more than the lowest eigenvalue.
    var shifted = reference.matrix
    for k in 0..<n { shifted[k * n + k] += 1 - reference.values[n - 1] }
    let definite = try Matrix(shifted, rows: n, columns: n)
    let side = (0..<n).map { Double($0 * $0 - 7) }
    let solved = try definite.times(Cholesky(definite).solution(side))
    #expect(largestDifference(solved, side) < Self.tolerance * 100)
    #expect(throws: StatisticsError.self) { try Cholesky(matrix) }
  }

  @Test("numpy.linalg.lstsq: wide, and tall with a column that is the sum of two others")
  func leastSquares() throws {
    for reference in try LinearMethods.reference.get().leastSquares {
      let matrix = try Matrix(
        reference.matrix, rows: reference.rows, columns: reference.columns)
      let ours = try minimumNormLeastSquares(matrix, [reference.side, reference.side])
      for solution in ours {
        let difference = largestDifference(solution, reference.solution)
        #expect(difference < Self.tolerance, "\(reference.rows) rows: \(difference)")
      }
    }
  }

  @Test("numpy.linalg.svd: right singular vectors, of the matrix and of its transpose")
  func singular() throws {
    let reference = try LinearMethods.reference.get().singular
    let (rows, columns) = (reference.rows, reference.columns)
    let wide = try Matrix(reference.matrix, rows: rows, columns: columns)
    let ours = try RightSingularVectors(wide, count: 3)
    #expect(largestDifference(ours.singularValues, reference.values) < Self.tolerance)
    #expect(ours.vectors.count == 3)
    for (k, vector) in ours.vectors.enumerated() {
      let expected = Array(reference.vectors[k * columns..<(k + 1) * columns])
      #expect(largestDifference(facing(vector, expected), expected) < Self.tolerance)
    }
    let tall = try Matrix(
      (0..<columns).map { j in (0..<rows).map { reference.matrix[$0 * columns + j] } })
    let theirs = try RightSingularVectors(tall, count: 100)
    #expect(largestDifference(theirs.singularValues, reference.values) < Self.tolerance)
    let slow = try SingularValueDecomposition(tall.values, rows: columns, columns: rows)
    #expect(theirs.vectors.count == rows)
    for (k, vector) in theirs.vectors.enumerated() {
      let expected = slow.rightVector(k)
      #expect(largestDifference(facing(vector, expected), expected) < Self.tolerance)
    }
  }

  @Test("directions that are not there are not given")
  func rankOne() throws {
    let svd = try RightSingularVectors(Matrix([[1, 2, 2], [2, 4, 4]]), count: 3)
    #expect(svd.vectors.count == 1)
    #expect(try RightSingularVectors(Matrix([[0, 0], [0, 0]]), count: 2).vectors.isEmpty)
  }

  @Test("sklearn.covariance.ledoit_wolf: rows more and fewer than columns")
  func covariance() throws {
    for reference in try LinearMethods.reference.get().covariance {
      let rows = try Matrix(
        reference.centered, rows: reference.rows, columns: reference.columns)
      let ours = try ShrunkCovariance(centered: rows)
      expectAgreement(ours.shrinkage, reference.shrinkage)
      #expect(largestDifference(ours.matrix.values, reference.covariance) < 1e-11)
      let plain = try ShrunkCovariance(centered: rows, shrinkage: 0).matrix
      let gram = rows.columnGram().values.map { $0 / Double(reference.rows) }
      #expect(plain.values == gram)
      let sphere = try ShrunkCovariance(centered: rows, shrinkage: 1).matrix
      #expect(sphere.values[1] == 0)
      #expect(throws: StatisticsError.self) {
        try ShrunkCovariance(centered: rows, shrinkage: 1.1)
      }
    }
  }

  @Test("inner products are summed in ascending order, bit for bit, for any size")
  func gramOrder() throws {
    for (rows, columns) in [(1, 1), (4, 3), (7, 5), (11, 8)] {
      let a = try Matrix(
        (0..<rows * columns).map { 1 / Double(3 + ($0 * 37) % 101) }, rows: rows, columns: columns)
      var expected: [Double] = []
      for i in 0..<columns {
        for j in 0..<columns {
          expected.append(
            (0..<rows).reduce(0) { $0 + a.values[$1 * columns + i] * a.values[$1 * columns + j] })
        }
      }
      #expect(a.columnGram().values == expected)
      let transposed = try Matrix(
        (0..<columns).map { j in (0..<rows).map { a.values[$0 * columns + j] } })
      #expect(transposed.rowGram().values == expected)
      // Another order gives other bits where there is anything to round.
      let backwards = (0..<rows).reversed().reduce(0) {
        $0 + a.values[$1 * columns] * a.values[$1 * columns]
      }
      if rows == 11 { #expect(backwards != expected[0]) }
    }
  }

  @Test func matrices() throws {
    let a = try Matrix([[1, 2, 3], [4, 5, 7]])
    #expect(try a.times([1, 0, -1]) == [-2, -3])
    #expect(try a.transposedTimes([2, -1]) == [-2, -1, -1])
    #expect(a.rowGram().values == [14, 35, 35, 90])
    #expect(a.columnGram().values == [17, 22, 31, 22, 29, 41, 31, 41, 58])
    #expect(a.columnMeans == [2.5, 3.5, 5])
    #expect(try a.subtracting([1, 1, 1]).values == [0, 1, 2, 3, 4, 6])
    #expect(throws: StatisticsError.self) { try Matrix([[1, 2], [3]]) }
    #expect(throws: StatisticsError.self) { try Matrix([]) }
    #expect(throws: StatisticsError.notFinite("elements of a matrix", index: 1)) {
      try Matrix([[1, .nan]])
    }
    #expect(throws: StatisticsError.self) { try a.times([1, 2]) }
    #expect(throws: StatisticsError.self) { try a.transposedTimes([1, 2, 3]) }
    #expect(throws: StatisticsError.self) { try SymmetricEigendecomposition(a) }
    #expect(throws: StatisticsError.self) {
      try SymmetricEigendecomposition(Matrix([[1, 2], [2.1, 1]]))
    }
    #expect(throws: StatisticsError.self) { try minimumNormLeastSquares(a, [[1]]) }
  }
}
