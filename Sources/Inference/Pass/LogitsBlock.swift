import CKernels

/// Logits of several rows, valid while the closure that receives them runs.
public struct LogitsBlock {
  let logits: UnsafePointer<Float>  // [rows.count, vocabularySize]
  let compute: Compute
  /// Logits a row.
  public let vocabularySize: Int
  /// Where each row stands.
  public let places: ArraySlice<TreePosition>

  /// Rows of the block.
  public var count: Int { places.count }

  /// The logits of the block's row `index`, [vocabularySize].
  public subscript(index: Int) -> UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(start: logits + index * vocabularySize, count: vocabularySize)
  }

  /// log Σ exp(logit) of each row, in nats.
  public func logSumExp() -> [Double] {
    var sums = [Double](repeating: 0, count: count)
    ck_log_sum_exp(compute.handle, logits, Int32(count), Int32(vocabularySize), &sums)
    return sums
  }

  /// The most likely token of each row; the lowest id wins a tie.
  public func argmax() -> [Int] {
    var tops = [Int32](repeating: 0, count: count)
    ck_argmax(compute.handle, logits, Int32(count), Int32(vocabularySize), &tops)
    return tops.map(Int.init)
  }
}
