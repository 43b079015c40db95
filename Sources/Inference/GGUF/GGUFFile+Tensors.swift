import CKernels

extension GGUFFile {
  /// Lends a tensor's stored bytes, valid only inside `body`; throws `GGUFError.shrunk` when the file
  /// was cut since it was opened.
  public func withBytes<Result>(
    of tensor: GGUFTensor, _ body: (UnsafeRawBufferPointer) throws -> Result
  ) throws -> Result {
    try file.withBytes(tensor.byteRange, body)
  }

  /// Writes rows of a tensor as float32, row-major, to room for `rows.count * tensor.rowLength`.
  ///
  /// The values are those of ggml's reference dequantisation, bit for bit. Throws
  /// `GGUFError.notFinite` at the first NaN or infinity, `.rowsOutOfRange`, `.shrunk`.
  public func dequantize(
    _ tensor: GGUFTensor, rows: Range<Int>, into output: UnsafeMutablePointer<Float>
  ) throws {
    guard rows.lowerBound >= 0, rows.upperBound <= tensor.rowCount else {
      throw GGUFError.rowsOutOfRange(
        tensor: tensor.name, expected: 0..<tensor.rowCount, got: rows)
    }
    let start = tensor.byteRange.lowerBound + rows.lowerBound * tensor.bytesPerRow
    let range = start..<(start + rows.count * tensor.bytesPerRow)
    let bad = try file.withBytes(range) { bytes in
      ck_dequantize(
        tensor.type.rawValue, bytes.baseAddress, Int64(rows.count * tensor.rowLength), output)
    }
    assert(bad != Int64(CK_DEQUANTIZE_UNSUPPORTED), "the C and Swift tables of types differ")
    guard bad == Int64(CK_DEQUANTIZE_FINITE) else {
      throw GGUFError.notFinite(
        tensor: tensor.name, index: rows.lowerBound * tensor.rowLength + Int(bad))
    }
  }
}

extension GGUFFile: TensorSource {
  /// In file order.
  public var tensorNames: [String] { tensors.map(\.name) }

  /// Of all tensors.
  public var byteCount: Int { tensors.reduce(0) { $0 + $1.byteRange.count } }

  /// Whether the file has a tensor of this name, of whatever shape.
  public func hasTensor(_ name: String) -> Bool { tensorInfo(name) != nil }

  private func requiredTensor(_ name: String, _ shape: [Int]) throws -> GGUFTensor {
    guard let tensor = tensorInfo(name) else { throw GGUFError.missingTensor(name) }
    guard tensor.shape == shape else {
      throw GGUFError.shapeMismatch(tensor: name, expected: shape, got: tensor.shape)
    }
    return tensor
  }

  /// Throws `GGUFError.missingTensor` or `.shapeMismatch`; reading it, `.shrunk`.
  public func matrix(_ name: String, shape: [Int]) throws -> StoredMatrix {
    let tensor = try requiredTensor(name, shape)
    return StoredMatrix(type: tensor.type, outputs: tensor.rowCount, inputs: tensor.rowLength) {
      rows, body in
      let start = tensor.byteRange.lowerBound
      let range =
        start + rows.lowerBound * tensor.bytesPerRow..<start + rows.upperBound * tensor.bytesPerRow
      try file.withBytes(range, body)
      file.release(range)
    } notFinite: { index in
      GGUFError.notFinite(tensor: name, index: index)
    }
  }

  /// Throws `GGUFError.missingTensor`, `.shapeMismatch` or `.notFinite`.
  public func tensor(_ name: String, shape: [Int]) throws -> [Float] {
    let tensor = try requiredTensor(name, shape)
    // Swift writes the length into the one storage that all empty arrays share: a race.
    guard tensor.elementCount > 0 else { return [] }
    return try [Float](unsafeUninitializedCapacity: tensor.elementCount) { buffer, initialized in
      guard let base = buffer.baseAddress else { return }
      try dequantize(tensor, rows: 0..<tensor.rowCount, into: base)
      initialized = tensor.elementCount
    }
  }
}
