import Inference

/// Small vocabularies for the tokenizers under test.
enum Vocabularies {
  /// One for each word splitting rule, all with every byte and some merges.
  static let complete: [BytePairTokenizer] = rules.map { try! tokenizer($0, bytes: alphabet) }
  /// The same, but without most of the bytes.
  static let partial: [BytePairTokenizer] = rules.map {
    try! tokenizer($0, bytes: alphabet.filter { "abehtĠĊÃ©1".unicodeScalars.contains($0) })
  }
  static let words = try! WordTokenizer(
    words: ["<unk>", "<s>", "</s>", "the", "that-is", "good", "love", "hate", ".", ",", "é", "12"],
    beginningOfSequence: "<s>", endOfSequence: "</s>")

  static let rules = ["gpt-2", "smollm", "llama-bpe", "dbrx", "qwen2"]

  /// GPT-2's character for each byte.
  private static let alphabet: [Unicode.Scalar] = {
    let printable: [ClosedRange<UInt32>] = [0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF]
    let others = (UInt32(0)...255).filter { byte in !printable.contains { $0.contains(byte) } }
    return (UInt32(0)...255).map { byte in
      Unicode.Scalar(others.firstIndex(of: byte).map { 0x100 + UInt32($0) } ?? byte)!
    }
  }()

  private static func tokenizer(
    _ rule: String, bytes: [Unicode.Scalar]
  ) throws -> BytePairTokenizer {
    let merges = ["t h", "th e", "Ġ the", "Ã ©", "a b", "ab ab", "1 1", "Ċ Ċ", "Ġ Ġ", "ĠĠ ĠĠ"]
      .filter { $0.unicodeScalars.allSatisfy { $0 == " " || bytes.contains($0) } }
    let merged = merges.map { $0.filter { $0 != " " } }
    let special = ["<|im_start|>", "<|im_end|>", "<|start_header_id|>", "<x>", "<xy>", "<x><x>"]
    let pieces = bytes.map { String(Character($0)) } + merged + special
    let types = pieces.map { piece -> Int32 in
      piece.hasPrefix("<|") ? 3 : special.contains(piece) ? 4 : 1
    }
    return try BytePairTokenizer(
      pieces: pieces.map { Array($0.utf8) }, types: types, merges: merges.map { Array($0.utf8) },
      preTokenizer: rule)
  }
}
