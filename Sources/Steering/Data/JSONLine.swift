import Foundation
import Inference

/// One line of a JSON Lines file: an object whose fields are asked for by name and type.
struct JSONLine {
  let file: String
  /// Counted from 1.
  let number: Int
  private let fields: JSONObject

  /// The objects of a file in order; blank lines are passed over, `\r\n` and a byte order mark accepted.
  ///
  /// Throws `DataError.malformed` for a line that is not one JSON object in UTF-8, that names a field
  /// twice, and for a file without any object.
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
        file: file, line: 1, column: 1, field: nil, expected: "a JSON object a line",
        got: "an empty file")
    }
    return result
  }

  func contains(_ field: String) -> Bool { fields[field] != nil }

  /// What is wrong with a field, or with the whole line.
  func fault(_ field: String?, expected: String, got: String) -> DataError {
    .malformed(
      file: file, line: number, column: 1 + (field.flatMap { fields[$0]?.offset } ?? 0),
      field: field, expected: expected, got: got)
  }

  /// The text of a field, which must be there and hold more than white space.
  func text(_ field: String) throws -> String {
    try text(fields[field], field)
  }

  func texts(_ field: String) throws -> [String] {
    guard let list = fields[field]?.list else {
      throw fault(field, expected: "a list of texts", got: fields[field]?.kind ?? "no such field")
    }
    if list.isEmpty { throw fault(field, expected: "a list of texts", got: "an empty list") }
    return try list.map { try text($0, field) }
  }

  private func text(_ value: JSONValue?, _ field: String) throws -> String {
    func fault(got: String) -> DataError {
      .malformed(
        file: file, line: number, column: 1 + (value?.offset ?? 0), field: field,
        expected: "a text", got: got)
    }
    guard let text = value?.text else { throw fault(got: value?.kind ?? "no such field") }
    guard text.contains(where: { !$0.isWhitespace }) else { throw fault(got: "an empty text") }
    return text
  }

  private init(_ row: ArraySlice<UInt8>, file: String, number: Int) throws {
    func fault(_ offset: Int, expected: String, got: String) -> DataError {
      .malformed(
        file: file, line: number, column: 1 + offset, field: nil, expected: expected, got: got)
    }
    let value: JSONValue
    do {
      value = try JSONValue(parsing: row)
    } catch let error as JSONError {
      throw fault(error.offset, expected: error.expected, got: error.got)
    }
    guard let fields = value.object else {
      throw fault(value.offset, expected: "a JSON object", got: value.kind)
    }
    (self.file, self.number, self.fields) = (file, number, fields)
  }
}

private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
