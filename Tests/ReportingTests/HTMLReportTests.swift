import Foundation
import TestSupport
import Testing

@testable import Reporting

@Suite("Web page")
struct HTMLReportTests {
  /// Ends every context that text may stand in, and then would run.
  static let hostile =
    "'\"></title></svg></style></table><img src=http://planted.invalid onerror=planted=1>"
    + "<script>planted=1</script><!--\u{1B}\u{FFFE}"

  static func page(_ demo: ReportPage) throws -> String {
    try htmlReport([demo], items: DemoPage.items).contents
  }

  /// The demo page with hostile text for everything that a model or a file may name.
  static func hostilePage() throws -> ReportPage {
    let demo = try DemoPage().page
    let escaped = String(
      decoding: try JSONEncoder().encode(hostile), as: UTF8.self
    ).dropFirst().dropLast()
    let records = try demo.records.map { record in
      var json = String(decoding: try record.json(), as: UTF8.self)
      for text in [
        "love − hate", "random directions", "honest", " know", "Concept monitor", "recovery",
        "What the prompts look like", "mean norm", "The weather", "hate: a model", "chosen",
        "kindness of the reply", "same sign", "sycophancy", "Each token's projection.",
      ] {
        #expect(json.contains(text), "\(text) is not in the record")
        json = json.replacingOccurrences(of: text, with: String(escaped))
      }
      return try PageRecord(json: Data(json.utf8))
    }
    return ReportPage(
      name: demo.name, source: demo.source, records: records, findings: demo.findings)
  }

  private func matches(_ pattern: String, in text: String) -> [String] {
    let expression = try? NSRegularExpression(pattern: pattern)
    let range = NSRange(text.startIndex..., in: text)
    return (expression?.matches(in: text, range: range) ?? []).compactMap {
      Range($0.range(at: 1), in: text).map { String(text[$0]) }
    }
  }

  @Test("it has every table, figure, cell of code and heading of the Markdown")
  func sameContent() throws {
    let demo = try DemoPage()
    let html = try Self.page(demo.page)
    let markdown = try demo.files.filter { $0.path.hasSuffix(".md") }.map(\.contents).joined()
    func count(_ pattern: String) -> Int { matches("(\(pattern))", in: html).count }
    func markdownCount(_ pattern: String) -> Int {
      matches("(?m)(\(pattern))", in: markdown).count
    }
    #expect(count("<table>") == markdownCount("^\\| ?---"))
    #expect(count("<figure>") == markdownCount("^!\\["))
    #expect(count("<details") == markdownCount("^<details"))
    #expect(count("<details class=\"model\" open>") == markdownCount("^<details open>"))
    #expect(count("<h[123]") - 1 == markdownCount("^##? "), "all but the contents'")
    #expect(html.contains("two ↵ lines, $x^2$ and a [link](http://example.com)"))
  }

  @Test("a cell that Markdown leaves empty below its like is said again")
  func repeated() throws {
    #expect(matches("(<td><strong>S90.1</strong>)", in: try Self.page(DemoPage().page)).count == 2)
  }

  @Test("every anchor leads to a place, every place has a name of its own")
  func anchors() throws {
    let html = try Self.page(DemoPage().page)
    let ids = matches(" id=\"([^\"]*)\"", in: html)
    #expect(Set(ids).count == ids.count)
    let targets = matches("href=\"#([^\"]*)\"", in: html)
    #expect(Set(targets).isSubset(of: ids))
    #expect(Set(targets).isSuperset(of: ["top", "key", "S90-demo"]))
    #expect(!html.contains("href=\"S90-demo.md"))
  }

  @Test("numbers are sorted by size, at full precision")
  func order() throws {
    let html = try Self.page(DemoPage().page)
    #expect(html.contains("<td class=\"number\" data-order=\"0.0312\">0.031</td>"))
  }

  @Test("hostile text stays text")
  func hostileText() throws {
    let html = try Self.page(Self.hostilePage())
    #expect(matches("(<script)", in: html).count == 1)
    #expect(!html.contains("<img") && html.contains("&lt;img src=http://planted.invalid"))
    #expect(matches("(<svg)", in: html).count == matches("(</svg>)", in: html).count)
    #expect(!html.unicodeScalars.contains("\u{1B}"))
  }

  @Test("making it again changes no byte")
  func deterministic() throws {
    let page = try DemoPage().page
    #expect(try Self.page(page) == Self.page(page))
  }

  @Test("in a browser: no request, no complaint, sorted tables, values, both settings", .browser)
  func browser() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let browser = try Browser()
    try browser.visit(try folder.file("index.html", Self.page(Self.hostilePage())))
    #expect(browser.problems == [])
    #expect(try browser.evaluate("[typeof planted, document.images.length]") == "[\"undefined\",0]")
    #expect(
      try browser.evaluate("document.querySelectorAll('.value title').length > 100") == "true")

    // The verdict table of the page, by the size of the effect, upwards and downwards and as it was.
    try browser.evaluate(
      """
      (globalThis.table = document.querySelector("#S90-demo table"),
       globalThis.column = () => [...table.tBodies[0].rows].map(row => row.cells[3].dataset.order),
       globalThis.button = table.tHead.rows[0].cells[3].querySelector("button"), null)
      """)
    let before = try browser.evaluate("column()")
    func sorted(_ sign: String) throws -> String {
      try browser.evaluate("column().sort((a, b) => \(sign)(a - b))")
    }
    for (state, expected) in [
      ("ascending", try sorted("")), ("descending", try sorted("-")), ("null", before),
    ] {
      // With the keyboard, as one who has no mouse.
      try browser.evaluate("(button.focus(), null)")
      try browser.press("Enter")
      #expect(try browser.evaluate("column()") == expected, "\(state)")
      #expect(
        try browser.evaluate("String(button.parentNode.getAttribute('aria-sort'))")
          == "\"\(state)\"")
    }
    #expect(try sorted("") != before && sorted("-") != before, "the order that it has says nothing")

    // A tap shows what a mouse finds.
    let tip = try browser.evaluate(
      """
      (globalThis.value = document.querySelector(".value"),
       value.dispatchEvent(new MouseEvent("click", {bubbles: true})),
       [document.querySelector("#tip").hidden,
        document.querySelector("#tip").textContent === value.textContent])
      """)
    #expect(tip == "[false,true]")

    var colors: Set<String> = []
    for scheme in ["light", "dark"] {
      try browser.setScheme(scheme)
      let color = "getComputedStyle(document.querySelector('svg .ink')).color"
      let same = try browser.evaluate("\(color) === getComputedStyle(document.body).color")
      #expect(same == "true", "figure and text in \(scheme)")
      colors.insert(try browser.evaluate(color))
    }
    #expect(colors.count == 2)

    try browser.setSize(width: 360, height: 640)
    #expect(try browser.evaluate("document.documentElement.scrollWidth <= 360") == "true")
    #expect(browser.problems == [])
  }

  @Test("the browser's check finds planted faults", .browser)
  func plantedFaults() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let browser = try Browser()
    let html = try Self.page(DemoPage().page)
    // What the page's policy forbids is told.
    let image = "<img src=\"http://planted.invalid/a.png\"></body>"
    try browser.visit(
      folder.file("image.html", html.replacingOccurrences(of: "</body>", with: image)))
    #expect(browser.problems.contains { $0.contains("Content Security Policy") })
    // And without the policy, what it asks for.
    let free = html.replacingOccurrences(of: "Content-Security-Policy", with: "x")
    let before = browser.problems.count
    try browser.visit(
      folder.file("free.html", free.replacingOccurrences(of: "</body>", with: image)))
    #expect(browser.problems[before...].contains("asked for http://planted.invalid/a.png"))
    let broken = free.replacingOccurrences(of: "\"use strict\";", with: "planted();")
    let known = browser.problems.count
    try browser.visit(folder.file("broken.html", broken))
    #expect(browser.problems[known...].contains { $0.contains("planted is not defined") })
  }
}
