/// Loading a model from a GGUF file.
extension LanguageModel {
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
    try self.init(
      name: name ?? file.string("general.name") ?? "unnamed", configuration: configuration,
      tensors: file, tokenizer: file.tokenizer(),
      chatTemplate: file.string("tokenizer.chat_template").flatMap(ChatTemplate.init(recognising:))
        ?? .plain, hash: hash, precision: precision, compute: compute)
  }
}

extension ModelConfiguration {
  init(_ file: GGUFFile) throws {
    let architecture = try Architecture.named(file.requiredString("general.architecture"))
    try self.init(
      architecture, GGUFFields(file: file, architecture: architecture.name),
      vocabularySize: file.requiredStrings("tokenizer.ggml.tokens").count)
  }
}
