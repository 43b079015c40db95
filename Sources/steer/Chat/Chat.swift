import Inference
import Steering

/// Two conversations with one user: a model as it is, and the model steered.
struct Chat {
  let model: LanguageModel
  var interventions: [Intervention]
  private let opening: [ChatMessage]
  private var unsteered: [ChatMessage]
  private var steered: [ChatMessage]

  /// An answer, or its beginning.
  struct Answer {
    var text = ""
    /// Whether nothing follows.
    var isWhole = false
  }

  /// - Parameter system: a message that stands before both conversations.
  init(model: LanguageModel, interventions: [Intervention], system: String?) {
    self.model = model
    self.interventions = interventions
    opening = model.opening(system)
    (unsteered, steered) = (opening, opening)
  }

  mutating func reset() {
    (unsteered, steered) = (opening, opening)
  }

  /// Both answers to a message, which each conversation keeps together with its own.
  ///
  /// - Parameter grown: called with the unsteered and the steered answer for each token that comes.
  /// - Throws: ``ModelError`` where a conversation no longer fits the context; then neither goes on.
  mutating func answer(
    _ text: String, maxNewTokens: Int, sampler: Sampler?, console: Console, bar: ProgressBar?,
    grown: (([Answer]) -> Void)?
  ) throws -> (unsteered: String, steered: String) {
    let message = ChatMessage(role: .user, content: text)
    let edits = try interventions.edits(on: model)
    let model = model
    model.warnOfLoss(text, special: false, console)
    let requests = [(unsteered, [Edit]()), (steered, edits)].map { history, edits in
      GenerationRequest(
        prompt: model.chatPrompt(history + [message]), maxNewTokens: maxNewTokens, edits: edits,
        sampler: sampler, endTokens: Set(model.tokenizer.endTokens))
    }
    defer { bar?.finish() }
    var growing = [Answer(), Answer()]
    let answers = try model.generate(
      requests, progress: bar?.update,
      wrote: grown.map { grown in
        { index, ids, isWhole in
          growing[index] = Answer(
            text: isWhole
              ? model.tokenizer.decode(ids, skippingControlTokens: true)
              : model.tokenizer.decodeWhole(ids, skippingControlTokens: true), isWhole: isWhole)
          grown(growing)
        }
      }
    ).map { model.tokenizer.decode($0.ids, skippingControlTokens: true) }
    unsteered += [message, ChatMessage(role: .assistant, content: answers[0])]
    steered += [message, ChatMessage(role: .assistant, content: answers[1])]
    return (answers[0], answers[1])
  }
}
