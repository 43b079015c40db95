import Foundation

/// One line of a JSON Lines file: an object whose fields are asked for by name and type.
struct JSONLine {
  let file: String
  /// Counted from 1.
  let number: Int
  private let fields: [String: Any]

  /// The objects of a file in order; blank lines are passed over, `\r\n` and a byte order mark accepted.
  ///
  /// Throws `DataError.malformed` for a line that is not UTF-8 or not one JSON object, that names a
  /// field twice, and for a file without any object.
  static func lines(of data: Data, file: String) throws -> [JSONLine] {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let bytes = data.starts(with: mark) ? [UInt8](data.dropFirst(mark.count)) : [UInt8](data)
    var result: [JSONLine] = []
    let rows = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, row) in rows.enumerated() {
      guard row.contains(where: { !isBlank($0) }) else { continue }
      result.append(try JSONLine(row, file: file, number: index + 1))
    }
    if result.isEmpty {
      throw DataError.malformed(
        file: file, line: 1, field: nil, expected: "a JSON object a line", got: "an empty file")
    }
    return result
  }

  func contains(_ field: String) -> Bool { fields[field] != nil }

  func fault(_ field: String?, expected: String, got: String) -> DataError {
    .malformed(file: file, line: number, field: field, expected: expected, got: got)
  }

  /// The text of a field, which must be there and hold more than white space.
  func text(_ field: String) throws -> String {
    try text(fields[field], field)
  }

  func texts(_ field: String) throws -> [String] {
    guard let list = fields[field] as? [Any] else {
      let got = fields[field].map(kind(of:)) ?? "no such field"
      throw fault(field, expected: "a list of texts", got: got)
    }
    if list.isEmpty { throw fault(field, expected: "a list of texts", got: "an empty list") }
    return try list.map { try text($0, field) }
  }

  private func text(_ value: Any?, _ field: String) throws -> String {
    guard let text = value as? String else {
      throw fault(field, expected: "a text", got: value.map(kind(of:)) ?? "no such field")
    }
    guard text.contains(where: { !$0.isWhitespace }) else {
      throw fault(field, expected: "a text", got: "an empty text")
    }
    return text
  }

  private init(_ row: ArraySlice<UInt8>, file: String, number: Int) throws {
    func fault(_ field: String?, expected: String, got: String) -> DataError {
      .malformed(file: file, line: number, field: field, expected: expected, got: got)
    }
    guard let text = String(validating: row, as: UTF8.self) else {
      throw fault(nil, expected: "UTF-8", got: "other bytes")
    }
    guard let value = try? JSONSerialization.jsonObject(with: Data(row)) else {
      throw fault(nil, expected: "a JSON object", got: "\"\(text.prefix(40))\"")
    }
    guard let fields = value as? [String: Any] else {
      throw fault(nil, expected: "a JSON object", got: kind(of: value))
    }
    if let twice = repeatedKey(in: row) {
      throw fault(twice, expected: "the field once", got: "it twice")
    }
    (self.file, self.number, self.fields) = (file, number, fields)
  }
}

private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }

private func kind(of value: Any) -> String {
  switch value {
  case is String: "a text"
  case is [Any]: "a list"
  case is [String: Any]: "an object"
  case is NSNull: "null"
  default: "a number or a truth value"
  }
}

/// The first key that a valid object names twice at its own level; the parser would silently drop one.
///
/// Keys are compared as written, so an escaped spelling of the same key is not noticed.
private func repeatedKey(in object: ArraySlice<UInt8>) -> String? {
  var seen: Set<[UInt8]> = []
  var depth = 0
  var text: [UInt8]? = nil  // the text being read
  var last: [UInt8] = []  // the text read before the present byte
  var escaped = false
  for byte in object {
    if let open = text {
      if byte == UInt8(ascii: "\""), !escaped {
        (last, text) = (open, nil)
      } else {
        text?.append(byte)
      }
      escaped = byte == UInt8(ascii: "\\") && !escaped
      continue
    }
    switch byte {
    case UInt8(ascii: "\""): text = []
    case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
    case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
    case UInt8(ascii: ":") where depth == 1:
      if !seen.insert(last).inserted { return String(decoding: last, as: UTF8.self) }
    default: break
    }
  }
  return nil
}
