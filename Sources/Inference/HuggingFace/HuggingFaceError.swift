import StrictJSON

/// What can be wrong with a model as a Hugging Face folder; what is from a file is escaped.
public enum HuggingFaceError: Error, Equatable, Sendable {
  /// A file that the folder needs, or that its index of shards names.
  case missingFile(String, folder: String)
  /// A file that cannot be read or parsed; `reason` says what stopped it.
  case unreadable(file: String, reason: String)
  /// `field` is a path of keys with dots between.
  case badField(file: String, field: String, expected: String, got: String)
  case missingField(file: String, field: String)
  /// A weight of the architecture, under the folder's own name for it.
  case missingTensor(String)
}

extension HuggingFaceError: CustomStringConvertible {
  /// One line: the file and the field, what was expected, what is there.
  public var description: String {
    switch self {
    case .missingFile(let file, let folder):
      "\(quoted(folder)): no \(file); a model folder has config.json, tokenizer.json and model.safetensors"
    case .unreadable(let file, let reason):
      "\(file): \(reason)"
    case .badField(let file, let field, let expected, let got):
      "\(file), field \(field): expected \(expected), got \(got)"
    case .missingField(let file, let field):
      "\(file): no field \(field)"
    case .missingTensor(let name):
      "no tensor \(quoted(name)) in the folder's safetensors files"
    }
  }
}
