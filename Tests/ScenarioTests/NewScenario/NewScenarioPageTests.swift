import Protocols
import Reporting
import Subjects
import Testing

@Suite("The page of a new scenario")
struct NewScenarioPageTests {
  @Test("it is woven as it was written: the question, the pairs, both figures, the verdict")
  func page() throws {
    var run = ReportRun(
      [exampleScenario], items: [SourceItem(question: "Own: example", pages: ["S99-example"])])
    try run.run(on: Subject(.planted))
    let files = try run.files()
    let page = try #require(files.first { $0.path == "S99-example.md" }).contents
    for said in [
      "# S99 · Does a vector of example work", "\n## Answer\n", "let examplePairs = #\"\"\"",
      "choice-of-the-layer.svg", "dose-and-response.svg", "**S99.1: SUPPORTED.**", "\n## Limits\n",
    ] {
      #expect(page.contains(said), "\(said)")
    }
    #expect(files.filter { $0.path.hasPrefix("figures/S99-example") }.count >= 3)
  }
}
