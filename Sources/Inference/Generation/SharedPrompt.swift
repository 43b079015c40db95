/// A prompt as the model reads it without edits: what all requests with that prompt start from.
final class SharedPrompt {
  let context: Context
  /// Layer → the residual stream after it, [tokens, dModel].
  let residuals: [Int: FloatBuffer]
  /// What follows the prompt: logits [vocabulary] and the logarithm of the sum of their exponentials.
  let logits: FloatBuffer
  private(set) var logSumExp = 0.0

  /// - Parameter layers: those whose output requests begin to edit.
  init(context: Context, length: Int, layers: Set<Int>, configuration c: ModelConfiguration) {
    self.context = context
    residuals = Dictionary(
      uniqueKeysWithValues: layers.map { ($0, FloatBuffer(count: length * c.dModel)) })
    logits = FloatBuffer(count: c.vocabularySize)
  }

  func take(_ row: UnsafeBufferPointer<Float>, logSumExp: Double) {
    if let base = row.baseAddress { logits.pointer.update(from: base, count: row.count) }
    self.logSumExp = logSumExp
  }

  /// The logits as a pass hands them over.
  func block(on compute: Compute) -> LogitsBlock {
    LogitsBlock(
      logits: logits.pointer, compute: compute, vocabularySize: logits.count,
      places: [TreePosition(tree: 0, branch: 0, offset: 0)][...])
  }

  func logProbability(of token: Int) -> Double { Double(logits.pointer[token]) - logSumExp }
}
