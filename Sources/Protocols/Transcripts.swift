import Claims
import Formatting
import Inference
import Reporting
import Steering

extension Laboratory {
  /// What the model writes after a few prompts by coefficient, the most likely token at each step.
  ///
  /// - Parameter count: how many of the prompts, evenly spread over them: nobody picks.
  public func transcripts(
    _ prompts: [[Int]], of vector: SteeringVector, layer: Int, coefficients: [Double],
    count: Int = 3, tokens: Int = 24
  ) throws -> Table {
    let shown = spread(count, over: prompts.count).map { prompts[$0] }
    let written = try coefficients.map { coefficient in
      try model.generate(
        shown, applying: [.add(vector, layer: layer, coefficient: coefficient)],
        maxNewTokens: tokens)
    }
    return try Table(
      "What it writes, \(tokens) tokens",
      columns: ["prompt"] + coefficients.map { "c = \(Formatted.number($0))" },
      rows: shown.indices.map { prompt in
        [.text(message(in: shown[prompt]))]
          + written.map { texts in
            let text = model.tokenizer.decode(texts[prompt].ids, skippingControlTokens: true)
            return .text(text.isEmpty ? "(ends at once)" : text)
          }
      })
  }

  /// A prompt without the frame that the chat template puts around a user's message.
  private func message(in prompt: [Int]) -> String {
    let frames = ["a", "b"].map { text in
      model.tokenizer.encode(
        chat: model.chatTemplate.render(
          [ChatMessage(role: .user, content: text)], addGenerationPrompt: true))
    }
    func shared(_ a: some Sequence<Int>, _ b: some Sequence<Int>) -> Int {
      zip(a, b).prefix { $0 == $1 }.count
    }
    let before = shared(frames[0], frames[1])
    let after = shared(frames[0].reversed(), frames[1].reversed())
    let isFramed =
      before > 0 && prompt.count > before + after && prompt.starts(with: frames[0].prefix(before))
      && prompt.suffix(after) == frames[0].suffix(after)
    let text = isFramed ? Array(prompt.dropFirst(before).dropLast(after)) : prompt
    return model.tokenizer.decode(text, skippingControlTokens: true)
  }
}
