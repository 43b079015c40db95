/// Why a report cannot be woven, written or compared.
public enum ReportingError: Error, Equatable, CustomStringConvertible {
  /// An output was recorded from a file that is not the scenario's own: forward `fileID` and `line`.
  case outputOutsideSource(file: String, line: Int, expected: String)
  /// The code changed since the record was made; prose may change freely.
  case staleRecord(file: String, engine: String)
  /// A page has two records of one engine.
  case duplicateRecord(engine: String)
  /// A source has no `//: # …` line.
  case missingTitle(file: String)
  /// Evidence was recorded for a claim of which no finding was given.
  case missingFinding(claimID: String, engine: String)
  /// The index was to list a page under a question, but there is no such page.
  case unknownPage(name: String, question: String)
  /// A row of a table or heat map is not as wide as the header.
  case unfitTable(title: String, columns: Int, rowWidths: [Int])
  /// Data that are no JSON of a ``PageRecord``.
  case badRecord(reason: String)
  /// Prose holds Markdown that no rule of `ProseHTML` covers.
  case unknownMarkdown(file: String, text: String)
  /// Prose asks for a number or a list that no finding gives.
  case unknownPlaceholder(file: String, text: String, reason: String)
  /// A text has not the two comments that its table of verdicts is written between.
  case unmarkedTable(file: String)
  /// A report path that would leave the report's folder.
  case unsafePath(String)

  /// What is wrong, with its place: file, line, claim or engine.
  public var description: String {
    switch self {
    case .outputOutsideSource(let file, let line, let expected):
      "an output was recorded at \(file):\(line), outside the code of \(expected)"
        + " (a helper must forward fileID and line)"
    case .staleRecord(let file, let engine):
      "the code behind \(file) changed since it was run on \(engine); run it again: `steer report --model \(engine)`"
    case .duplicateRecord(let engine): "two records of \(engine) for one page"
    case .missingTitle(let file): "\(file) has no '//: # Title' line"
    case .missingFinding(let claimID, let engine):
      "evidence for \(claimID) on \(engine) was recorded, but no finding was given"
    case .unknownPage(let name, let question):
      "no page '\(name)', which is to answer '\(question)'"
    case .unfitTable(let title, let columns, let widths):
      "'\(title)': \(columns) columns, rows of \(widths) cells"
    case .badRecord(let reason): "this is not a page record: \(reason)"
    case .unknownMarkdown(let file, let text):
      "\(file): a page in HTML has no form for this Markdown: '\(text)'"
    case .unknownPlaceholder(let file, let text, let reason):
      "\(file): '{{\(text)}}' cannot be filled: \(reason)"
    case .unmarkedTable(let file):
      "\(file) needs the lines '\(VerdictTable.begin)' and '\(VerdictTable.end)', once each"
    case .unsafePath(let path): "report path '\(path)' is not inside the report's folder"
    }
  }
}
