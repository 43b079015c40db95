import Reporting
import Scenarios
import Testing

@testable import Protocols

@Suite("Nothing in the source material is without a page")
struct SourceMaterialTests {
  /// What is wrong: an item without a page, a page that does not exist, a page in no item.
  static func gaps(_ items: [SourceItem], pages: [String]) -> [String] {
    let named = items.flatMap(\.pages)
    return items.filter(\.pages.isEmpty).map { "no page: \($0.question)" }
      + named.filter { !pages.contains($0) }.map { "no such page: \($0)" }
      + pages.filter { !named.contains($0) }.map { "in no item: \($0)" }
  }

  @Test("every item has pages that exist, and every page is in an item")
  func complete() {
    let items = ReportRun(allScenarios, questions: sourceMaterial).items
    #expect(Self.gaps(items, pages: allScenarios.map(\.name)) == [])
    #expect(items.map(\.question) == sourceMaterial.map(\.text), "of this checkout's own, none")
  }

  @Test("planted fault: an item without pages, a page that is not there, a page left out")
  func faults() {
    let pages = ["A", "B"]
    func gaps(_ items: [SourceItem]) -> Int { Self.gaps(items, pages: pages).count }
    #expect(gaps([SourceItem(question: "a", pages: pages)]) == 0)
    #expect(gaps([SourceItem(question: "a", pages: pages), .init(question: "b", pages: [])]) == 1)
    #expect(gaps([SourceItem(question: "a", pages: ["A", "B", "C"])]) == 1)
    #expect(gaps([SourceItem(question: "a", pages: ["A"])]) == 1)
  }
}
