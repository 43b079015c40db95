/// A place that named weights come from: a model file, or weights built in code.
///
/// Names are GGUF's (`token_embd.weight`, `blk.0.attn_q.weight`, …). A shape is outermost first,
/// `[rows (outputs), columns (inputs)]`, and the values are row-major.
public protocol TensorSource: Sendable {
  /// The names of all tensors, so that none is left out unnoticed; empty where weights are made on
  /// request.
  var tensorNames: [String] { get }

  /// Whether a tensor of this name exists.
  func hasTensor(_ name: String) -> Bool

  /// The values of a tensor as float32; throws when it is missing or has another shape.
  func tensor(_ name: String, shape: [Int]) throws -> [Float]

  /// A matrix to be read some rows at a time; throws when it is missing or has another shape.
  func rows(of name: String, shape: [Int]) throws -> RowReader

  /// A matrix whose weights are stored in blocks of 32 integers, to be multiplied as they are; nil for
  /// any other. Throws when it is missing or has another shape.
  func quantized(_ name: String, shape: [Int]) throws -> QuantizedTensor?
}

/// Writes rows of a matrix as float32, row-major, to room for them.
public typealias RowReader =
  @Sendable (_ rows: Range<Int>, _ output: UnsafeMutablePointer<Float>) throws -> Void

extension TensorSource {
  /// Empty: weights are made on request.
  public var tensorNames: [String] { [] }

  /// Keeps the whole matrix as float32 and hands out its rows.
  public func rows(of name: String, shape: [Int]) throws -> RowReader {
    let values = try tensor(name, shape: shape)
    let width = shape.last ?? 1
    return { rows, output in
      values.withUnsafeBufferPointer {
        guard let base = $0.baseAddress else { return }
        output.update(from: base + rows.lowerBound * width, count: rows.count * width)
      }
    }
  }

  /// Weights built in code are floats.
  public func quantized(_ name: String, shape: [Int]) throws -> QuantizedTensor? { nil }
}
