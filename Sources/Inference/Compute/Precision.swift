/// How matrix products are computed. In either, no bit depends on the batch, the threads or the
/// processor.
public enum Precision: String, CaseIterable, Sendable, Codable {
  /// Weights and activations in fp32, sums in a fixed order.
  case exact
  /// Activations rounded to 8 bits in blocks of 32, exact integer sums with the integers that the file
  /// stores. Tensors that are stored as floats are multiplied as in ``exact``.
  case fast

  /// Counts the changes of this engine after which any bit of any result in this precision may differ; part
  /// of the key of every result that is cached.
  public var engineVersion: Int {
    switch self {
    case .exact: 1
    case .fast: 2  // 2: superblocks (K-quants), too, are multiplied in integers
    }
  }
}
