import StrictJSON

/// Reading the tokenizer of a GGUF file.
extension GGUFFile {
  /// - Throws: ``TokenizerError`` or ``GGUFError`` when the file's arrays contradict each other;
  ///   ``ModelError/badConfiguration(field:expected:got:)`` for a kind that is not known.
  func tokenizer() throws -> any Tokenizer {
    switch try requiredString("tokenizer.ggml.model") {
    case "gpt2": return try BytePairTokenizer(self)
    case "llama": return try SentencePieceTokenizer(self, .bytePair)
    case "t5":
      // A table of characters to replace before a text is cut, which T5's own files have.
      guard metadata["tokenizer.ggml.precompiled_charsmap"] == nil else {
        throw ModelError.badConfiguration(
          field: "tokenizer.ggml.precompiled_charsmap", expected: "none", got: "a table")
      }
      return try SentencePieceTokenizer(self, .unigram)
    case let other:
      throw ModelError.badConfiguration(
        field: "tokenizer.ggml.model",
        expected: "gpt2 (byte-level BPE), llama (SentencePiece BPE) or t5 (SentencePiece unigram)",
        got: quoted(other))
    }
  }
}

extension BytePairTokenizer {
  fileprivate init(_ file: GGUFFile) throws {
    let pieces = try file.requiredStrings("tokenizer.ggml.tokens")
    // Byte-level encoding needs no scores, but a file whose arrays contradict each other is refused.
    if let scores = try file.floats("tokenizer.ggml.scores"), scores.count != pieces.count {
      throw TokenizerError.lengthMismatch(
        array: "token scores", expected: pieces.count, got: scores.count)
    }
    try self.init(
      pieces: pieces.map(Array.init),
      types: file.integers("tokenizer.ggml.token_type")?.map { Int32(clamping: $0) },
      merges: file.requiredStrings("tokenizer.ggml.merges").map(Array.init),
      preTokenizer: file.string("tokenizer.ggml.pre") ?? "gpt-2",
      beginningOfSequence: file.uint("tokenizer.ggml.bos_token_id"),
      endOfSequence: file.uint("tokenizer.ggml.eos_token_id"),
      addsBeginningOfSequence: file.bool("tokenizer.ggml.add_bos_token"))
  }
}

extension SentencePieceTokenizer {
  fileprivate init(_ file: GGUFFile, _ model: Model) throws {
    guard let scores = try file.floats("tokenizer.ggml.scores") else {
      throw GGUFError.missingKey("tokenizer.ggml.scores")
    }
    try self.init(
      pieces: file.requiredStrings("tokenizer.ggml.tokens").map(Array.init),
      types: file.integers("tokenizer.ggml.token_type")?.map { Int32(clamping: $0) },
      scores: scores,
      beginningOfSequence: file.uint("tokenizer.ggml.bos_token_id"),
      endOfSequence: file.uint("tokenizer.ggml.eos_token_id"),
      addsBeginningOfSequence: file.bool("tokenizer.ggml.add_bos_token") ?? true,
      addsSpacePrefix: file.bool("tokenizer.ggml.add_space_prefix") ?? true,
      strippingTokens: Self.strippingTokens(file), model: model)
  }

  /// Control tokens of Phi 3 that swallow white space after them: its GGUF files do not say so, and
  /// llama.cpp too goes by the name.
  private static func strippingTokens(_ file: GGUFFile) throws -> Set<String> {
    let name = try file.string("general.name")?.lowercased() ?? ""
    guard name.contains("phi-3") || name.contains("phi3") else { return [] }
    return [
      "</s>", "<|assistant|>", "<|system|>", "<|end|>", "<|user|>", "<|placeholder1|>",
      "<|placeholder2|>", "<|placeholder3|>", "<|placeholder4|>", "<|placeholder5|>",
      "<|placeholder6|>",
    ]
  }
}
