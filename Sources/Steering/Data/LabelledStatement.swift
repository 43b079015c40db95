import Foundation

/// A statement that is true or false, as published sets of facts have them.
public struct LabelledStatement: Templated {
  /// A sentence.
  public let text: String
  /// Its label: 1 where it is true, 0 where not.
  public let isTrue: Bool
  /// The cluster of statistics: its own where the file names none.
  public let template: String
}

/// Statements in the order of their file.
public typealias LabelledStatements = DataSet<LabelledStatement>

extension LabelledStatements {
  /// Reads rows with a `statement` and a `label` of 1 or 0, as JSON lines, a JSON list or CSV.
  ///
  /// - Throws: `DataError.malformed`.
  public init(parsing data: Data, name: String) throws {
    let format = try DataFormat(of: data, file: name)
    try self.init(rows: format.rows(of: data, file: name), name: name) { row, template in
      [try LabelledStatement(row, template: template)]
    }
  }
}

extension LabelledStatement {
  /// Throws `DataError.malformed`.
  init(_ row: DataRow, template: String) throws {
    let text = try row.text("statement")
    let label = try row.text(AnsweredQuestion.label).filter { !$0.isWhitespace }
    guard label == "1" || label == "0" else {
      throw row.fault(AnsweredQuestion.label, expected: "1 or 0", got: quoted(label))
    }
    self.init(text: text, isTrue: label == "1", template: template)
  }
}
