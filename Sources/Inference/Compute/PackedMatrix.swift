import CKernels

/// A weight matrix [outputs, inputs], laid out for the kernels in the numbers that its source stores.
struct PackedMatrix: @unchecked Sendable {
  // Unchecked: the kernels' handles point into `buffers`, which nobody changes any more.
  let outputs: Int
  let inputs: Int
  /// How products are made; what is stored is the same in all.
  var precision: Precision
  private let sections: [ck_section]
  private let buffers: [FloatBuffer]

  /// Bytes that are read from a source at a time, about.
  private static let readBytes = 1 << 20

  /// Stacks matrices with equal `inputs` on top of each other: q, k and v become one product.
  ///
  /// - Throws: what a part's reader throws; its error for a number that is not finite.
  init(stacking parts: [StoredMatrix], inputs: Int, precision: Precision) throws {
    self.inputs = inputs
    outputs = parts.reduce(0) { $0 + $1.outputs }
    self.precision = precision
    buffers = parts.map { part in
      let bytes = ck_section_bytes(part.type.rawValue, Int32(part.outputs), Int32(inputs))
      return FloatBuffer(count: (bytes + 3) / 4)
    }
    sections = zip(parts, buffers).map { part, buffer in
      ck_section(
        type: part.type.rawValue, outputs: Int32(part.outputs),
        data: UnsafeMutableRawPointer(buffer.pointer).assumingMemoryBound(to: UInt8.self))
    }
    for index in parts.indices { try fill(index, from: parts[index]) }
  }

  private func fill(_ index: Int, from part: StoredMatrix) throws {
    let (section, width) = (sections[index], Int(CK_PANEL))
    if part.outputs % width != 0 {
      // Outputs that are not there are multiplied, too.
      let panel = buffers[index].count / ((part.outputs + width - 1) / width)
      (buffers[index].pointer + buffers[index].count - panel).update(repeating: 0, count: panel)
    }
    let panelsAtOnce = max(1, Self.readBytes / max(1, width * part.bytesPerRow))
    for first in stride(from: 0, to: part.outputs, by: panelsAtOnce * width) {
      let rows = first..<min(first + panelsAtOnce * width, part.outputs)
      try part.withRows(rows) { bytes in
        let bad = ck_pack(
          section, Int32(inputs), bytes.baseAddress, Int32(rows.lowerBound), Int32(rows.count))
        if bad != Int64(CK_DEQUANTIZE_FINITE), let notFinite = part.notFinite {
          throw notFinite(rows.lowerBound * inputs + Int(bad))
        }
      }
    }
  }

  var byteCount: Int { buffers.reduce(0) { $0 + $1.count * MemoryLayout<Float>.stride } }

  /// Whether the two are one matrix in memory.
  func isSame(as other: PackedMatrix) -> Bool {
    buffers.elementsEqual(other.buffers, by: ===)
  }

  /// Row `index` of the original matrix, [inputs].
  func copyRow(_ index: Int, to destination: UnsafeMutablePointer<Float>) {
    var row = index
    for section in sections {
      if row < section.outputs {
        return ck_read_row(section, Int32(inputs), Int32(row), destination)
      }
      row -= Int(section.outputs)
    }
  }

  /// out [rows, outputs] = x [rows, inputs] · Wᵀ.
  ///
  /// - Parameter scratch: room for ``scratchCount(rows:inputs:on:)`` floats, 64-byte aligned.
  func multiply(
    _ x: UnsafePointer<Float>, rows: Int, into out: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>, on compute: Compute
  ) {
    sections.withUnsafeBufferPointer { sections in
      let matrix = ck_matrix(
        sections: sections.baseAddress, count: Int32(sections.count), outputs: Int32(outputs),
        inputs: Int32(inputs))
      ck_matmul(
        compute.handle, x, Int32(rows), matrix, Int32(precision.activationBytes), out, scratch)
    }
  }

  /// Floats of scratch that any product of these sizes needs.
  static func scratchCount(rows: Int, inputs: Int, on compute: Compute) -> Int {
    (ck_matmul_scratch(compute.handle, Int32(rows), Int32(inputs)) + 3) / 4
  }
}
