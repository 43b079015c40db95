import Inference

extension LanguageModel {
  /// Continues each prompt with interventions in force at every token, the prompt's included.
  ///
  /// - Parameters:
  ///   - prompts: token ids, at least one each.
  ///   - stopsAtEnd: whether the tokenizer's end tokens end a continuation.
  /// - Returns: one continuation for each prompt.
  public func generate(
    _ prompts: [[Int]], applying interventions: [Intervention], maxNewTokens: Int,
    sampling: Sampler = .greedy, seed: UInt64 = 0, stopsAtEnd: Bool = true,
    progress: ((Int) -> Void)? = nil
  ) throws -> [Generation] {
    let edits = try interventions.edits(on: self)
    return try generate(
      prompts.enumerated().map { index, prompt in
        GenerationRequest(
          prompt: prompt, maxNewTokens: maxNewTokens, edits: edits, sampling: sampling,
          seed: seed &+ UInt64(index), endTokens: stopsAtEnd ? Set(tokenizer.endTokens) : [])
      }, progress: progress)
  }
}
