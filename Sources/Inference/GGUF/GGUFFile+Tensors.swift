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

  /// Whether the file has a tensor of this name, of whatever shape.
  public func hasTensor(_ name: String) -> Bool { tensorInfo(name) != nil }

  private func requiredTensor(_ name: String, _ shape: [Int]) throws -> GGUFTensor {
    guard let tensor = tensorInfo(name) else { throw GGUFError.missingTensor(name) }
    guard tensor.shape == shape else {
      throw GGUFError.shapeMismatch(tensor: name, expected: shape, got: tensor.shape)
    }
    return tensor
  }

  /// Throws `GGUFError.missingTensor` or `.shapeMismatch`; packing it, `.notFinite` or `.shrunk`.
  public func quantized(_ name: String, shape: [Int]) throws -> QuantizedTensor? {
    let tensor = try requiredTensor(name, shape)
    let format = ck_quantized_format_of(tensor.type.rawValue)
    guard format.bits > 0 else { return nil }
    return QuantizedTensor(format: format, outputs: tensor.rowCount, inputs: tensor.rowLength) {
      matrix, firstRow in
      let bad = try withBytes(of: tensor) {
        ck_quantized_pack(
          matrix, tensor.type.rawValue, $0.baseAddress, Int32(firstRow), Int32(tensor.rowCount))
      }
      guard bad == Int64(CK_DEQUANTIZE_FINITE) else {
        throw GGUFError.notFinite(tensor: name, index: Int(bad))
      }
    }
  }

  /// Throws `GGUFError.missingTensor` or `.shapeMismatch`; reading it, what `dequantize` throws.
  public func rows(of name: String, shape: [Int]) throws -> RowReader {
    let tensor = try requiredTensor(name, shape)
    return { rows, output in try self.dequantize(tensor, rows: rows, into: output) }
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
