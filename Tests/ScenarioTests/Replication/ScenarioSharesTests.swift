import Protocols
import Steering
import Store
import Subjects
import TestSupport
import Testing

/// A scenario's parts measured in shares, and whole.
@Suite("A scenario in shares")
struct ScenarioSharesTests {
  /// Part i keeps one cell and costs i tokens.
  private func scenario(_ count: Int) -> Scenario {
    let parts: @Sendable (Laboratory) -> [ScenarioPart] = { lab in
      (0..<count).map { index in
        ScenarioPart("part \(index)") {
          index
        } measure: {
          let key = CellKey {
            $0.add("part")
            $0.add(index)
          }
          try lab.underTest.cache?.keep([
            Cell(
              key: key, origin: lab.model.cellOrigin, what: "part \(index)",
              value: .text("[\(index)]"))
          ])
        }
      }
    }
    return Scenario("S99-parts", answers: [], parts: parts) { _ in }
  }

  @Test("shares are runs of parts, cover all of them once, and cost about the same")
  func cover() throws {
    let subject = try Subject(.planted)
    for (parts, count) in [(20, 4), (3, 5), (1, 1), (61, 7)] {
      let shares = try ScenarioShares(of: [scenario(parts)], on: subject, cache: MemoryCache())
      let all = (0..<count).map { shares.share($0, of: count) }
      #expect(all.flatMap(\.self) == Array(0..<parts), "\(parts) in \(count)")
      let costs = all.map { $0.reduce(0, +) }
      let most = (0..<parts).reduce(0, +) / count + parts
      #expect(costs.allSatisfy { $0 <= most }, "\(costs)")
    }
  }

  @Test("stores of shares merge to the store of one run, and a share that is missing is named")
  func merge() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let subject = try Subject(.planted)
    func measure(_ number: Int, of count: Int, into name: String) throws -> String {
      let store = try Store(path: folder.path(name))
      let shares = try ScenarioShares(of: [scenario(20)], on: subject, cache: store)
      for part in shares.share(number, of: count) { try shares.parts[part].measure() }
      try store.keep(Share(of: shares.work, number: number, count: count, what: "S99"))
      return folder.path(name)
    }
    let whole = try measure(0, of: 1, into: "whole.sqlite")
    let pieces = try (0..<4).map { try measure($0, of: 4, into: "share.\($0).sqlite") }
    let part = try Store(path: folder.path("part.sqlite"))
    let missing = try part.merge(Array(pieces.dropLast()))
    #expect(missing.map(\.numbers) == [[3]])
    let merged = try Store(path: folder.path("merged.sqlite"))
    #expect(try merged.merge(pieces).isEmpty)
    func cells(_ store: Store) throws -> [String] {
      try store.cells().map { "\($0.key) \($0.value) \($0.what)" }.sorted()
    }
    let (one, four) = (try cells(Store(path: whole)), try cells(merged))
    #expect(one == four && one.count == 20)
  }
}
