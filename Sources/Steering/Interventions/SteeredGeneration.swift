import Inference

extension LanguageModel {
  /// Continues each prompt with interventions in force at every token, the prompt's included.
  ///
  /// - Parameters:
  ///   - prompts: token ids, at least one each.
  ///   - sampler: gives each prompt, by its index, a sampler of its own; nil takes the most likely
  ///     token.
  ///   - stopsAtEnd: whether the tokenizer's end tokens end a continuation.
  ///   - wrote: called for each token with the prompt's index, its tokens so far and whether they are all.
  /// - Returns: one continuation for each prompt.
  public func generate(
    _ prompts: [[Int]], applying interventions: [Intervention], maxNewTokens: Int,
    sampler: ((Int) throws -> Sampler)? = nil, stopsAtEnd: Bool = true,
    progress: ((Int) -> Void)? = nil, wrote: ((Int, [Int], Bool) -> Void)? = nil
  ) throws -> [Generation] {
    let edits = try interventions.edits(on: self)
    return try generate(
      try prompts.enumerated().map { index, prompt in
        GenerationRequest(
          prompt: prompt, maxNewTokens: maxNewTokens, edits: edits, sampler: try sampler?(index),
          endTokens: stopsAtEnd ? Set(tokenizer.endTokens) : [])
      }, progress: progress, wrote: wrote)
  }
}
