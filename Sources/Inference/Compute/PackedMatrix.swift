import CKernels

/// A weight matrix [outputs, inputs] in panels of 32 outputs, the layout that the kernels read.
struct PackedMatrix: Sendable {
  let outputs: Int
  let inputs: Int
  private let storage: Storage

  private enum Storage: Sendable {
    case float(FloatBuffer)
    case quantized(FloatBuffer, ck_quantized_format)
  }

  /// Stacks matrices with equal `inputs` on top of each other: q, k and v become one product.
  ///
  /// - Parameter parts: [outputs, inputs] matrices.
  /// - Throws: what a part's reader throws.
  init(stacking parts: [(outputs: Int, read: RowReader)], inputs: Int) throws {
    self.inputs = inputs
    outputs = parts.reduce(0) { $0 + $1.outputs }
    let panels = FloatBuffer(count: ck_packed_count(Int32(outputs), Int32(inputs)))
    storage = .float(panels)
    let width = Int(CK_PANEL)
    let rows = FloatBuffer(zeros: width * inputs)
    for first in stride(from: 0, to: outputs, by: width) {
      let panel = first..<min(first + width, outputs)
      var start = 0
      for part in parts {
        let wanted = panel.clamped(to: start..<start + part.outputs)
        if !wanted.isEmpty {
          try part.read(
            wanted.lowerBound - start..<wanted.upperBound - start,
            rows.pointer + (wanted.lowerBound - first) * inputs)
        }
        start += part.outputs
      }
      ck_pack_panel(
        rows.pointer, Int32(panel.count), Int32(inputs), panels.pointer + first * inputs)
    }
  }

  /// Stacks matrices whose weights stay in the blocks that they are stored in; nil when a part is not
  /// stored in blocks of 32.
  ///
  /// - Throws: what a part's own packing throws.
  init?(stacking parts: [QuantizedTensor?], inputs: Int) throws {
    let stored = parts.compactMap(\.self)
    guard stored.count == parts.count, let first = stored.first else { return nil }
    let format = stored.dropFirst().reduce(first.format) {
      ck_quantized_format_join($0, $1.format)
    }
    self.inputs = inputs
    outputs = stored.reduce(0) { $0 + $1.outputs }
    let bytes = ck_quantized_bytes(format, Int32(outputs), Int32(inputs))
    let data = FloatBuffer(zeros: (bytes + 3) / 4)
    storage = .quantized(data, format)
    var row = 0
    for part in stored {
      try part.pack(quantized(data, format), row)
      row += part.outputs
    }
  }

  var byteCount: Int {
    switch storage {
    case .float(let data), .quantized(let data, _): data.count * MemoryLayout<Float>.stride
    }
  }

  /// Whether the two are one matrix in memory.
  func isSame(as other: PackedMatrix) -> Bool {
    switch (storage, other.storage) {
    case (.float(let a), .float(let b)), (.quantized(let a, _), .quantized(let b, _)): a === b
    default: false
    }
  }

  private func quantized(_ data: FloatBuffer, _ format: ck_quantized_format) -> ck_quantized {
    ck_quantized(
      format: format, outputs: Int32(outputs), inputs: Int32(inputs),
      data: UnsafeMutableRawPointer(data.pointer).assumingMemoryBound(to: UInt8.self))
  }

  /// Row `index` of the original matrix, [inputs].
  func copyRow(_ index: Int, to destination: UnsafeMutablePointer<Float>) {
    switch storage {
    case .float(let panels):
      ck_unpack_row(panels.pointer, Int32(index), Int32(inputs), destination)
    case .quantized(let data, let format):
      ck_quantized_row(quantized(data, format), Int32(index), destination)
    }
  }

  /// out [rows, outputs] = x [rows, inputs] · Wᵀ.
  ///
  /// - Parameter scratch: room for ``scratchCount(rows:inputs:on:)`` floats.
  func multiply(
    _ x: UnsafePointer<Float>, rows: Int, into out: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>, on compute: Compute
  ) {
    switch storage {
    case .float(let panels):
      ck_matmul(
        compute.handle, x, Int32(rows), Int32(inputs), panels.pointer, Int32(outputs), out, scratch)
    case .quantized(let data, let format):
      ck_quantized_matmul(
        compute.handle, x, Int32(rows), quantized(data, format), out, scratch)
    }
  }

  /// Floats of scratch that any product of these sizes needs.
  static func scratchCount(rows: Int, inputs: Int, on compute: Compute) -> Int {
    let quantized = ck_quantized_scratch(compute.handle, Int32(rows), Int32(inputs))
    return max(ck_matmul_scratch(Int32(rows), Int32(inputs)), (quantized + 3) / 4)
  }
}

/// A matrix as its source stores it, in blocks of 32 integers with scales.
public struct QuantizedTensor {
  let format: ck_quantized_format
  let outputs: Int
  let inputs: Int
  /// Packs all rows to a matrix from a row of it on.
  let pack: (ck_quantized, _ firstRow: Int) throws -> Void
}
