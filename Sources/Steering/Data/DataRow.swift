/// One row of a data file, whatever the format: fields that are asked for by name and type.
struct DataRow {
  /// Counted from 1, columns in bytes.
  typealias Place = (line: Int, column: Int)

  struct Field {
    let name: String
    let value: Value
    let place: Place
  }

  indirect enum Value {
    case text(String)
    case list([(value: Value, place: Place)])
    /// Neither, and what it is in place of it.
    case other(kind: String)

    var kind: String {
      switch self {
      case .text: "a text"
      case .list: "a list"
      case .other(let kind): kind
      }
    }
  }

  let file: String
  /// What it is called where the file has no name for it, such as "line 3".
  let name: String
  let place: Place
  let fields: [Field]

  func contains(_ field: String) -> Bool { self[field] != nil }

  /// What is wrong with a field, or with the whole row.
  func fault(_ field: String?, expected: String, got: String) -> DataError {
    fault(at: field.flatMap { self[$0]?.place } ?? place, field, expected: expected, got: got)
  }

  /// The text of a field, which must be there and hold more than white space.
  func text(_ field: String) throws -> String {
    guard let found = self[field] else {
      throw fault(field, expected: "a text", got: "no such field")
    }
    return try text(found.value, at: found.place, field)
  }

  func texts(_ field: String) throws -> [String] {
    guard let found = self[field] else {
      throw fault(field, expected: "a list of texts", got: "no such field")
    }
    guard case .list(let list) = found.value else {
      throw fault(field, expected: "a list of texts", got: found.value.kind)
    }
    if list.isEmpty { throw fault(field, expected: "a list of texts", got: "an empty list") }
    return try list.map { try text($0.value, at: $0.place, field) }
  }

  /// Two lists of replies, of which each has its counterpart in the other.
  func counterparts(_ first: String, _ second: String) throws -> ([String], [String]) {
    let (ours, theirs) = (try texts(first), try texts(second))
    if ours.count != theirs.count {
      throw fault(
        second, expected: "\(ours.count) replies, as in \"\(first)\"", got: "\(theirs.count)")
    }
    return (ours, theirs)
  }

  private func text(_ value: Value, at place: Place, _ field: String) throws -> String {
    guard case .text(let text) = value else {
      throw fault(at: place, field, expected: "a text", got: value.kind)
    }
    guard text.contains(where: { !$0.isWhitespace }) else {
      throw fault(at: place, field, expected: "a text", got: "an empty text")
    }
    return text
  }

  private func fault(
    at place: Place, _ field: String?, expected: String, got: String
  ) -> DataError {
    .malformed(
      file: file, line: place.line, column: place.column, field: field, expected: expected,
      got: got)
  }

  /// Names are compared byte by byte: `é` in two spellings is two names.
  private subscript(name: String) -> Field? {
    fields.first { $0.name.utf8.elementsEqual(name.utf8) }
  }
}
