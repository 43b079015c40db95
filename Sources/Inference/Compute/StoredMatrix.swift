/// A matrix [outputs, inputs] as its source stores it, to be read some rows at a time.
public struct StoredMatrix: Sendable {
  let type: GGUFTensorType
  let outputs: Int
  let inputs: Int
  /// Lends the stored bytes of rows, valid only inside the closure; throws what the source does when it
  /// cannot read them.
  let withRows: @Sendable (Range<Int>, (UnsafeRawBufferPointer) throws -> Void) throws -> Void
  /// The source's error for an element, by its index in the matrix, that is NaN or infinite; nil lets it be.
  let notFinite: (@Sendable (Int) -> any Error)?

  /// A row is a whole number of blocks.
  var bytesPerRow: Int { inputs / type.blockSize * type.bytesPerBlock }

  /// - Parameter values: row-major, whatever they are.
  public init(_ values: [Float], outputs: Int, inputs: Int) {
    self.init(
      type: .f32, outputs: outputs, inputs: inputs,
      withRows: { rows, body in
        try values.withUnsafeBytes {
          let size = inputs * MemoryLayout<Float>.stride
          try body(
            UnsafeRawBufferPointer(rebasing: $0[rows.lowerBound * size..<rows.upperBound * size]))
        }
      }, notFinite: nil)
  }

  init(
    type: GGUFTensorType, outputs: Int, inputs: Int,
    withRows:
      @escaping @Sendable (
        Range<Int>, (UnsafeRawBufferPointer) throws -> Void
      ) throws -> Void,
    notFinite: (@Sendable (Int) -> any Error)?
  ) {
    self.type = type
    self.outputs = outputs
    self.inputs = inputs
    self.withRows = withRows
    self.notFinite = notFinite
  }

  /// The same matrix with its rows in another order.
  ///
  /// - Parameter source: the stored row of each of ours.
  func reordered(_ source: @escaping @Sendable (Int) -> Int) -> StoredMatrix {
    let size = bytesPerRow
    var reorderedError: (@Sendable (Int) -> any Error)?
    if let notFinite {
      reorderedError = { [inputs] index in
        notFinite(source(index / inputs) * inputs + index % inputs)
      }
    }
    return StoredMatrix(
      type: type, outputs: outputs, inputs: inputs,
      withRows: { [withRows] rows, body in
        var bytes: [UInt8] = []
        bytes.reserveCapacity(rows.count * size)
        for row in rows {
          let stored = source(row)
          try withRows(stored..<stored + 1) { bytes.append(contentsOf: $0) }
        }
        try bytes.withUnsafeBytes(body)
      }, notFinite: reorderedError)
  }
}
