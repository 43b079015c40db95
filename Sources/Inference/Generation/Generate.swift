/// A prompt to continue.
public struct GenerationRequest: Sendable {
  /// At least one token.
  public var prompt: [Int]
  /// The most tokens that are written; at 0 or below, none.
  public var maxNewTokens: Int
  /// In force at every token, the prompt's included.
  public var edits: [Edit]
  /// This request's own sampler and random stream; nil takes the most likely token.
  public var sampler: Sampler?
  /// Ids that end the continuation; they are not part of it.
  public var endTokens: Set<Int>

  /// Without edits, sampler and end tokens: `maxNewTokens` tokens, the most likely one each time.
  public init(
    prompt: [Int], maxNewTokens: Int, edits: [Edit] = [], sampler: Sampler? = nil,
    endTokens: Set<Int> = []
  ) {
    self.prompt = prompt
    self.maxNewTokens = maxNewTokens
    self.edits = edits
    self.sampler = sampler
    self.endTokens = endTokens
  }

  /// The layer whose output is the first thing that edits change; nil when they begin below the first
  /// one's. A sequence is the same as without edits up to there.
  func firstEditedLayer(of layerCount: Int) -> Int? {
    guard let first = edits.map(\.hook).min() else { return nil }
    return (0..<layerCount).last { HookPoint.residPost($0) <= first }
  }
}

/// What a model wrote.
public struct Generation: Sendable, Equatable {
  /// The continuation; the prompt and the end token are not part of it.
  public var ids: [Int]
  /// Whether an end token, rather than the limit, ended it.
  public var ended: Bool
  /// Of each token under the model without the edits, in nats; nil unless it was asked for.
  public var logProbabilities: [Double]?

  /// A continuation that is known; `logProbabilities` has one number a token, in nats.
  public init(ids: [Int], ended: Bool, logProbabilities: [Double]? = nil) {
    self.ids = ids
    self.ended = ended
    self.logProbabilities = logProbabilities
  }
}

extension LanguageModel {
  /// Continues every prompt, many side by side; a request's tokens are the same alone or in company.
  ///
  /// A request that ends makes room for the next. What requests have in common is computed once: a
  /// prompt's keys and values below the layer where edits begin, and requests that are the same.
  ///
  /// - Parameters:
  ///   - rows: requests side by side.
  ///   - scored: whether each token's log-probability under the model without the edits is wanted too.
  ///   - progress: called after each pass with the number of tokens written so far.
  ///   - wrote: called for each token of a request, with the request's index, its tokens so far and whether they
  ///     are all; where no token comes, with none. Of requests that are the same, for one.
  /// - Throws: ``ModelError`` for an empty prompt, a token or hook out of range, or a request that does
  ///   not fit the context.
  public func generate(
    _ requests: [GenerationRequest], rows: Int = 64, scored: Bool = false,
    progress: ((Int) -> Void)? = nil, wrote: ((Int, [Int], Bool) -> Void)? = nil
  ) throws -> [Generation] {
    for (index, request) in requests.enumerated() {
      let place = "prompt \(index)"
      if request.prompt.isEmpty { throw ModelError.emptySequence(at: place) }
      let (length, overflow) = request.prompt.count.addingReportingOverflow(
        max(request.maxNewTokens, 0))
      try validate(tokens: request.prompt, length: overflow ? .max : length, at: place)
      try validate(edits: request.edits)
    }
    var run = GenerationRun(self, requests, rows: max(rows, 1), scored: scored)
    return try run.run(progress, wrote)
  }
}
