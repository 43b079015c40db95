import CKernels

/// A weight matrix [outputs, inputs] in panels of 32 outputs, the layout that the kernels read.
struct PackedMatrix: Sendable {
  let outputs: Int
  let inputs: Int
  let panels: FloatBuffer

  /// Stacks row-major matrices with equal `inputs` on top of each other: q, k and v become one
  /// product.
  ///
  /// - Parameter parts: row-major [outputs, inputs] matrices.
  init(stacking parts: [(outputs: Int, values: [Float])], inputs: Int) {
    self.inputs = inputs
    outputs = parts.reduce(0) { $0 + $1.outputs }
    panels = FloatBuffer(zeros: ck_packed_count(Int32(outputs), Int32(inputs)))
    var first = 0
    for part in parts {
      // ck_pack_matrix places rows by their index in the whole matrix.
      part.values.withUnsafeBufferPointer {
        ck_pack_matrix(
          $0.baseAddress, Int32(first), Int32(part.outputs), Int32(inputs), panels.pointer)
      }
      first += part.outputs
    }
  }

  /// Row `index` of the original matrix, [inputs].
  func copyRow(_ index: Int, to destination: UnsafeMutablePointer<Float>) {
    ck_unpack_row(panels.pointer, Int32(index), Int32(inputs), destination)
  }

  /// out [rows, outputs] = x [rows, inputs] · Wᵀ.
  func multiply(
    _ x: UnsafePointer<Float>, rows: Int, into out: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>, on compute: Compute
  ) {
    ck_matmul(
      compute.handle, x, Int32(rows), Int32(inputs), panels.pointer, Int32(outputs), out, scratch)
  }
}
