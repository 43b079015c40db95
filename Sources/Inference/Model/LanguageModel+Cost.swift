/// What a token costs, to hold measured speeds against.
extension LanguageModel {
  /// Bytes of weights that a token alone reads: every matrix of the blocks and the head.
  public var bytesPerToken: Int {
    weights.blocks.flatMap(\.matrices).reduce(weights.head.byteCount) { $0 + $1.byteCount }
  }

  /// Bytes of packed matrices.
  public var weightBytes: Int {
    let isTied = weights.head.isSame(as: weights.embedding)
    return bytesPerToken + (isTied ? 0 : weights.embedding.byteCount)
  }

  /// Multiplications and additions in matrix products of one token in the blocks.
  public var blockOperationsPerToken: Int {
    weights.blocks.flatMap(\.matrices).reduce(0) { $0 + 2 * $1.inputs * $1.outputs }
  }

  /// Multiplications and additions of one row of logits.
  public var headOperationsPerRow: Int { 2 * weights.head.inputs * weights.head.outputs }
}
