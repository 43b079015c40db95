import Randomness
import Testing

@testable import Reporting

@Suite("Prose in HTML")
struct ProseHTMLTests {
  private let prose = ProseHTML(file: "S.swift") { $0 == "S1.md" ? "#S1" : $0 }

  @Test(
    "each rule",
    arguments: [
      ("a\nb\n\nc", "<p>a\nb</p>\n<p>c</p>"),
      ("## A *b*\ntext", "<h3>A <em>b</em></h3>\n<p>text</p>"),
      ("text\n### A", "<p>text</p>\n<h4>A</h4>"),
      ("- a\n  b\n- c", "<ul>\n<li>a\nb</li>\n<li>c</li>\n</ul>"),
      ("3. a\n\n4. and 5. b", "<ol>\n<li value=\"3\">a</li>\n<li value=\"4\">and 5. b</li>\n</ol>"),
      ("- a\n\ntext", "<ul>\n<li>a</li>\n</ul>\n<p>text</p>"),
      ("```\n<b>\n\n*a*\n```", "<pre><code>&lt;b&gt;\n\n*a*</code></pre>"),
      ("**a *b* c**", "<p><strong>a <em>b</em> c</strong></p>"),
      ("*a **b** c*, __d__", "<p><em>a <strong>b</strong> c</em>, <strong>d</strong></p>"),
      ("find_best_layer, 2 * 3, a_b", "<p>find_best_layer, 2 * 3, a_b</p>"),
      ("`a*b* <` and ``c`d``", "<p><code>a*b* &lt;</code> and <code>c`d</code></p>"),
      ("*a `*` b*", "<p><em>a <code>*</code> b</em></p>"),
      ("\\*a\\* \\\\ \\c \\<b>", "<p>*a* \\ \\c &lt;b&gt;</p>"),
      ("S < 1 & 2 > \"0\"", "<p>S &lt; 1 &amp; 2 &gt; &quot;0&quot;</p>"),
      (
        "[a *b*](S1.md), [c](https://d.e)",
        "<p><a href=\"#S1\">a <em>b</em></a>, "
          + "<a href=\"https://d.e\">c</a></p>"
      ),
      ("[a](mailto:b@c.d)", "<p><a href=\"mailto:b@c.d\">a</a></p>"),
      ("0.2 [0.1, 0.3]: so", "<p>0.2 [0.1, 0.3]: so</p>"),
      ("|x| is a size", "<p>|x| is a size</p>"),
    ])
  func rules(markdown: String, html: String) throws {
    #expect(try prose.blocks(markdown) == html)
  }

  @Test("a table, with bars that are text and a short row")
  func table() throws {
    let html = try prose.blocks("before\n| a | **b** |\n|---|---:|\n| \\|c\\| | 1 |\n| d |\nafter")
    #expect(html.contains("<th scope=\"col\">a</th><th scope=\"col\" class=\"number\"><strong>b<"))
    #expect(html.contains("<tr><td>|c|</td><td class=\"number\">1</td></tr>"))
    #expect(html.contains("<tr><td>d</td><td class=\"number\"></td></tr>"))
    #expect(html.hasPrefix("<p>before</p>") && html.hasSuffix("<p>after</p>"))
  }

  @Test(
    "what no rule covers is an error that names file and text",
    arguments: [
      "<b>a</b>", "<!-- a -->", "a &amp; b", "![a](b.svg)", "> a", "[a][b]", "[a]: b.md",
      "- a\n  - b", "- a\n\n  b", "a\n---", "a\n===", "# a", "~~a~~", "$a$ b", "*a", "`a",
      "```\na", "***a***", "| a |\n|---|\n| b | c |", "    a", "[a](javascript:b)", "[a](b \"c\")",
    ])
  func unknown(markdown: String) {
    let error = #expect(throws: ReportingError.self) { try prose.blocks(markdown) }
    #expect("\(error as Any)".contains("S.swift: a page in HTML has no form for this Markdown"))
  }

  @Test("any text is well-formed HTML or an error")
  func anyText() throws {
    var generator = SeededGenerator(seed: 1)
    let pieces = [
      "*", "**", "_", "`", "``", "[", "](b)", "|", "|---|\n", "\\", " ", "\n", "\n\n", "- ", "1. ",
      "## ",
      "a", "b", "<", "&", "<b>", "```\n",
    ]
    var pages = 0
    for _ in 0..<20_000 {
      let text = (0..<(1 + generator.index(below: 12)))
        .map { _ in pieces[generator.index(below: pieces.count)] }.joined()
      guard let html = try? prose.blocks(text) else { continue }
      pages += 1
      #expect(XMLCheck.problem(in: html) == nil, "\(text.debugDescription): \(html)")
    }
    #expect(pages > 2_000, "\(pages) were pages")
  }
}
