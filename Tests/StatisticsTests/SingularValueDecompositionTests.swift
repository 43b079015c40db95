import Statistics
import Testing

@Suite("Singular value decomposition")
struct SingularValueDecompositionTests {
  /// Rows r, columns c, of a fixed formula.
  func matrix(_ rows: Int, _ columns: Int) -> [Double] {
    func cell(_ i: Int, _ j: Int) -> Double {
      let mixed: Int = i * 13 + j * 29 + i * j * 5
      return Double(mixed % 23 - 11) / 4
    }
    return (0..<rows).flatMap { i in (0..<columns).map { j in cell(i, j) } }
  }

  /// The largest error of U S Vᵀ = A, UᵀU = 1 and VᵀV = 1.
  func largestError(_ a: [Double], rows: Int, columns: Int) throws -> Double {
    let svd = try SingularValueDecomposition(a, rows: rows, columns: columns)
    let rank = svd.s.count
    #expect(rank == min(rows, columns))
    #expect(zip(svd.s, svd.s.dropFirst()).allSatisfy { $0 >= $1 })
    let left = (0..<rank).map { svd.leftVector($0) }
    let right = (0..<rank).map { svd.rightVector($0) }
    var error = 0.0
    for i in 0..<rows {
      for j in 0..<columns {
        let product = (0..<rank).reduce(0) { $0 + left[$1][i] * svd.s[$1] * right[$1][j] }
        error = max(error, abs(product - a[i * columns + j]))
      }
    }
    for vectors in [left, right] {
      for p in 0..<rank {
        for q in 0..<rank {
          let dot = zip(vectors[p], vectors[q]).reduce(0) { $0 + $1.0 * $1.1 }
          error = max(error, abs(dot - (p == q ? 1 : 0)))
        }
      }
    }
    return error
  }

  // numpy.linalg.svd(A)
  @Test(arguments: [true, false])
  func numpy(tall: Bool) throws {
    let a = matrix(5, 3)
    let transposed = (0..<3).flatMap { j in (0..<5).map { i in a[i * 3 + j] } }
    let svd = try SingularValueDecomposition(
      tall ? a : transposed, rows: tall ? 5 : 3, columns: tall ? 3 : 5)
    expectAgreement(svd.s, [3.8774844084230566, 3.552013293187102, 0.472563463947686])
    let first = tall ? svd.rightVector(0) : svd.leftVector(0)
    let expected = [0.9933182198989657, -0.0922567642817841, -0.06933688384262156]
    let sign = first[0] * expected[0] < 0 ? -1.0 : 1
    expectAgreement(first.map { sign * $0 }, expected)
  }

  @Test(
    "any shape reconstructs, with orthonormal vectors",
    arguments: [(1, 1), (1, 6), (6, 1), (5, 5), (40, 7), (7, 40), (30, 29)])
  func reconstruction(rows: Int, columns: Int) throws {
    let error = try largestError(matrix(rows, columns), rows: rows, columns: columns)
    #expect(error < 1e-12, "\(error)")
  }

  @Test("nothing is centred: a constant matrix is its mean, not zero")
  func uncentred() throws {
    let svd = try SingularValueDecomposition([Double](repeating: 2, count: 12), rows: 4, columns: 3)
    expectAgreement(svd.s[0], 2 * 12.0.squareRoot())
    #expect(abs(svd.s[1]) < 1e-14)
    expectAgreement(
      svd.rightVector(0).map(abs), [Double](repeating: (1.0 / 3).squareRoot(), count: 3))
  }

  @Test func zeroMatrix() throws {
    let svd = try SingularValueDecomposition([Double](repeating: 0, count: 6), rows: 2, columns: 3)
    #expect(svd.s == [0, 0])
    #expect((svd.u + svd.v).allSatisfy { $0.isFinite })
  }

  @Test func badArguments() {
    #expect(throws: StatisticsError.self) {
      try SingularValueDecomposition([], rows: 0, columns: 3)
    }
    #expect(throws: StatisticsError.lengthMismatch("elements of a matrix", expected: 6, got: 5)) {
      try SingularValueDecomposition([1, 2, 3, 4, 5], rows: 2, columns: 3)
    }
    #expect(throws: StatisticsError.notFinite("elements of a matrix", index: 1)) {
      try SingularValueDecomposition([1, .nan], rows: 1, columns: 2)
    }
    #expect(throws: StatisticsError.self) {
      try SingularValueDecomposition([1], rows: .max, columns: 2)
    }
  }
}
