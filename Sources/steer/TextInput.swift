import Foundation
import Inference
import Steering

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
    return chatIDs([ChatMessage(role: .user, content: message)])
  }

  /// The ids of a conversation that the model is to go on with.
  func chatIDs(_ messages: [ChatMessage]) -> [Int] {
    tokenizer.encode(chat: chatTemplate.render(messages, addGenerationPrompt: true))
  }

  func warnOfLoss(_ text: String, special: Bool, _ console: Console) {
    let lost = tokenizer.encodeReportingLoss(text, parsingControlTokens: special).lostByteCount
    guard lost > 0 else { return }
    console.warn(
      "\(lost) bytes of the text have no token in the vocabulary of \(name); "
        + "the model reads another text than the one given")
  }
}

/// A file of contrast pairs in a model's tokens; with a "user" field both sides are replies to it.
func readPairs(
  _ path: String, _ model: LanguageModel, _ console: Console
) throws -> (positive: [[Int]], negative: [[Int]]) {
  let data = try reading(path) { try Data(contentsOf: URL(fileURLWithPath: path)) }
  let pairs = try reading(path) { try ContrastPairs(jsonl: data, name: path) }
  func ids(_ pair: ContrastPair, _ text: String) -> [Int] {
    pair.user.map {
      model.chatIDs($0, console) + model.continuationIDs(text, special: false, console)
    } ?? model.promptIDs(text, special: false, console)
  }
  return (pairs.map { ids($0, $0.positive) }, pairs.map { ids($0, $0.negative) })
}
