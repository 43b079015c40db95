import StrictJSON

/// What is wrong with a GGUF file, or with a request to one.
///
/// `field` says which part of the file, `offset` the byte it starts at. Names that come from a file are
/// escaped in `description`, which is always one line.
public enum GGUFError: Error, Equatable, Sendable {
  /// Not a regular file that can be opened and mapped; `reason` says why.
  case unreadable(path: String, reason: String)
  /// The first four bytes are not `GGUF`; `got` says what the file looks like.
  case badMagic(got: String)
  /// Versions 2 and 3 are read.
  case unsupportedVersion(got: UInt32)
  /// Fewer bytes are left than the field takes.
  case truncated(field: String, offset: Int, expected: UInt64, got: Int)
  /// A key or a tensor's name that is empty, too long or, for a key, not ASCII.
  case invalidName(field: String, offset: Int, expected: String, got: String)
  case duplicateName(field: String, offset: Int, got: String)
  /// A value of the right type that is out of range or malformed.
  case invalidValue(field: String, offset: Int, expected: String, got: String)
  /// A value of another type than the one that is asked for.
  case wrongType(field: String, offset: Int, expected: String, got: String)
  /// A shape of too many dimensions or of a size that the type or the file has no room for.
  case invalidShape(field: String, offset: Int, expected: String, got: String)
  /// A tensor's data is not where the layout of the file puts it.
  case misplaced(field: String, offset: Int, expected: String, got: String)
  /// `got` bytes follow the last tensor's data.
  case trailingBytes(offset: Int, got: Int)
  /// A required key that the metadata lack.
  case missingKey(String)
  case missingTensor(String)
  /// Shapes are outermost first.
  case shapeMismatch(tensor: String, expected: [Int], got: [Int])
  /// Rows that were asked for and are not in the tensor.
  case rowsOutOfRange(tensor: String, expected: Range<Int>, got: Range<Int>)
  /// NaN or infinity, by itself or through its block's scale; `index` counts elements row-major.
  case notFinite(tensor: String, index: Int)
  /// The file on disk is shorter than when it was opened.
  case shrunk(path: String, expected: Int, got: Int)
}

extension GGUFError: CustomStringConvertible {
  /// One line: the field and its byte offset, what was expected, what is there.
  public var description: String {
    switch self {
    case .unreadable(let path, let reason): "cannot read \(quoted(path: path)): \(reason)"
    case .badMagic(let got): "magic at byte 0: expected \"GGUF\", got \(got)"
    case .unsupportedVersion(let got):
      got.byteSwapped == 3
        ? "version at byte 4: expected 2 or 3, got a big-endian file (little-endian is supported)"
        : "version at byte 4: expected 2 or 3, got \(got)"
    case .truncated(let field, let offset, let expected, let got):
      "\(field) at byte \(offset): expected \(expected) bytes, got \(got) to the end of the file"
    case .invalidName(let field, let offset, let expected, let got),
      .invalidValue(let field, let offset, let expected, let got),
      .wrongType(let field, let offset, let expected, let got),
      .invalidShape(let field, let offset, let expected, let got),
      .misplaced(let field, let offset, let expected, let got):
      "\(field) at byte \(offset): expected \(expected), got \(got)"
    case .duplicateName(let field, let offset, let got):
      "\(field) at byte \(offset): expected a name not used before, got \(quoted(got)) again"
    case .trailingBytes(let offset, let got):
      "end of the data at byte \(offset): expected the end of the file, got \(got) more bytes"
    case .missingKey(let key): "metadata: expected key \(quoted(key)), got none"
    case .missingTensor(let name): "tensors: expected \(quoted(name)), got none of that name"
    case .shapeMismatch(let tensor, let expected, let got):
      "tensor \(quoted(tensor)): expected shape \(expected), got \(got)"
    case .rowsOutOfRange(let tensor, let expected, let got):
      "tensor \(quoted(tensor)): expected rows within \(expected), got \(got)"
    case .notFinite(let tensor, let index):
      "tensor \(quoted(tensor)): expected finite weights, got NaN or infinity at element \(index)"
    case .shrunk(let path, let expected, let got):
      "\(quoted(path: path)) changed while it was open: expected \(expected) bytes, got \(got)"
    }
  }
}

/// A path the user gave: whole, as it is written, with control characters escaped.
private func quoted(path: String) -> String {
  "\"" + path.unicodeScalars.map { $0.escaped(asASCII: false) }.joined() + "\""
}
