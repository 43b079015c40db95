import ArgumentParser
import Assets
import Files
import Foundation
import Inference
import Steering
import Subjects

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
  func chatIDs(_ message: String, system: String?, _ console: Console) -> [Int] {
    for text in [system, message].compactMap(\.self) { warnOfLoss(text, special: false, console) }
    return chatPrompt(
      opening(system) + [ChatMessage(role: .user, content: message)])
  }

  /// What stands before a conversation's first message.
  func opening(_ system: String?) -> [ChatMessage] {
    system.map { [ChatMessage(role: .system, content: $0)] } ?? []
  }

  func tellOfMissingTemplate(_ console: Console) {
    guard chatTemplate == .plain else { return }
    console.message(
      "\(name) has no chat template that this program knows: messages and answers are put as plain text, each on "
        + "a line of its own")
  }

  func warnOfLoss(_ text: String, special: Bool, _ console: Console) {
    let lost = lostByteCount(text, special: special)
    guard lost > 0 else { return }
    console.warn(
      "\(lost) bytes of the text have no token in the vocabulary of \(name); "
        + "the model reads another text than the one given")
  }

  /// The same of a file of pairs, once for all of them.
  func warnOfLoss(_ pairs: ContrastPairs, _ console: Console) {
    warnOfLoss(
      ofAny: pairs.flatMap { [$0.user, $0.positive, $0.negative].compactMap(\.self) },
      special: false, console)
  }

  func warnOfLoss(ofAny texts: [String], special: Bool, _ console: Console) {
    let lossy = texts.count { lostByteCount($0, special: special) > 0 }
    guard lossy > 0 else { return }
    console.warn(
      "parts of \(lossy) of the \(texts.count) texts have no token in the vocabulary of \(name); "
        + "the model reads other texts than those given"
        + (name == ModelCard.planted.id ? " (--model takes another model)" : ""))
  }

  /// The same of items, of which one with nothing but unknown words would measure nothing.
  func warnOfLoss(_ items: BehaviorItems, _ console: Console) {
    let lossy = items.count { item in
      ([item.prompt.begin] + item.favored + item.opposed).contains {
        lostByteCount($0, special: false) > 0
      }
    }
    guard lossy > 0 else { return }
    console.warn(
      "parts of \(lossy) of the \(items.count) test items have no token in the vocabulary of \(name): what is measured there "
        + "are other words")
  }

  private func lostByteCount(_ text: String, special: Bool) -> Int {
    tokenizer.encodeReportingLoss(text, parsingControlTokens: special).lostByteCount
  }
}
