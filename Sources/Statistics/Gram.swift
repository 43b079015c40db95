/// A Aᵀ [rows, rows], or Aᵀ A [columns, columns], of a row-major matrix [rows, columns].
///
/// Each element is summed in ascending order, as GSL's dsyrk does and to the same bits, but four terms at a
/// time over whole rows: dsyrk strides through memory and takes ten times as long on hundreds of columns.
func gram(of matrix: [Double], rows: Int, columns: Int, ofColumns: Bool) -> [Double] {
  // [count, order]: the sum runs over count.
  let terms = ofColumns ? matrix : transposed(matrix, rows: rows, columns: columns)
  let (count, order) = ofColumns ? (rows, columns) : (columns, rows)
  var result = [Double](repeating: 0, count: order * order)
  terms.withUnsafeBufferPointer { terms in
    result.withUnsafeMutableBufferPointer { result in
      var k = 0
      while k + 4 <= count {
        for i in 0..<order {
          let a = terms[k * order + i]
          let b = terms[(k + 1) * order + i]
          let c = terms[(k + 2) * order + i]
          let d = terms[(k + 3) * order + i]
          for j in i..<order {
            result[i * order + j] =
              (((result[i * order + j] + a * terms[k * order + j])
                + b * terms[(k + 1) * order + j]) + c * terms[(k + 2) * order + j])
              + d * terms[(k + 3) * order + j]
          }
        }
        k += 4
      }
      while k < count {
        for i in 0..<order {
          for j in i..<order {
            result[i * order + j] += terms[k * order + i] * terms[k * order + j]
          }
        }
        k += 1
      }
      for i in 0..<order {
        for j in 0..<i { result[i * order + j] = result[j * order + i] }
      }
    }
  }
  return result
}
