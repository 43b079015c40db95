/// A page that is made from results alone, without a literate source.
public struct PlainPage: Sendable {
  /// Base name of the page's files.
  public let name: String
  /// Text, not Markdown.
  public let title: String
  /// Top to bottom.
  public let blocks: [Block]

  /// - Parameter name: base name of the page's file, and the beginning of its figures' names.
  public init(name: String, title: String, blocks: [Block]) {
    self.name = name
    self.title = title
    self.blocks = blocks
  }

  /// A part of the page.
  public enum Block: Sendable {
    /// Markdown, as it stands.
    case prose(String)
    /// Names and values, which may come from a file.
    case facts([(name: String, value: String)])
    /// With its title in bold above it.
    case table(Table)
    /// Becomes a figure of its own file; the caption is text, not Markdown.
    case chart(Chart, caption: String)
  }

  /// The page, then its figures: a pure function.
  public var files: [ReportFile] {
    var figures: [ReportFile] = []
    let body = blocks.map { block in
      switch block {
      case .prose(let markdown): return markdown
      case .facts(let facts):
        return facts.map { "- \(Markdown.escape($0.name)): \(Markdown.escape($0.value))" }
          .joined(separator: "\n")
      case .table(let table): return "**\(Markdown.escape(table.title))**\n\n\(table.markdown)"
      case .chart(let chart, let caption):
        let path = "figures/\(name)-\(figures.count + 1).svg"
        figures.append(ReportFile(path: path, contents: chart.svg))
        return "![\(Markdown.escape(chart.title))](\(path))\n\n*\(Markdown.escape(caption))*"
      }
    }
    let page = (["# \(Markdown.escape(title))"] + body).joined(separator: "\n\n") + "\n"
    return [ReportFile(path: "\(name).md", contents: page)] + figures
  }
}
