extension LanguageModel {
  /// The ids of a conversation in the model's chat template, up to where the assistant's next turn begins.
  public func chatPrompt(_ messages: [ChatMessage]) -> [Int] {
    tokenizer.encode(chat: chatTemplate.render(messages, addGenerationPrompt: true))
  }
}
