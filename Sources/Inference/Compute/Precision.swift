/// How matrix products are computed. In each, no bit depends on the batch, the threads or the
/// processor.
public enum Precision: String, CaseIterable, Sendable, Codable {
  /// Weights and activations in fp32, sums in a fixed order.
  case exact
  /// Activations rounded to 15 bits in blocks of 32, exact integer sums with the integers that the file
  /// stores. Tensors that are stored as floats are multiplied as in ``exact``.
  case fast
  /// As ``fast``, with activations rounded to 8 bits: twice the speed for a first look, and another most
  /// likely token in a few places of a hundred.
  case draft

  /// Counts the changes of this engine after which any bit of any result in this precision may differ; part
  /// of the key of every result that is cached.
  public var engineVersion: Int {
    switch self {
    case .exact: 1
    // 2: superblocks (K-quants) in integers, too; 3: activations of two bytes, not of one.
    case .fast: 3
    case .draft: 1
    }
  }

  /// Bytes of an activation in products of integers; 0 where all products are of floats.
  public var activationBytes: Int {
    switch self {
    case .exact: 0
    case .fast: 2
    case .draft: 1
    }
  }
}
