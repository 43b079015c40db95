/// The kind of a token in a GGUF file's `tokenizer.ggml.token_type`.
/// Source: <https://github.com/ggml-org/ggml/blob/master/docs/gguf.md>.
enum TokenType: Int32, Sendable {
  case normal = 1
  case unknown = 2
  case control = 3
  case userDefined = 4
  case unused = 5
  case byte = 6

  /// Names that mark turns in chat templates. Some files call them user-defined, which would let a
  /// message end its own turn; they are control tokens whatever the file says.
  private static let turnMarkers: Set<String> = [
    "<|im_start|>", "<|im_end|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>",
    "<start_of_turn>", "<end_of_turn>",
  ]

  /// A type that the file format does not know counts as normal.
  init(stored: Int32, name: [UInt8]) {
    let type = TokenType(rawValue: stored) ?? .normal
    if type == .userDefined, Self.turnMarkers.contains(String(decoding: name, as: UTF8.self)) {
      self = .control
    } else {
      self = type
    }
  }
}
