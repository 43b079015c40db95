/// Texts under their titles: in columns where the width allows it, else one after the other.
///
/// - Parameters:
///   - width: characters a line; nil where nothing is known of it.
///   - style: of a title, after it was padded.
func sideBySide(
  _ texts: [(title: String, text: String)], width: Int?, style: (String) -> String
) -> [String] {
  let gap = 3
  let column = ((width ?? 0) - gap * (texts.count - 1)) / texts.count
  guard column >= 36 else {
    return texts.flatMap { [style($0.title)] + paragraphs($0.text).map { "  \($0)" } } + [""]
  }
  let columns = texts.map { wrapped($0.text, to: column) }
  func row(_ cells: [String]) -> String {
    cells.map { $0 + String(repeating: " ", count: max(column - $0.count, 0)) }
      .joined(separator: String(repeating: " ", count: gap))
  }
  let lines = (0..<(columns.map(\.count).max() ?? 0)).map { line in
    row(columns.map { line < $0.count ? $0[line] : "" })
  }
  return [style(row(texts.map { wrapped($0.title, to: column)[0] }))] + lines + [""]
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
