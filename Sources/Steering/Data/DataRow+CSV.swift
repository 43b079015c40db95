import Foundation

extension DataRow {
  /// The rows of a CSV file after its header, which names the fields.
  ///
  /// As RFC 4180 has it: fields between commas, in quotes where they hold commas, quotes (doubled) or line
  /// breaks; spaces count. Lines end with `\r\n` or `\n`; blank ones and a byte order mark are passed
  /// over. A field that is empty is none.
  ///
  /// Throws `DataError.malformed` for a quote where none may be, a row with more or fewer fields than the
  /// header, a name that is there twice, bytes that are not UTF-8, and a file without any row.
  static func commaSeparated(_ data: Data, file: String) throws -> [DataRow] {
    var reader = CSVReader(withoutMark(data), file: file)
    guard let header = try reader.record() else { throw empty(file, expected: "a header") }
    for (index, cell) in header.enumerated() where !cell.text.isEmpty {
      if header[..<index].contains(where: { $0.text.utf8.elementsEqual(cell.text.utf8) }) {
        throw reader.fault(
          at: cell.place, expected: "each column once", got: "\(quoted(cell.text)) again")
      }
    }
    var rows: [DataRow] = []
    while let record = try reader.record() {
      guard record.count == header.count else {
        let place = record.count > header.count ? record[header.count].place : record[0].place
        throw reader.fault(
          at: place, expected: "\(header.count) fields, as in the header", got: "\(record.count)")
      }
      let fields = zip(header, record).filter { !$1.text.isEmpty }.map { name, cell in
        Field(name: name.text, value: .text(cell.text), place: cell.place)
      }
      let place = record[0].place
      rows.append(DataRow(file: file, name: "line \(place.line)", place: place, fields: fields))
    }
    guard !rows.isEmpty else {
      throw reader.fault(
        at: reader.place, expected: "a row after the header", got: "the end of the file")
    }
    return rows
  }

  /// The names in a CSV file's first line.
  static func header(of data: Data, file: String) throws -> [String] {
    var reader = CSVReader(withoutMark(data), file: file)
    return try reader.record()?.map(\.text) ?? []
  }
}

/// Reads one record after the other, looking at each byte once.
private struct CSVReader {
  struct Cell {
    let text: String
    let place: DataRow.Place
  }

  private let bytes: [UInt8]
  private let file: String
  private var position = 0
  private var line = 1
  private var lineStart = 0

  private static let (quote, comma) = (UInt8(ascii: "\""), UInt8(ascii: ","))
  private static let (lineFeed, carriageReturn) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))

  init(_ bytes: [UInt8], file: String) { (self.bytes, self.file) = (bytes, file) }

  var place: DataRow.Place { (line, 1 + position - lineStart) }

  func fault(at place: DataRow.Place, expected: String, got: String) -> DataError {
    .malformed(
      file: file, line: place.line, column: place.column, field: nil, expected: expected, got: got)
  }

  /// The cells of the next line that is not blank; nil at the end.
  mutating func record() throws -> [Cell]? {
    while try lineBreak() {}
    guard position < bytes.count else { return nil }
    var cells = [try cell()]
    while position < bytes.count, try !lineBreak() {
      // A cell ends at a comma, a line break or the end.
      position += 1
      cells.append(try cell())
    }
    return cells
  }

  private mutating func cell() throws -> Cell {
    let start = place
    let text = peek == Self.quote ? try quotedBytes() : try plainBytes()
    guard let text = String(validating: text, as: UTF8.self) else {
      throw fault(at: start, expected: "UTF-8", got: "other bytes")
    }
    return Cell(text: text, place: start)
  }

  private mutating func plainBytes() throws -> ArraySlice<UInt8> {
    let start = position
    while let byte = peek, byte != Self.comma, byte != Self.lineFeed, byte != Self.carriageReturn {
      guard byte != Self.quote else {
        throw fault(
          at: place, expected: "quotes around the whole field, or none", got: "one inside it")
      }
      position += 1
    }
    return bytes[start..<position]
  }

  private mutating func quotedBytes() throws -> ArraySlice<UInt8> {
    let start = place
    var text: [UInt8] = []
    position += 1
    while true {
      guard let byte = peek else {
        throw fault(at: start, expected: "a closing quote", got: "the end of the file")
      }
      position += 1
      if byte == Self.quote {
        guard peek == Self.quote else { break }
        position += 1
      } else if byte == Self.lineFeed {
        (line, lineStart) = (line + 1, position)
      }
      text.append(byte)
    }
    guard peek.map({ [Self.comma, Self.lineFeed, Self.carriageReturn].contains($0) }) ?? true
    else {
      throw fault(
        at: place, expected: "a comma or the end of the line after a closing quote", got: "more")
    }
    return text[...]
  }

  /// Steps over a line break; false where there is none.
  private mutating func lineBreak() throws -> Bool {
    guard let byte = peek, byte == Self.lineFeed || byte == Self.carriageReturn else {
      return false
    }
    if byte == Self.carriageReturn {
      guard position + 1 < bytes.count, bytes[position + 1] == Self.lineFeed else {
        throw fault(at: place, expected: "line breaks of \\n or \\r\\n", got: "\\r alone")
      }
      position += 1
    }
    position += 1
    (line, lineStart) = (line + 1, position)
    return true
  }

  private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }
}
