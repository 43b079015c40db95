extension LanguageModel {
  /// The logits that the final norm and the head make of a residual stream: what the model would say if
  /// the blocks still to come changed nothing.
  ///
  /// The norm divides by the length of what it is given, so of a direction only the order of the logits
  /// says something, and what it promotes; for what adding it to a text's residual stream does, add it
  /// after the last block.
  /// Source: nostalgebraist, "interpreting GPT: the logit lens" (2020).
  ///
  /// - Parameter residual: [dModel].
  /// - Returns: [vocabularySize].
  /// - Throws: ``ModelError/badConfiguration(field:expected:got:)`` for another width.
  public func unembed(_ residual: [Float]) throws -> [Float] {
    let c = configuration
    guard residual.count == c.dModel else {
      throw ModelError.badConfiguration(
        field: "residual stream", expected: "\(c.dModel) components", got: "\(residual.count)")
    }
    let normed = FloatBuffer(count: c.dModel)
    residual.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      weights.outputNorm.apply(base, rows: 1, into: normed.pointer, c, on: compute)
    }
    let scratch = FloatBuffer(
      count: PackedMatrix.scratchCount(rows: 1, inputs: c.dModel, on: compute))
    var logits = [Float](repeating: 0, count: c.vocabularySize)
    logits.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      weights.logits(
        normed.pointer, rows: 1, into: base, scratch: scratch.pointer, c, on: compute)
    }
    return logits
  }
}
