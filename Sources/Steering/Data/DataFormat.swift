import Foundation

/// How the rows of a data file are written.
public enum DataFormat: String, Sendable, CaseIterable {
  /// JSON Lines: an object a line.
  case jsonLines = "jsonl"
  /// One list of objects.
  case jsonList = "json"
  /// With a header that names the columns.
  case commaSeparated = "csv"

  /// Finds the format in what a file of pairs holds; its name is not asked.
  ///
  /// Throws `DataError.malformed` where it is none of them.
  init(of data: Data, file: String, fields: PairFields? = nil) throws {
    let bytes = DataRow.withoutMark(data)
    let isBlank: (UInt8) -> Bool = { " \t\r\n".utf8.contains($0) }
    guard let start = bytes.firstIndex(where: { !isBlank($0) }) else {
      throw DataRow.empty(file, expected: Self.expected)
    }
    let line = bytes[start...].prefix(1_000).prefix { $0 != UInt8(ascii: "\n") }
    switch bytes[start] {
    case UInt8(ascii: "{"): self = .jsonLines
    case UInt8(ascii: "["): self = .jsonList
    case _ where Self.hasColumn(String(decoding: line, as: UTF8.self), fields):
      self = .commaSeparated
    default:
      let isUTF16 = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
      throw DataError.malformed(
        file: file, line: 1 + bytes[..<start].count { $0 == UInt8(ascii: "\n") }, column: 1,
        field: nil, expected: isUTF16 ? "UTF-8" : Self.expected,
        got: isUTF16 ? "UTF-16" : quoted(String(decoding: line.prefix(40), as: UTF8.self)))
    }
  }

  func rows(of data: Data, file: String) throws -> [DataRow] {
    switch self {
    case .jsonLines: try DataRow.lines(of: data, file: file)
    case .jsonList: try DataRow.list(of: data, file: file)
    case .commaSeparated: try DataRow.commaSeparated(data, file: file)
    }
  }

  /// Of the first row, in its order.
  func firstNames(in data: Data) throws -> [String] {
    switch self {
    case .jsonLines:
      let line = data.split(separator: UInt8(ascii: "\n"), maxSplits: 1).first ?? data
      return try DataRow.lines(of: line, file: "").first?.fields.map(\.name) ?? []
    case .jsonList: return try DataRow.list(of: data, file: "").first?.fields.map(\.name) ?? []
    case .commaSeparated: return try DataRow.header(of: data, file: "")
    }
  }

  private static let expected =
    "JSON lines, a JSON list, or CSV with a header of \"positive\" and \"negative\" or of "
    + "\"question\", \"\(AnsweredQuestion.matching)\" and \"\(AnsweredQuestion.notMatching)\""

  private static func hasColumn(_ header: String, _ fields: PairFields?) -> Bool {
    if let fields { return header.contains(fields.positive) || header.contains(fields.negative) }
    return ["positive", "negative", AnsweredQuestion.matching, AnsweredQuestion.notMatching]
      .contains(where: header.contains)
      || ["statement", AnsweredQuestion.label].allSatisfy(header.contains)
  }
}
