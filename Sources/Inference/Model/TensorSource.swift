/// A place that named weights come from: a model file, or weights built in code.
///
/// Names are GGUF's (`token_embd.weight`, `blk.0.attn_q.weight`, …). A shape is outermost first,
/// `[rows (outputs), columns (inputs)]`, and the values are row-major.
public protocol TensorSource: Sendable {
  /// The names of all tensors, so that none is left out unnoticed; empty where weights are made on
  /// request.
  var tensorNames: [String] { get }

  /// Bytes that all tensors take as they are stored; 0 where weights are made on request.
  var byteCount: Int { get }

  /// Whether a tensor of this name exists.
  func hasTensor(_ name: String) -> Bool

  /// The values of a tensor as float32; throws when it is missing or has another shape.
  func tensor(_ name: String, shape: [Int]) throws -> [Float]

  /// A matrix as it is stored; throws when it is missing or has another shape.
  func matrix(_ name: String, shape: [Int]) throws -> StoredMatrix
}

extension TensorSource {
  /// Empty: weights are made on request.
  public var tensorNames: [String] { [] }

  /// 0: weights are made on request.
  public var byteCount: Int { 0 }

  /// Keeps the whole matrix as float32.
  public func matrix(_ name: String, shape: [Int]) throws -> StoredMatrix {
    let values = try tensor(name, shape: shape)
    return StoredMatrix(values, outputs: shape[0], inputs: shape[1])
  }
}
