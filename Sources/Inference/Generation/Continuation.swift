/// One request on its way.
final class Continuation {
  let index: Int
  let request: GenerationRequest
  /// nil when it has no edits, or edits from the start.
  let firstEditedLayer: Int?
  let context: Context
  private(set) var ids: [Int] = []
  /// Of `ids`, in nats, where the request has no edits and is to be scored.
  private(set) var logProbabilities: [Double] = []
  private var sampler: Sampler?

  /// The residual stream after the first edited layer, before the edit, at each new token, so that the
  /// layers above can be run again without edits: [maxNewTokens, dModel].
  let residuals: FloatBuffer?

  init(
    index: Int, request: GenerationRequest, firstEditedLayer: Int?, context: Context,
    keepingWidth width: Int?
  ) {
    self.index = index
    self.request = request
    self.firstEditedLayer = firstEditedLayer
    self.context = context
    sampler = request.sampler
    residuals = width.map { FloatBuffer(count: request.maxNewTokens * $0) }
  }

  var remaining: Int { request.maxNewTokens - ids.count }

  enum Outcome {
    case goesOn
    /// As many tokens as were wanted are there.
    case full
    /// An end token came.
    case ended
  }

  /// Takes the next token.
  ///
  /// - Parameter logSumExp: of the logits; given where the continuation is to be scored.
  func take(
    _ logits: UnsafeBufferPointer<Float>, greedy: Int, logSumExp: Double? = nil
  ) throws -> Outcome {
    guard logits[greedy].isFinite else {
      throw ModelError.notFinite(
        at: "logits of prompt \(index) at position \(request.prompt.count + ids.count - 1)")
    }
    let token = try sampler?.next(logits) ?? greedy
    if request.endTokens.contains(token) { return .ended }
    ids.append(token)
    if let logSumExp, request.edits.isEmpty {
      logProbabilities.append(Double(logits[token]) - logSumExp)
    }
    return remaining > 0 ? .goesOn : .full
  }
}
