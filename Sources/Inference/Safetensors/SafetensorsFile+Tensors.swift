import CKernels

extension SafetensorsFile {
  /// Lends a tensor's stored bytes, valid only inside `body`; throws `SafetensorsError.shrunk` when
  /// the file was cut since it was opened.
  public func withBytes<Result>(
    of tensor: SafetensorsTensor, _ body: (UnsafeRawBufferPointer) throws -> Result
  ) throws -> Result {
    try SafetensorsError.mapping { try file.withBytes(tensor.byteRange, body) }
  }

  /// Writes elements of a tensor of F32, F16 or BF16 as float32, row-major, to room for them.
  ///
  /// Throws `SafetensorsError.notFinite` at the first NaN or infinity, `.notFloats`,
  /// `.elementsOutOfRange`, `.shrunk`.
  public func readFloats(
    of tensor: SafetensorsTensor, _ elements: Range<Int>,
    into output: UnsafeMutablePointer<Float>
  ) throws {
    guard let type = tensor.type.ggml else {
      throw SafetensorsError.notFloats(tensor: tensor.name, got: tensor.type)
    }
    guard elements.lowerBound >= 0, elements.upperBound <= tensor.elementCount else {
      throw SafetensorsError.elementsOutOfRange(
        tensor: tensor.name, expected: 0..<tensor.elementCount, got: elements)
    }
    guard !elements.isEmpty else { return }
    let start = tensor.byteRange.lowerBound + elements.lowerBound * type.bytesPerBlock
    let range = start..<start + elements.count * type.bytesPerBlock
    let bad = try SafetensorsError.mapping {
      try file.withBytes(range) { bytes in
        ck_dequantize(type.rawValue, bytes.baseAddress, Int64(elements.count), output)
      }
    }
    guard bad == Int64(CK_DEQUANTIZE_FINITE) else {
      throw SafetensorsError.notFinite(
        tensor: tensor.name, index: elements.lowerBound + Int(bad))
    }
  }
}

extension SafetensorsFile: TensorSource {
  /// Whether the file has a tensor of this name, of whatever shape.
  public func hasTensor(_ name: String) -> Bool { tensorInfo(name) != nil }

  private func requiredTensor(_ name: String, _ shape: [Int]) throws -> SafetensorsTensor {
    guard let tensor = tensorInfo(name) else { throw SafetensorsError.missingTensor(name) }
    guard tensor.shape == shape else {
      throw SafetensorsError.shapeMismatch(tensor: name, expected: shape, got: tensor.shape)
    }
    return tensor
  }

  /// Throws `SafetensorsError.missingTensor`, `.shapeMismatch` or `.notFloats`; reading it, `.shrunk`.
  public func matrix(_ name: String, shape: [Int]) throws -> StoredMatrix {
    let tensor = try requiredTensor(name, shape)
    guard let type = tensor.type.ggml else {
      throw SafetensorsError.notFloats(tensor: name, got: tensor.type)
    }
    let size = shape[1] * type.bytesPerBlock
    return StoredMatrix(type: type, outputs: shape[0], inputs: shape[1]) { rows, body in
      let start = tensor.byteRange.lowerBound
      let range = start + rows.lowerBound * size..<start + rows.upperBound * size
      try SafetensorsError.mapping { try file.withBytes(range, body) }
      file.release(range)
    } notFinite: { index in
      SafetensorsError.notFinite(tensor: name, index: index)
    }
  }

  /// Throws `SafetensorsError.missingTensor` or `.shapeMismatch`, and what `readFloats` throws.
  public func tensor(_ name: String, shape: [Int]) throws -> [Float] {
    let tensor = try requiredTensor(name, shape)
    guard tensor.type.ggml != nil else {
      throw SafetensorsError.notFloats(tensor: name, got: tensor.type)
    }
    let count = tensor.elementCount
    // Swift writes the length into the one storage that all empty arrays share: a race.
    guard count > 0 else { return [] }
    return try [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      guard let base = buffer.baseAddress else { return }
      try readFloats(of: tensor, 0..<count, into: base)
      initialized = count
    }
  }
}
