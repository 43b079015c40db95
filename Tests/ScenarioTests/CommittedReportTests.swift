import Foundation
import Protocols
import Reporting
import Scenarios
import TestSupport
import Testing

/// What the committed records and sources give, without a run.
@Suite("The committed report")
struct CommittedReportTests {
  static let folder = allScenarios[0].checkout + "/Reports"

  static func run() throws -> ReportRun {
    var run = ReportRun(allScenarios, questions: sourceMaterial)
    try run.addRecords(in: folder)
    return run
  }

  @Test("pages, figures and index are those that its records weave to, byte for byte")
  func markdown() throws {
    let differences = try ReportWriter(folder: Self.folder)
      .check(Self.run().files(), isComplete: true)
    #expect(differences.isEmpty, "\(differences.map(\.description).joined(separator: "\n"))")
  }

  @Test("what an earlier protocol found stands at the end of a page that is there, model by model")
  func earlier() throws {
    let path = Self.folder + "/earlier-protocol.json"
    let json = try Data(contentsOf: URL(fileURLWithPath: path))
    let claims = try EarlierClaim.list(json: json)
    #expect(claims.count == 21)
    for claim in claims {
      let page = try String(contentsOfFile: "\(Self.folder)/\(claim.page).md", encoding: .utf8)
      let end = try #require(page.range(of: "## Earlier protocol")?.upperBound)
      #expect(page[end...].contains("**\(claim.claim)** \(claim.hypothesis)"), "\(claim.claim)")
      #expect(claim.findings.contains { $0.model == "smollm2-135m" })
      for finding in claim.findings {
        #expect(page[end...].contains("| \(finding.model) | \(finding.verdict) |"))
      }
      #expect(!allScenarios.flatMap(\.claims).contains { $0.id == claim.claim }, "it is retired")
    }
    #expect(throws: ReportingError.self) { try EarlierClaim.list(json: json.dropLast(9)) }
  }

  /// Words and numbers of a text with how often each occurs.
  private static func words(_ text: String) -> [Substring: Int] {
    text.split { !$0.isLetter && !$0.isNumber }.reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }

  /// What a reader of the Markdown sees of it.
  private static func seen(_ markdown: String) -> String {
    var text = markdown
    for (pattern, replacement) in [
      ("<!--.*?-->", ""), ("(?m)^\\d+\\. ", ""),
      ("</?details( open)?>|</?summary>|</?b>|<br>", " "),
      ("````(swift|text)", ""),
      ("!\\[.*?\\]\\(.*?\\)", ""), ("\\]\\([^)]*\\)", "]"),
    ] {
      text = text.replacingOccurrences(of: pattern, with: replacement, options: .regularExpression)
    }
    return plain(text)
  }

  /// What a reader of the web page sees of it, figures excepted.
  private static func seen(html: String) -> String {
    var text = html
    for pattern in ["<svg[\\s\\S]*?</svg>", "<(style|script)>[\\s\\S]*?</\\1>", "<[^>]*>"] {
      text = text.replacingOccurrences(of: pattern, with: " ", options: .regularExpression)
    }
    return plain(text)
  }

  private static func plain(_ text: String) -> String {
    [
      ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#36;", "$"), ("&#64;", "@"),
      ("&#58;", ":"), ("&#46;", "."), ("&amp;", "&"),
    ].reduce(text) { $0.replacingOccurrences(of: $1.0, with: $1.1) }
  }

  /// Words of the Markdown that the web page has less often.
  static func missing(_ pages: [ReportFile], in html: String) -> [String] {
    let there = words(seen(html: html))
    return words(pages.map { seen($0.contents) }.joined(separator: "\n"))
      .filter { $1 > there[$0, default: 0] }.map { "\($0.key): \($0.value)" }.sorted()
  }

  @Test("the web page says all that the Markdown says")
  func sameWords() throws {
    let run = try Self.run()
    let pages = try run.files().filter { $0.path.hasSuffix(".md") }
    let html = try run.webPage().contents
    #expect(Self.missing(pages, in: html) == [])
    // The index, and the page of all models.
    #expect(pages.count == allScenarios.count + 2)
    let planted = ReportFile(path: "x.md", contents: "**unheard**")
    #expect(Self.missing(pages + [planted], in: html) == ["unheard: 1"])
  }

  @Test("the web page of some scenarios has their verdicts and no more")
  func part() throws {
    let run = try Self.run()
    let html = try run.webPage(of: ["S01-sentiment"]).contents
    #expect(html.contains("id=\"S01-sentiment\"") && !html.contains("id=\"S02-fluency\""))
    #expect(!html.contains("<td>none</td>"), "questions that its pages do not answer are left out")
    let whole = try run.webPage().contents
    let start = try #require(html.range(of: "<section id=\"S01"))
    let end = try #require(html.range(of: "</section>"))
    #expect(whole.contains(html[start.lowerBound..<end.upperBound]))
  }

  @Test("the web page opens without a request or a complaint, sorts, and shows values", .browser)
  func browser() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let browser = try Browser()
    let page = try Self.run().webPage()
    try browser.visit(try folder.file(page.path, page.contents))
    // Every figure has values, and every table of more than one row sorts by each of its columns.
    let figures = try browser.evaluate(
      """
      [...document.querySelectorAll(".chart")].filter(chart => !chart.querySelector(".value title")).length
      """)
    #expect(figures == "0")
    let unsorted = try browser.evaluate(
      """
      [...document.querySelectorAll("table")].filter(table => {
        const rows = () => [...table.tBodies[0].rows];
        const before = rows();
        if (before.length < 2) return false;
        return [...table.tHead.rows[0].cells].some((heading, column) => {
          const button = heading.querySelector("button");
          if (!button) return false;
          const key = row => row.cells[column].dataset.order ?? row.cells[column].textContent;
          button.click();
          const up = rows().map(key).filter(Boolean);
          button.click();
          const down = rows().map(key).filter(Boolean);
          button.click();
          return String(up) !== String(down.reverse())
            && new Set(up).size === up.length || rows().some((row, index) => row !== before[index]);
        });
      }).length
      """)
    #expect(unsorted == "0")
    for scheme in ["light", "dark"] {
      try browser.setScheme(scheme)
      #expect(try browser.evaluate(Self.faint) == "[]", "\(scheme)")
    }
    for width in [360, 1400] {
      try browser.setSize(width: width, height: 800)
      let overflow = try browser.evaluate("document.documentElement.scrollWidth - innerWidth")
      #expect(Int(overflow) ?? 1 <= 0, "\(width) wide")
    }
    #expect(browser.problems == [])
  }

  /// Kinds of text whose contrast with what is behind them is below 4.5 to 1 (WCAG 2.2, 1.4.3).
  private static let faint = """
    (() => {
      const rgb = color => color.match(/[\\d.]+/g).map(Number);
      const light = color => rgb(color).slice(0, 3).map(c => c / 255)
        .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
        .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
      const behind = element => {
        for (let e = element; e; e = e.parentElement) {
          const color = getComputedStyle(e).backgroundColor;
          if (rgb(color)[3] !== 0) return color;
        }
      };
      const found = new Set();
      for (const element of document.querySelectorAll("body *:not(svg *):not(script)")) {
        for (const part of [null, "::after"]) {
          const style = getComputedStyle(element, part);
          const shown = part ? style.content !== "none"
            : [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
          if (!shown) continue;
          const [a, b] = [light(style.color), light(behind(element))].sort((x, y) => y - x);
          const ratio = (a + 0.05) / (b + 0.05);
          if (ratio < 4.5) found.add(`${element.tagName}${part ?? ""}.${element.className} ${ratio.toFixed(2)}`);
        }
      }
      return [...found];
    })()
    """
}
