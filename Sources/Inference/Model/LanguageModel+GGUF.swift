/// Loading a model from a GGUF file.
extension LanguageModel {
  /// Architectures that this engine runs.
  public static let knownArchitectures = ["llama"]

  /// - Parameters:
  ///   - name: what the model is called in findings; nil takes the file's own name for it.
  ///   - hash: SHA-256 of the file, where the caller knows it.
  /// - Throws: ``GGUFError``, ``TokenizerError`` or ``ModelError``, each naming the field at fault.
  public init(
    gguf path: String, name: String? = nil, hash: String = "", precision: Precision = .exact,
    compute: Compute = .shared
  ) throws {
    let file = try GGUFFile(path: path)
    let configuration = try ModelConfiguration(file)
    try file.requireOnlyKnownTensors(configuration)
    try self.init(
      name: name ?? file.string("general.name") ?? "unnamed", configuration: configuration,
      tensors: file, tokenizer: BytePairTokenizer(file),
      chatTemplate: file.string("tokenizer.chat_template").flatMap(ChatTemplate.init(recognising:))
        ?? .plain, hash: hash, precision: precision, compute: compute)
  }
}

extension ModelConfiguration {
  init(_ file: GGUFFile) throws {
    let architecture = try file.requiredString("general.architecture")
    guard LanguageModel.knownArchitectures.contains(architecture) else {
      throw ModelError.unknownArchitecture(
        architecture, known: LanguageModel.knownArchitectures)
    }
    func key(_ name: String) -> String { "\(architecture).\(name)" }
    let sizes = 1...(1 << 24)
    let dModel = try file.requiredUInt(key("embedding_length"), in: sizes)
    let heads = try file.requiredUInt(key("attention.head_count"), in: sizes)
    let headDimension =
      try file.uint(key("attention.key_length"), in: sizes) ?? (dModel / heads)
    self.init(
      layerCount: try file.requiredUInt(key("block_count"), in: 1...512), dModel: dModel,
      headCount: heads,
      keyValueHeadCount: try file.uint(key("attention.head_count_kv"), in: sizes) ?? heads,
      headDimension: headDimension,
      feedForwardDimension: try file.requiredUInt(key("feed_forward_length"), in: sizes),
      vocabularySize: try file.requiredStrings("tokenizer.ggml.tokens").count,
      contextLength: try file.requiredUInt(key("context_length"), in: sizes),
      normEpsilon: Float(try file.requiredFloat(key("attention.layer_norm_rms_epsilon"))),
      ropeTheta: Float(try file.float(key("rope.freq_base")) ?? 10_000))
    let rotated = try file.uint(key("rope.dimension_count"), in: sizes) ?? headDimension
    guard rotated == headDimension else {
      throw ModelError.badConfiguration(
        field: key("rope.dimension_count"), expected: "\(headDimension), the whole head",
        got: "\(rotated)")
    }
    if let scaling = try file.string(key("rope.scaling.type")), scaling != "none" {
      throw ModelError.badConfiguration(
        field: key("rope.scaling.type"), expected: "none", got: quoted(scaling))
    }
    try validate()
  }
}

extension GGUFFile {
  /// A tensor that the forward pass would leave out (a bias, an expert) makes another model of it.
  fileprivate func requireOnlyKnownTensors(_ c: ModelConfiguration) throws {
    let block = [
      "attn_norm", "attn_q", "attn_k", "attn_v", "attn_output", "ffn_norm", "ffn_gate", "ffn_up",
      "ffn_down",
    ]
    var known: Set = [
      "token_embd.weight", "output_norm.weight", "output.weight", RotaryTable.factorsName,
    ]
    for layer in 0..<c.layerCount { known.formUnion(block.map { "blk.\(layer).\($0).weight" }) }
    if let stranger = tensors.first(where: { !known.contains($0.name) }) {
      throw ModelError.badTensor(
        name: stranger.name, expected: "only tensors of a plain llama model",
        got: "one that this engine would ignore")
    }
  }
}

extension BytePairTokenizer {
  /// - Throws: ``TokenizerError`` or ``GGUFError`` when the file's arrays contradict each other.
  init(_ file: GGUFFile) throws {
    let model = try file.requiredString("tokenizer.ggml.model")
    guard model == "gpt2" else {
      throw ModelError.badConfiguration(
        field: "tokenizer.ggml.model", expected: "gpt2 (byte-level BPE)", got: quoted(model))
    }
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
