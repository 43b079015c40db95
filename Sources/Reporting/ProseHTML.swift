import Foundation

/// Markdown of prose as HTML: the part of it that pages use, and an error for the rest, so that nothing
/// looks other in a browser than on GitHub.
///
/// The rules, all of them:
/// 1. Blank lines part blocks. A line `## …` to `#### …` is a heading and a block by itself.
/// 2. Lines from one that starts with `|`, with a line of `---` under it, are a table; a row may not be
///    wider than its header.
/// 3. A line that starts with `- `, `* ` or a number, a full stop and a space is a list item. It goes on in
///    the lines below it up to the next item, heading or blank line. Lists do not nest.
/// 4. Lines between two of four or three backticks are shown as they stand.
/// 5. All else is paragraphs, whose lines are joined.
/// 6. Inside a line: `*emphasis*`, `**strong**`, the same with `_`, `` `code` ``, `[text](target)` and a
///    backslash before a sign that shall show as itself.
/// 7. HTML, entities, images, block quotes, reference links, nested lists, underlined headings, struck text
///    and formulas are errors.
struct ProseHTML {
  /// Named in errors.
  let file: String
  /// The level of a heading `##` in HTML.
  var level = 3
  /// Whether links may lead to headings, by `slug`; they must differ then.
  var hasAnchors = false
  /// Where a link to `target` goes.
  let href: (_ target: String) -> String

  /// Throws `ReportingError.unknownMarkdown`.
  func blocks(_ markdown: String) throws -> String {
    var rest = lines(of: markdown)[...]
    var blocks: [String] = []
    while let line = rest.first {
      if isBlank(line) {
        rest.removeFirst()
      } else if let fence = fence(line) {
        blocks.append(try verbatim(&rest, fence: fence))
      } else if let heading = try heading(line) {
        rest.removeFirst()
        blocks.append(heading)
      } else if isTable(rest) {
        blocks.append(try table(&rest))
      } else if let item = item(line) {
        blocks.append(try list(&rest, isOrdered: item.number != nil))
      } else {
        blocks.append("<p>\(try inline(paragraph(&rest)))</p>")
      }
    }
    return blocks.joined(separator: "\n")
  }

  func unknown(_ text: some StringProtocol) -> ReportingError {
    .unknownMarkdown(file: file, text: String(text.prefix(60)))
  }

  private func fence(_ line: String) -> String? {
    let ticks = line.prefix { $0 == "`" }
    return ticks.count >= 3 ? String(ticks) : nil
  }

  private func verbatim(_ rest: inout ArraySlice<String>, fence: String) throws -> String {
    let opening = rest.removeFirst()
    guard let end = rest.firstIndex(of: fence) else { throw unknown(opening) }
    let text = rest[..<end].joined(separator: "\n")
    rest = rest[(end + 1)...]
    return "<pre><code>\(HTML.verbatim(text))</code></pre>"
  }

  private func heading(_ line: String) throws -> String? {
    let marks = line.prefix { $0 == "#" }.count
    guard marks > 0, line.dropFirst(marks).first == " " else { return nil }
    guard (2...4).contains(marks) else { throw unknown(line) }
    let tag = "h\(level + marks - 2)"
    let text = line.dropFirst(marks).trimmingCharacters(in: .whitespaces)
    let id = hasAnchors ? " id=\"\(slug(text))\"" : ""
    return "<\(tag)\(id)>\(try inline(text))</\(tag)>"
  }

  private func isTable(_ rest: ArraySlice<String>) -> Bool {
    guard rest.count > 1, rest[rest.startIndex].hasPrefix("|") else { return false }
    let rule = rest[rest.startIndex + 1]
    return rule.hasPrefix("|") && rule.contains("-")
      && rule.utf8.allSatisfy { "|-: ".utf8.contains($0) }
  }

  private func table(_ rest: inout ArraySlice<String>) throws -> String {
    let lines = rest.prefix { $0.hasPrefix("|") }
    rest = rest[lines.endIndex...]
    let rows = lines.map(cells)
    let (header, rules) = (rows[0], rows[1])
    guard rules.count == header.count, rows.allSatisfy({ $0.count <= header.count })
    else { throw unknown(lines.joined(separator: " ")) }
    return HTML.table(
      header: try zip(header, rules).map { (try inline($0), $1.hasSuffix(":")) },
      rows: try rows.dropFirst(2).map { row in
        try header.indices.map { (row.indices.contains($0) ? try inline(row[$0]) : "", nil) }
      })
  }

  /// Of a line of a table; `\|` is a bar of the text.
  private func cells(_ line: String) -> [String] {
    var cells = [""]
    var isEscaped = false
    for character in line.dropFirst() {
      if character == "|", !isEscaped {
        cells.append("")
      } else {
        if character == "|" { cells[cells.count - 1].removeLast() }
        cells[cells.count - 1].append(character)
      }
      isEscaped = character == "\\" && !isEscaped
    }
    if let last = cells.last, isBlank(last) { cells.removeLast() }
    return cells.map { $0.trimmingCharacters(in: .whitespaces) }
  }

  private func item(_ line: String) -> (number: Int?, text: Substring)? {
    if line.hasPrefix("- ") || line.hasPrefix("* ") { return (nil, line.dropFirst(2)) }
    let digits = line.prefix { $0.isASCII && $0.isNumber }
    guard let number = Int(digits), line.dropFirst(digits.count).hasPrefix(". ") else { return nil }
    return (number, line.dropFirst(digits.count + 2))
  }

  /// Items of one kind, also with blank lines between them.
  private func list(_ rest: inout ArraySlice<String>, isOrdered: Bool) throws -> String {
    var items: [String] = []
    while let first = rest.first, let item = item(first), (item.number != nil) == isOrdered {
      rest.removeFirst()
      var text = item.text[...]
      while let line = rest.first, !isBlank(line), self.item(line) == nil,
        try heading(line) == nil
      {
        let inner = line.trimmingCharacters(in: .whitespaces)
        guard self.item(inner) == nil else { throw unknown(line) }
        text += "\n" + inner
        rest.removeFirst()
      }
      let number = item.number.map { " value=\"\($0)\"" } ?? ""
      items.append("<li\(number)>\(try inline(text))</li>")
      let next = rest.drop(while: isBlank)
      if let line = next.first {
        // An indented line after a blank one would be a second paragraph of the item.
        guard next.startIndex == rest.startIndex || !line.hasPrefix(" ") else {
          throw unknown(line)
        }
        if self.item(line) != nil { rest = next }
      }
    }
    let tag = isOrdered ? "ol" : "ul"
    return "<\(tag)>\n\(items.joined(separator: "\n"))\n</\(tag)>"
  }

  private func paragraph(_ rest: inout ArraySlice<String>) throws -> String {
    var text: [String] = []
    while let line = rest.first, !isBlank(line), try text.isEmpty || heading(line) == nil,
      text.isEmpty || item(line) == nil, fence(line) == nil, !isTable(rest)
    {
      let isUnderline = line.utf8.allSatisfy { $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: "-") }
      let isIndented = text.isEmpty && (line.hasPrefix("    ") || line.hasPrefix("\t"))
      guard !line.hasPrefix(">"), !isUnderline, !isIndented else { throw unknown(line) }
      text.append(line.trimmingCharacters(in: .whitespaces))
      rest.removeFirst()
    }
    return text.joined(separator: "\n")
  }
}
