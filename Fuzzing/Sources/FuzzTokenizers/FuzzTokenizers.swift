import FuzzSupport
import Inference

/// Arbitrary text through every tokenizer: nothing is lost where each byte has a token, what is lost is
/// counted where it has not, and text is never taken for a control token unless asked.
@main
enum FuzzTokenizers {
  static func main() { fuzz(seeds: seeds) { check($0, $1) } }

  private static func seeds() throws -> [[UInt8]] {
    [
      "It's 12345 o'clock,  <|im_start|>user\nthe thé 中文 👍🏽 a\u{300}\r\n\n\t x<x><xy>",
      "WE'LL've'RE 'd't'm  ٣४ ¼Ⅷ\u{a0}\u{2028}\u{0}",
      "{{ '<|im_start|>system\\nYou are <|im_end|>' }} <start_of_turn> <|start_header_id|>",
      "the that-is good . , love hate <unk> <s>",
    ].map { Array($0.utf8) }
  }
}

private func check(_ start: UnsafePointer<UInt8>?, _ count: Int) {
  let text = String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  let utf8 = Array(text.utf8)
  // One splitting rule an input: which one changes with every byte that is added or removed.
  let rule = utf8.count % Vocabularies.rules.count
  let complete = Vocabularies.complete[rule]
  for parsing in [false, true] {
    let encoding = complete.encodeReportingLoss(text, parsingControlTokens: parsing)
    require(encoding.lostByteCount == 0, "bytes lost though each has a token")
    require(
      parsing || !encoding.ids.contains(where: complete.isControlToken), "a control token")
    let bytes = encoding.ids.flatMap { complete.bytes(of: $0) }
    require(bytes == utf8, "\(encoding.ids) stand for \(bytes), not \(utf8)")
    require(complete.decode(encoding.ids).utf8.elementsEqual(utf8), "decoded to another text")
  }
  let partial = Vocabularies.partial[rule]
  let encoding = partial.encodeReportingLoss(text, parsingControlTokens: true)
  let stood = encoding.ids.reduce(0) { $0 + partial.bytes(of: $1).count }
  require(
    stood + encoding.lostByteCount == utf8.count,
    "\(stood) bytes stood for, \(encoding.lostByteCount) lost, of \(utf8.count)")
  for parsing in [false, true] {
    let ids = Vocabularies.words.encode(text, parsingControlTokens: parsing)
    let range = 0..<Vocabularies.words.vocabularySize
    require(ids.allSatisfy(range.contains), "an id outside the vocabulary")
    // Decoded words can be read again as the same ones, though spaces and case are not the same.
    if !ids.contains(Vocabularies.words.unknown) {
      let again = Vocabularies.words.encode(
        Vocabularies.words.decode(ids), parsingControlTokens: parsing)
      require(again == ids, "\(ids) are read again as \(again)")
    }
  }
  render(text, complete)
}

/// A template is recognised, never run; whatever a message holds stays text.
private func render(_ text: String, _ tokenizer: BytePairTokenizer) {
  let templates =
    [.plain, .chatML(defaultSystemMessage: text), .llama3, .gemma]
    + [ChatTemplate(recognising: text)].compactMap(\.self)
  for template in templates {
    let segments = template.render(
      [ChatMessage(role: .system, content: "b"), ChatMessage(role: .user, content: text)],
      addGenerationPrompt: true)
    let ids = tokenizer.encode(chat: segments)
    let controls = segments.filter { if case .control = $0 { true } else { false } }.count
    require(
      ids.count(where: tokenizer.isControlToken) <= controls, "a control token from a message")
  }
}
