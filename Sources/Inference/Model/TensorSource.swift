/// A place that named weights come from: a model file, or weights built in code.
///
/// Names are GGUF's (`token_embd.weight`, `blk.0.attn_q.weight`, …). A shape is outermost first,
/// `[rows (outputs), columns (inputs)]`, and the values are row-major.
public protocol TensorSource: Sendable {
  /// Whether a tensor of this name exists.
  func hasTensor(_ name: String) -> Bool

  /// The values of a tensor as float32; throws when it is missing or has another shape.
  func tensor(_ name: String, shape: [Int]) throws -> [Float]

  /// A matrix whose weights are stored in blocks of 32 integers, to be multiplied as they are; nil for
  /// any other. Throws when it is missing or has another shape.
  func quantized(_ name: String, shape: [Int]) throws -> QuantizedTensor?
}

extension TensorSource {
  /// Weights built in code are floats.
  public func quantized(_ name: String, shape: [Int]) throws -> QuantizedTensor? { nil }
}
