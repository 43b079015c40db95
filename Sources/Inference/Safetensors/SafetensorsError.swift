import StrictJSON

/// What is wrong with a safetensors file, or with a request to one.
///
/// `field` says which part of the file, `offset` the byte of the file it starts at. Names that come
/// from a file are escaped in `description`, which is always one line.
public enum SafetensorsError: Error, Equatable, Sendable {
  /// Not a regular file that can be opened and mapped; `reason` says why.
  case unreadable(path: String, reason: String)
  /// Fewer bytes are left than the field takes.
  case truncated(field: String, offset: Int, expected: UInt64, got: Int)
  /// A value of the right type that is out of range or malformed.
  case invalidValue(field: String, offset: Int, expected: String, got: String)
  /// A value of another JSON type than the header has there.
  case wrongType(field: String, offset: Int, expected: String, got: String)
  case duplicateName(field: String, offset: Int, got: String)
  /// A tensor's data is not where the one before it ends.
  case misplaced(field: String, offset: Int, expected: String, got: String)
  /// `got` bytes follow the last tensor's data.
  case trailingBytes(offset: Int, got: Int)
  case missingTensor(String)
  /// Shapes are outermost first.
  case shapeMismatch(tensor: String, expected: [Int], got: [Int])
  /// Weights are read from F32, F16 and BF16.
  case notFloats(tensor: String, got: SafetensorsType)
  /// Elements that were asked for and are not in the tensor.
  case elementsOutOfRange(tensor: String, expected: Range<Int>, got: Range<Int>)
  /// NaN or infinity; `index` counts elements row-major.
  case notFinite(tensor: String, index: Int)
  /// The file on disk is shorter than when it was opened.
  case shrunk(path: String, expected: Int, got: Int)
}

extension SafetensorsError: CustomStringConvertible {
  /// One line: the field and its byte offset, what was expected, what is there.
  public var description: String {
    switch self {
    case .unreadable(let path, let reason):
      GGUFError.unreadable(path: path, reason: reason).description
    case .truncated(let field, let offset, let expected, let got):
      "\(field) at byte \(offset): expected \(expected) bytes, got \(got) to the end of the file"
    case .invalidValue(let field, let offset, let expected, let got),
      .wrongType(let field, let offset, let expected, let got),
      .misplaced(let field, let offset, let expected, let got):
      "\(field) at byte \(offset): expected \(expected), got \(got)"
    case .duplicateName(let field, let offset, let got):
      "\(field) at byte \(offset): expected a name not used before, got \(quoted(got)) again"
    case .trailingBytes(let offset, let got):
      "end of the data at byte \(offset): expected the end of the file, got \(got) more bytes"
    case .missingTensor(let name): "tensors: expected \(quoted(name)), got none of that name"
    case .shapeMismatch(let tensor, let expected, let got):
      "tensor \(quoted(tensor)): expected shape \(expected), got \(got)"
    case .notFloats(let tensor, let got):
      "tensor \(quoted(tensor)): expected F32, F16 or BF16, got \(got.rawValue)"
    case .elementsOutOfRange(let tensor, let expected, let got):
      "tensor \(quoted(tensor)): expected elements within \(expected), got \(got)"
    case .notFinite(let tensor, let index):
      "tensor \(quoted(tensor)): expected finite weights, got NaN or infinity at element \(index)"
    case .shrunk(let path, let expected, let got):
      GGUFError.shrunk(path: path, expected: expected, got: got).description
    }
  }

  /// Runs `body`, whose errors about the mapped file become this format's.
  static func mapping<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch GGUFError.unreadable(let path, let reason) {
      throw SafetensorsError.unreadable(path: path, reason: reason)
    } catch GGUFError.shrunk(let path, let expected, let got) {
      throw SafetensorsError.shrunk(path: path, expected: expected, got: got)
    }
  }
}
