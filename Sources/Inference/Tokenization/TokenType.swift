/// The kind of a token in a GGUF file's `tokenizer.ggml.token_type`.
/// Source: <https://github.com/ggml-org/ggml/blob/master/docs/gguf.md>.
enum TokenType: Int32, Sendable {
  case normal = 1
  case unknown = 2
  case control = 3
  case userDefined = 4
  case unused = 5
  case byte = 6

  /// Names that begin turns in chat templates. Some files call them user-defined, which would let a
  /// message end its own turn; they are control tokens whatever the file says.
  private static let turnMarkers: Set<String> = [
    "<|im_start|>", "<|start_header_id|>", "<|end_header_id|>", "<start_of_turn>", "<|system|>",
    "<|user|>", "<|assistant|>",
  ]

  /// Names of tokens that end a turn or a document, in the families that ``ChatTemplate`` knows: control
  /// tokens too, even where a file calls them normal.
  static let endMarkers = [
    "<|endoftext|>", "<|im_end|>", "<|end_of_text|>", "<|eot_id|>", "<|eom_id|>", "<end_of_turn>",
    "<|end|>",
  ]

  /// A type that the file format does not know counts as normal.
  init(stored: Int32, name: [UInt8]) {
    let type = TokenType(rawValue: stored) ?? .normal
    let isMarker: Bool
    switch type {
    case .normal: isMarker = Self.endMarkers.contains(String(decoding: name, as: UTF8.self))
    case .userDefined:
      let name = String(decoding: name, as: UTF8.self)
      isMarker = Self.turnMarkers.contains(name) || Self.endMarkers.contains(name)
    case .unknown, .control, .unused, .byte: isMarker = false
    }
    self = isMarker ? .control : type
  }
}
