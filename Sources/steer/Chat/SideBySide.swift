/// Texts under their titles: in columns where the width allows it, else one after the other.
///
/// Of texts that are not whole, as much as stays when they go on: in columns the lines that are full.
///
/// - Parameters:
///   - width: characters a line; nil where nothing is known of it.
///   - style: of a title, after it was padded.
func sideBySide(
  _ texts: [(title: String, text: String, isWhole: Bool)], width: Int?, style: (String) -> String
) -> String {
  let gap = 3
  let column = ((width ?? 0) - gap * (texts.count - 1)) / texts.count
  guard column >= 36 else { return stacked(texts, style: style) }
  let columns = texts.map { wrapped($0.text, to: column) }
  func row(_ cells: [String]) -> String {
    cells.map { $0 + String(repeating: " ", count: max(column - $0.count, 0)) }
      .joined(separator: String(repeating: " ", count: gap))
  }
  // The last line of a text that goes on may yet become longer, or lose its last word to the next one.
  let most = columns.map(\.count).max() ?? 0
  let settled = zip(columns, texts).map { $1.isWhole ? most : $0.count - 1 }.min() ?? 0
  let lines = (0..<settled).map { line in row(columns.map { line < $0.count ? $0[line] : "" }) }
  let end = texts.allSatisfy(\.isWhole) ? [""] : []
  return ([style(row(texts.map { wrapped($0.title, to: column)[0] }))] + lines + end)
    .map { $0 + "\n" }.joined()
}

private func stacked(
  _ texts: [(title: String, text: String, isWhole: Bool)], style: (String) -> String
) -> String {
  var result = ""
  for (title, text, isWhole) in texts {
    result += style(title) + "\n" + paragraphs(text).map { "  \($0)" }.joined(separator: "\n")
    if !isWhole { return result }
    result += "\n"
  }
  return result + "\n"
}

/// The lines of a text, with nothing in them that would steer a terminal.
private func paragraphs(_ text: String) -> [String] {
  text.split(separator: "\n", omittingEmptySubsequences: false).map { printable(String($0)) }
}

/// Lines of at most `width` characters, broken at spaces where there are any.
private func wrapped(_ text: String, to width: Int) -> [String] {
  paragraphs(text).flatMap { paragraph in
    var lines = [""]
    for word in paragraph.split(separator: " ") {
      var word = Substring(word)
      if !lines[lines.count - 1].isEmpty {
        if lines[lines.count - 1].count + 1 + word.count <= width {
          lines[lines.count - 1] += " \(word)"
          continue
        }
        lines.append("")
      }
      while word.count > width {
        lines[lines.count - 1] = String(word.prefix(width))
        lines.append("")
        word = word.dropFirst(width)
      }
      lines[lines.count - 1] += word
    }
    return lines
  }
}
