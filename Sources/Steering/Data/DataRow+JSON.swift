import Foundation
import Inference
import StrictJSON

extension DataRow {
  /// The objects of a JSON Lines file in order; blank lines are passed over, `\r\n` and a byte order mark
  /// accepted.
  ///
  /// Throws `DataError.malformed` for a line that is not one JSON object in UTF-8, that names a field
  /// twice, and for a file without any object.
  static func lines(of data: Data, file: String) throws -> [DataRow] {
    var result: [DataRow] = []
    let rows = withoutMark(data).split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, row) in rows.enumerated() {
      let isBlank = row.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
      if isBlank { continue }
      let line = index + 1
      func place(_ offset: Int) -> Place { (line, 1 + offset) }
      let value = try json(row, file: file, place: place)
      result.append(
        try DataRow(value, file: file, name: "line \(line)", at: (line, 1), place: place))
    }
    guard !result.isEmpty else { throw empty(file, expected: "a JSON object a line") }
    return result
  }

  /// The objects of a file that is one JSON list.
  ///
  /// Throws `DataError.malformed` as ``lines(of:file:)``.
  static func list(of data: Data, file: String) throws -> [DataRow] {
    let bytes = withoutMark(data)
    let place = places(in: bytes)
    let value = try json(bytes[...], file: file, place: place)
    guard let list = value.list else {
      let (line, column) = place(value.offset)
      throw DataError.malformed(
        file: file, line: line, column: column, field: nil, expected: "a list of JSON objects",
        got: value.kind)
    }
    guard !list.isEmpty else { throw empty(file, expected: "a list of JSON objects") }
    return try list.enumerated().map { index, value in
      try DataRow(
        value, file: file, name: "item \(index + 1)", at: place(value.offset), place: place)
    }
  }

  /// The one object that a file is, on as many lines as it likes.
  ///
  /// Throws `DataError.malformed` as ``lines(of:file:)``.
  static func object(of data: Data, file: String) throws -> DataRow {
    let bytes = withoutMark(data)
    let place = places(in: bytes)
    return try DataRow(
      json(bytes[...], file: file, place: place), file: file, name: file, at: (1, 1), place: place)
  }

  /// Line and column of an offset.
  private static func places(in bytes: [UInt8]) -> (Int) -> Place {
    let breaks = bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }
    return { offset in
      var (low, high) = (0, breaks.count)
      while low < high {
        let middle = (low + high) / 2
        if breaks[middle] < offset { low = middle + 1 } else { high = middle }
      }
      return (1 + low, low == 0 ? 1 + offset : offset - breaks[low - 1])
    }
  }

  /// What follows a byte order mark, if there is one.
  static func withoutMark(_ data: Data) -> [UInt8] {
    [UInt8](data.dropFirst(data.byteOrderMarkLength))
  }

  static func empty(_ file: String, expected: String) -> DataError {
    .malformed(
      file: file, line: 1, column: 1, field: nil, expected: expected, got: "an empty file")
  }

  private static func json(
    _ bytes: ArraySlice<UInt8>, file: String, place: (Int) -> Place
  ) throws -> JSONValue {
    do {
      return try JSONValue(parsing: bytes)
    } catch let error as JSONError {
      let (line, column) = place(error.offset)
      throw DataError.malformed(
        file: file, line: line, column: column, field: nil, expected: error.expected,
        got: error.got)
    }
  }

  private init(
    _ value: JSONValue, file: String, name: String, at start: Place, place: (Int) -> Place
  ) throws {
    guard let object = value.object else {
      let (line, column) = place(value.offset)
      throw DataError.malformed(
        file: file, line: line, column: column, field: nil, expected: "a JSON object",
        got: value.kind)
    }
    let fields = object.members.map { member in
      Field(
        name: member.key, value: Value(member.value, place), place: place(member.value.offset))
    }
    self.init(file: file, name: name, place: start, fields: fields)
  }
}

extension DataRow.Value {
  /// A list within a list is no list of texts, so what is in it does not matter.
  fileprivate init(_ value: JSONValue, _ place: (Int) -> DataRow.Place) {
    if let text = value.text {
      self = .text(text)
    } else if let list = value.list {
      self = .list(
        list.map { item in
          (item.text.map(Self.text) ?? .other(kind: item.kind), place(item.offset))
        })
    } else {
      self = .other(kind: value.kind)
    }
  }
}
