import Inference

extension HostileFile {
  /// Well-formed GGUF files that are no model: rows 23 to 28.
  static func models() throws -> [HostileFile] {
    try notFinite() + sizes() + vocabularies()
  }

  private static func notFinite() throws -> [HostileFile] {
    func model(
      _ name: String, _ model: SmallModelFile, tensor: String, element: Int
    ) throws -> HostileFile {
      .init(
        23, name, try model.bytes(),
        "tensor \"\(tensor)\": expected finite weights, got NaN or infinity at element \(element)",
        kind: .model)
    }
    let small = SmallModelFile()
    let wide = SmallModelFile(width: 32)
    // Scale 1 and 32 weights of 0, once for each of 32 rows; and the same with a scale that is NaN.
    let block: [UInt8] = [0x00, 0x3C] + .init(repeating: 0, count: 32)
    let bad: [UInt8] = [0x00, 0x7E] + .init(repeating: 0, count: 32)
    let rows = Array(repeatElement(block, count: 31).joined())
    return [
      try model(
        "NaN in a matrix",
        small.storing("blk.0.attn_k.weight", .f32, SmallModelFile.float32([0, 0, .nan, 0])),
        tensor: "blk.0.attn_k.weight", element: 2),
      try model(
        "infinity in a norm",
        small.storing("output_norm.weight", .f32, SmallModelFile.float32([1, -.infinity])),
        tensor: "output_norm.weight", element: 1),
      try model(
        "NaN as a block's scale", wide.storing("blk.0.ffn_up.weight", .q80, rows + bad),
        tensor: "blk.0.ffn_up.weight", element: 31 * 32),
      try model(
        "infinity in F16",
        small.storing("blk.0.ffn_down.weight", .f16, [0, 0, 0, 0x7C, 0, 0, 0, 0]),
        tensor: "blk.0.ffn_down.weight", element: 1),
      try model(
        "NaN in BF16",
        small.storing("token_embd.weight", .bf16, [0xC0, 0x7F] + .init(repeating: 0, count: 10)),
        tensor: "token_embd.weight", element: 0),
    ]
  }

  private static func sizes() throws -> [HostileFile] {
    func model(
      _ name: String, _ key: String, _ value: GGUFValue, _ expected: String, _ got: String
    ) throws -> HostileFile {
      let file = SmallModelFile().setting(key, value)
      let offset = try file.valueOffset(key)
      return .init(
        24, name, try file.bytes(),
        "value of \"\(key)\" at byte \(offset): expected \(expected), got \(got)", kind: .model)
    }
    func heads(_ count: UInt32, keyValue: UInt32) throws -> HostileFile {
      .init(
        24, "\(count) heads, \(keyValue) of keys and values",
        try SmallModelFile(width: 4).setting("llama.attention.head_count", .uint32(count))
          .setting("llama.attention.head_count_kv", .uint32(keyValue)).bytes(),
        "model field attention.head_count_kv: expected a divisor of \(count), got \(keyValue)",
        kind: .model)
    }
    let sizes = "1 to \(1 << 24)"
    return [
      try model(
        "block_count of text", "llama.block_count", .string("1"), "an integer", "string"),
      try model(
        "block_count of float32", "llama.block_count", .float32(1), "an integer", "float32"),
      try model("block_count 0", "llama.block_count", .uint32(0), "1 to 512", "0"),
      try model("block_count 513", "llama.block_count", .uint32(513), "1 to 512", "513"),
      try model("block_count -1", "llama.block_count", .int32(-1), "1 to 512", "-1"),
      try model("head_count 0", "llama.attention.head_count", .uint32(0), sizes, "0"),
      try model(
        "head_count 2^32-1", "llama.attention.head_count", .uint32(.max), sizes, "4294967295"),
      try model("no key/value heads", "llama.attention.head_count_kv", .uint32(0), sizes, "0"),
      try heads(2, keyValue: 3), try heads(1, keyValue: 2),
      .init(
        24, "more heads than channels",
        try SmallModelFile().setting("llama.attention.head_count", .uint32(3)).bytes(),
        "model field attention.key_length: expected an even number in 2...1024, got 0",
        kind: .model),
      .init(
        24, "more blocks than tensors",
        try SmallModelFile().setting("llama.block_count", .uint32(2)).bytes(),
        "tensors: expected \"blk.1.attn_q.weight\", got none of that name", kind: .model),
      .init(
        24, "another architecture",
        try SmallModelFile().setting("general.architecture", .string("mamba\n\u{1B}[2J")).bytes(),
        #"unknown architecture "mamba\n\u{1B}[2J"; known: llama, qwen2, qwen3, gemma2, gemma3, phi3, gpt2, "#
          + "gptneox, olmo2", kind: .model),
    ]
  }

  private static func vocabularies() throws -> [HostileFile] {
    func model(
      _ row: Int, _ name: String, _ file: SmallModelFile, _ line: String
    ) throws -> HostileFile {
      .init(row, name, try file.bytes(), line, kind: .model)
    }
    func strings(_ strings: [String]) -> GGUFValue { .array(.string(GGUFStrings(strings))) }
    let (small, tokenizer) = (SmallModelFile(), "tokenizer.ggml.")
    let number = small.setting("tokenizer.chat_template", .uint32(1))
    return [
      try model(
        25, "end of sequence 2^32-1",
        small.setting(tokenizer + "eos_token_id", .uint32(.max)),
        "end of sequence: expected an id in 0..<3, got 4294967295"),
      try model(
        25, "begin of sequence one past the end",
        small.setting(tokenizer + "bos_token_id", .uint32(3)),
        "beginning of sequence: expected an id in 0..<3, got 3"),
      try model(
        25, "no tokens", small.setting(tokenizer + "tokens", strings([])),
        "model field vocab_size: expected 1...1048576, got 0"),
      try model(
        26, "fewer types than tokens",
        small.setting(tokenizer + "token_type", .array(.int32([1, 1]))),
        "token types: expected 3 entries, one for each piece, got 2"),
      try model(
        26, "more scores than tokens",
        small.setting(tokenizer + "scores", .array(.float32([0, 0, 0, 0]))),
        "token scores: expected 3 entries, one for each piece, got 4"),
      try model(
        26, "fewer rows of the embedding than tokens",
        small.setting(tokenizer + "tokens", strings(["a", "b", "ab", "c"])),
        "tensor \"token_embd.weight\": expected shape [4, 2], got [3, 2]"),
      try model(
        26, "a merge without a space", small.setting(tokenizer + "merges", strings(["ab"])),
        "merge 0: expected two pieces with one space between, got \"ab\""),
      try model(
        26, "a merge with a line break, a terminal code and HTML",
        small.setting(tokenizer + "merges", strings(["a b", "\n\u{1B}[31m<b>"])),
        #"merge 1: expected two pieces with one space between, got "\n\u{1B}[31m<b>""#),
      try model(
        26, "a merge of no piece", small.setting(tokenizer + "merges", strings(["a c"])),
        "merge 0: \"c\" is not in the vocabulary"),
      try model(
        26, "the same piece twice", small.setting(tokenizer + "tokens", strings(["a", "b", "a"])),
        "ids 0 and 2 have the same piece \"a\""),
      try model(
        27, "byte token <0x-1>",
        small.setting(tokenizer + "tokens", strings(["a", "<0x-1>", "b"]))
          .setting(tokenizer + "token_type", .array(.int32([1, 6, 1])))
          .setting(tokenizer + "merges", strings([])),
        "id 1: expected a byte token <0x00> to <0xFF>, got \"<0x-1>\""),
      try model(
        28, "a chat template that is not text", number,
        "value of \"tokenizer.chat_template\" at byte "
          + "\(number.valueOffset("tokenizer.chat_template")): expected string, got uint32"),
    ]
  }
}
