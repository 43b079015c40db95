/// A Markdown table of cells that are Markdown.
public func markdownTable(_ header: [String], _ rows: [[String]]) -> String {
  ([header, header.map { _ in "---" }] + rows)
    .map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
}
