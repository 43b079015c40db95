import Inference

extension LanguageModel {
  /// The ids of a text that begins a sequence, with a warning where the vocabulary lacks a part of it.
  func promptIDs(_ text: String, special: Bool, _ console: Console) -> [Int] {
    warnOfLoss(text, special: special, console)
    return tokenizer.encodePrompt(text, parsingControlTokens: special)
  }

  /// The ids of a text that goes on after others.
  func continuationIDs(_ text: String, special: Bool, _ console: Console) -> [Int] {
    warnOfLoss(text, special: special, console)
    return tokenizer.encode(text, parsingControlTokens: special)
  }

  /// The ids of a message to which the model is to reply.
  func chatIDs(_ message: String, _ console: Console) -> [Int] {
    warnOfLoss(message, special: false, console)
    return tokenizer.encode(
      chat: chatTemplate.render(
        [ChatMessage(role: .user, content: message)], addGenerationPrompt: true))
  }

  private func warnOfLoss(_ text: String, special: Bool, _ console: Console) {
    let lost = tokenizer.encodeReportingLoss(text, parsingControlTokens: special).lostByteCount
    guard lost > 0 else { return }
    console.warn(
      "\(lost) bytes of the text have no token in the vocabulary of \(name); "
        + "the model reads another text than the one given")
  }
}
