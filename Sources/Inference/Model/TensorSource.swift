/// Where a model's weights come from: a file, or code that builds them.
public protocol TensorSource: Sendable {
  func hasTensor(_ name: String) -> Bool

  /// A tensor's values as float32, row-major, outermost dimension first.
  ///
  /// - Throws: when the tensor is missing, has another shape, or holds a number that is not finite.
  func tensor(_ name: String, shape: [Int]) throws -> [Float]
}
