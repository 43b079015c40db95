import Claims

/// The findings as one web page: the index, then every scenario's page, from the same documents that the
/// Markdown is made of. It asks for nothing over a network, and a policy in it forbids that it could.
///
/// Throws what `index` and `weave` throw, and `ReportingError.unknownMarkdown`.
public func htmlReport(
  _ pages: [ReportPage], items: [SourceItem] = [], models: [ModelKey] = [],
  path: String = "index.html"
) throws -> ReportFile {
  let index = try indexDocument(pages, items: items, models: models)
  let across = try AcrossModels(pages, models: models)?.document()
  let documents = try pages.map(document) + [across].compactMap(\.self)
  let anchors = Dictionary(
    uniqueKeysWithValues: documents.map { ("\($0.name).md", "#\($0.name)") }
      + [("README.md", "#top"), ("README.md#key", "#key")])
  func html(_ document: Document, _ prose: ProseHTML) throws -> String {
    try document.blocks.map(HTMLDocument(prose: prose).html).joined(separator: "\n")
  }
  func href(_ target: String) -> String { anchors[target] ?? target }
  let headings = index.blocks.compactMap { if case .heading(let text) = $0 { text } else { nil } }
  let contents =
    (headings.map { (slug($0), $0) } + [("key", "Key to the symbols")]
    + documents.map { ($0.name, $0.title) })
    .map { "<li><a href=\"#\(HTML.escape($0))\">\(HTML.escape($1))</a></li>" }
  let sections = try documents.map { document in
    let source = pages.first { $0.name == document.name }?.source.path ?? document.name
    let (id, title) = (HTML.escape(document.name), HTML.escape(document.title))
    let body = try html(document, ProseHTML(file: source, href: href))
    return """
      <section id="\(id)" aria-labelledby="\(id)-title">
      <h2 id="\(id)-title">\(title)</h2>
      \(body)
      </section>
      """
  }
  return ReportFile(
    path: path,
    contents: HTMLReport.page(
      index.title, made: "by `steer report` as a web page",
      body: """
        <nav aria-label="Contents">
        <h2>Contents</h2>
        <ul>
        \(contents.joined(separator: "\n"))
        </ul>
        </nav>
        <main>
        <h1>\(HTML.escape(index.title))</h1>
        \(try html(index, ProseHTML(file: "the index", level: 2, hasAnchors: true, href: href)))
        \(sections.joined(separator: "\n"))
        </main>
        """))
}

extension HTMLReport {
  /// A whole page that asks for nothing over a network, and whose policy forbids that it could.
  ///
  /// - Parameters:
  ///   - made: by what, for who looks at the source.
  ///   - body: HTML.
  static func page(_ title: String, made: String, body: String) -> String {
    let policy =
      "default-src 'none'; img-src data:; style-src \(HTML.policyHash(of: style));"
      + " script-src \(HTML.policyHash(of: script)); base-uri 'none'; form-action 'none'"
    return """
      <!DOCTYPE html>
      <!-- Generated \(made); edits here are lost. -->
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="\(HTML.escape(policy))">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <link rel="icon" href="data:,">
      <title>\(HTML.escape(title))</title>
      <style>\(style)</style>
      </head>
      <body id="top">
      \(body)
      <script>\(script)</script>
      </body>
      </html>

      """
  }
}

extension PlainPage {
  /// The same as one web page, its figures inside.
  ///
  /// - Throws: `ReportingError.unknownMarkdown`.
  public func webPage() throws -> ReportFile {
    let prose = ProseHTML(file: name) { $0 }
    let body = try blocks.map { try HTMLDocument(prose: prose).html($0.documentBlock) }
    return ReportFile(
      path: "\(name).html",
      contents: HTMLReport.page(
        title, made: "by `steer`",
        body: """
          <main>
          <h1>\(HTML.escape(title))</h1>
          \(body.joined(separator: "\n"))
          </main>
          """))
  }
}

extension PlainPage.Block {
  fileprivate var documentBlock: Document.Block {
    switch self {
    case .prose(let markdown): .prose(markdown)
    case .facts(let facts):
      .list(facts.map { [.text("\($0.name): \($0.value)")] })
    case .table(let table):
      .grid(
        {
          var grid = table.grid
          grid.title = table.title
          return grid
        }())
    case .chart(let chart, let caption):
      .figure(
        Document.Figure(
          path: "", drawing: chart.drawing, alternative: chart.title, caption: caption))
    }
  }
}

/// A document's blocks as HTML, below a heading of the second level.
private struct HTMLDocument {
  let prose: ProseHTML

  func html(_ block: Document.Block) throws -> String {
    switch block {
    case .prose(let markdown): try prose.blocks(markdown)
    case .heading(let text): "<h2 id=\"\(slug(text))\">\(HTML.escape(text))</h2>"
    case .paragraph(let inlines): "<p>\(try html(inlines))</p>"
    case .list(let items):
      "<ul>\n"
        + (try items.map { "<li>\(try html($0))</li>" }).joined(separator: "\n") + "\n</ul>"
    case .grid(let grid): try html(grid)
    case .code(let code):
      "<details><summary>Code</summary><pre><code>\(HTML.verbatim(code))</code></pre></details>"
    case .verbatim(let text): "<pre><code>\(HTML.verbatim(text))</code></pre>"
    case .figure(let figure):
      "<figure><div class=\"scroll\">\(figure.drawing.inline(named: figure.alternative))</div>"
        + (figure.caption.map { "<figcaption>\(HTML.escape($0))</figcaption>" } ?? "")
        + "</figure>"
    case .fold(let summary, let isOpen, let blocks):
      "<details class=\"model\"\(isOpen ? " open" : "")><summary>\(try html(summary))</summary>\n"
        + (try blocks.map(html)).joined(separator: "\n") + "\n</details>"
    case .footer(let inlines): "<footer><p>\(try html(inlines))</p></footer>"
    }
  }

  private func html(_ grid: Grid) throws -> String {
    HTML.table(
      title: grid.title,
      header: grid.columns.map { (HTML.escape($0.spoken ?? $0.name), $0.isNumeric) },
      rows: try grid.rows.map { try $0.map { (try html($0.content), $0.order) } })
  }

  private func html(_ inlines: [Document.Inline]) throws -> String {
    try inlines.map(html).joined()
  }

  private func html(_ inline: Document.Inline) throws -> String {
    switch inline {
    case .text(let text): HTML.escape(text)
    case .strong(let text): "<strong>\(HTML.escape(text))</strong>"
    case .emphasis(let text): "<em>\(HTML.escape(text))</em>"
    case .verdict(let verdict): "<strong class=\"\(kind(verdict))\">\(verdict)</strong>"
    case .markdown(let markdown): try prose.inline(markdown)
    case .link(let text, let path):
      "<a href=\"\(HTML.escape(prose.href(path)))\">\(HTML.escape(text))</a>"
    case .lineBreak: "<br>"
    }
  }

  private func kind(_ verdict: Verdict) -> String {
    switch verdict {
    case .supported: "supported"
    case .refuted: "refuted"
    case .inconclusive, .notTestable, .notRun: "undecided"
    }
  }
}
