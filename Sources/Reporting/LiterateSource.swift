/// A Swift file read as prose and code.
///
/// The rules, all of them:
/// 1. A line that starts with `//:` after its indentation is prose, in the Markdown of `ProseHTML`. What follows the
///    colon, less one space, is taken as it stands; a bare `//:` is an empty line of Markdown.
/// 2. Every other line is code. So is a `//:` inside a multi-line string literal or a block comment.
/// 3. Neighbouring lines of one kind form a cell. Blank lines at either end of a cell are dropped, and
///    a cell of blank lines only is no cell, so that two blocks of prose may stand apart.
/// 4. Lines end with a line feed, with or without a carriage return before it, and are counted from 1
///    as `#line` does.
/// 5. The first `//: # …` line is the page's title.
/// 6. The prose before any code but imports opens the page: the question, up to the first `##` heading
///    or the imports, and after it the section `## Answer` if there is one. The verdicts follow, then
///    the rest.
/// 7. Code is shown folded, without its `import` lines and without the indentation its cell has in
///    common; a cell of nothing else than imports, or than closing braces, is not shown.
/// 8. An output follows the code cell that holds the line it was recorded at: for a call over several
///    lines the first, for a call in a loop the same each time, in the order of the calls.
///
/// String literals are followed well enough to know where a `"""` opens and closes; a regex literal
/// holding a quote is not understood, and at worst hides a `"""` later on its own line.
public struct LiterateSource: Sendable, Equatable {
  /// Path in the repository, "Scenarios/S01Sentiment.swift".
  public let path: String
  /// The page's title, in Markdown.
  public let title: String
  /// In the order of the file.
  public let cells: [Cell]
  /// Paths in the repository of files that serve this page alone.
  public let companions: [String]
  /// Changes when a line of code changes, here or in what the page uses besides; never with prose, comments
  /// or imports.
  public let codeFingerprint: String

  /// Neighbouring lines of one kind, without the blank ones at either end.
  public enum Cell: Sendable, Equatable {
    /// Lines of Markdown, without their `//:`.
    case prose([String])
    case code([CodeLine])
  }

  /// A line of code that is not blank, or a blank one inside a cell.
  public struct CodeLine: Sendable, Equatable {
    /// Counted from 1, as `#line` does.
    public let number: Int
    /// With its indentation, without its line end.
    public let text: String

    /// Whether outputs and fingerprint count it.
    var counts: Bool { !isBlank(text) && !isImport(text) }
  }

  /// Throws `ReportingError.missingTitle` when there is no title line.
  ///
  /// - Parameters:
  ///   - companions: paths in the repository of files that serve this page alone.
  ///   - besides: texts of other files that decide what the page shows, for the fingerprint.
  public init(
    path: String, text: String, companions: [String] = [], besides: [String] = []
  ) throws {
    self.path = path
    self.companions = companions
    var title: String?
    var cells: [Cell] = []
    var lexer = LineLexer()
    for (index, line) in lines(of: text).enumerated() {
      let prose = lexer.isBetweenTokens ? proseText(of: line) : nil
      if let prose {
        if title == nil, prose.hasPrefix("# ") {
          title = String(prose.dropFirst(2))
        } else {
          cells.append(prose: prose)
        }
      } else {
        lexer.consume(line)
        cells.append(code: CodeLine(number: index + 1, text: line))
      }
    }
    guard let title else { throw ReportingError.missingTitle(file: path) }
    self.title = title
    self.cells = cells.compactMap(\.trimmed)
    let own = self.cells.flatMap(\.codeLines).map(\.text)
    codeFingerprint = fingerprint(ofCode: own + besides.flatMap(lines))
  }

  /// The file's own name, which `#fileID` ends with.
  var file: String { path.split(separator: "/").last.map(String.init) ?? path }

  /// The lines of code that are neither blank nor imports, in order; outputs are anchored to a place in this
  /// list so that prose can be edited, and a module renamed, without running again.
  var codeLines: [CodeLine] {
    cells.flatMap(\.codeLines)
  }
}

extension [LiterateSource.Cell] {
  fileprivate mutating func append(prose line: String) {
    if case .prose(let lines) = last {
      self[count - 1] = .prose(lines + [line])
    } else {
      append(.prose([line]))
    }
  }

  fileprivate mutating func append(code line: LiterateSource.CodeLine) {
    if case .code(let lines) = last {
      self[count - 1] = .code(lines + [line])
    } else {
      append(.code([line]))
    }
  }
}

extension LiterateSource.Cell {
  fileprivate var codeLines: [LiterateSource.CodeLine] {
    guard case .code(let lines) = self else { return [] }
    return lines.filter(\.counts)
  }

  /// Without blank lines at either end; nil when nothing is left.
  fileprivate var trimmed: LiterateSource.Cell? {
    switch self {
    case .prose(let lines):
      let kept = trim(lines) { isBlank($0) }
      return kept.isEmpty ? nil : .prose(kept)
    case .code(let lines):
      let kept = trim(lines) { isBlank($0.text) }
      return kept.isEmpty ? nil : .code(kept)
    }
  }
}

private func trim<Line>(_ lines: [Line], blank: (Line) -> Bool) -> [Line] {
  guard let first = lines.firstIndex(where: { !blank($0) }),
    let last = lines.lastIndex(where: { !blank($0) })
  else { return [] }
  return Array(lines[first...last])
}

func isBlank(_ line: String) -> Bool {
  line.utf8.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
}

/// Split at line feeds by bytes: in a `String`, "\r\n" is one character.
func lines(of text: String) -> [String] {
  text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
    String(decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line, as: UTF8.self)
  }
}

private func proseText(of line: String) -> String? {
  let content = line.utf8.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
  guard content.starts(with: "//:".utf8) else { return nil }
  let text = content.dropFirst(3)
  return String(
    decoding: text.first == UInt8(ascii: " ") ? text.dropFirst() : text, as: UTF8.self)
}
