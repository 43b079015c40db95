/// How matrix products are computed. In either, no bit depends on the batch, the threads or the
/// processor.
public enum Precision: String, CaseIterable, Sendable, Codable {
  /// Weights and activations in fp32, sums in a fixed order.
  case exact
  /// Weights in the blocks that the file stores them in, activations rounded to 8 bits in blocks of 32,
  /// exact integer sums within a block. Tensors that are not stored in blocks of 32 stay in fp32.
  case fast
}
