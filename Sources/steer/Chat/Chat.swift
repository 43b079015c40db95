import Inference
import Steering

/// Two conversations with one user: a model as it is, and the model steered.
struct Chat {
  let model: LanguageModel
  var interventions: [Intervention]
  private var unsteered: [ChatMessage] = []
  private var steered: [ChatMessage] = []

  init(model: LanguageModel, interventions: [Intervention]) {
    self.model = model
    self.interventions = interventions
  }

  mutating func reset() {
    (unsteered, steered) = ([], [])
  }

  /// Both answers to a message, which each conversation keeps together with its own.
  ///
  /// - Throws: ``ModelError`` where a conversation no longer fits the context; then neither goes on.
  mutating func answer(
    _ text: String, maxNewTokens: Int, sampler: Sampler?, console: Console
  ) throws -> (unsteered: String, steered: String) {
    let message = ChatMessage(role: .user, content: text)
    let edits = try interventions.edits(on: model)
    model.warnOfLoss(text, special: false, console)
    let requests = [(unsteered, [Edit]()), (steered, edits)].map { history, edits in
      GenerationRequest(
        prompt: model.chatPrompt(history + [message]), maxNewTokens: maxNewTokens, edits: edits,
        sampler: sampler, endTokens: Set(model.tokenizer.endTokens))
    }
    let bar = console.progress("writing", of: 2 * maxNewTokens)
    defer { bar.finish() }
    let answers = try model.generate(requests, progress: bar.update).map {
      model.tokenizer.decode($0.ids, skippingControlTokens: true)
    }
    unsteered += [message, ChatMessage(role: .assistant, content: answers[0])]
    steered += [message, ChatMessage(role: .assistant, content: answers[1])]
    return (answers[0], answers[1])
  }
}
