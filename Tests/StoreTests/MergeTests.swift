import Foundation
import GRDB
import TestSupport
import Testing

@testable import Store

@Suite("Stores merged")
struct MergeTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  static let work = CellKey { $0.add("a sweep") }

  private func share(_ number: Int, of count: Int) -> Share {
    Share(of: Self.work, number: number, count: count, what: "a sweep")
  }

  /// A store with a cell a name, in which a name's length is its value.
  @discardableResult
  private func store(
    _ name: String, _ names: [String], _ share: Share? = nil
  ) throws -> String {
    let store = try Store(path: folder.path(name))
    try store.keep(names.map { StoreTests.cell($0, .number(Double($0.count))) })
    if let share { try store.keep(share) }
    return store.path
  }

  private func dump(_ path: String) throws -> [String] {
    try DatabaseQueue(path: path).read { db in
      try ["origin", "cell", "share"].flatMap { table in
        try Row.fetchAll(db, sql: "SELECT * FROM \(table)").map { "\(table) \($0)" }
      }
    }
  }

  @Test("all shares, in any order, give the store that one process would have filled")
  func whole() throws {
    let names = (0..<40).map { String(repeating: "x", count: $0) }
    let one = try store("one", names)
    let parts = try (0..<4).map { number in
      try store("\(number)", Array(names[number * 10..<number * 10 + 10]), share(number, of: 4))
    }
    for (name, order) in [("merged", parts), ("reversed", parts.reversed() as [String])] {
      let merged = try Store(path: folder.path(name))
      var counts: [Int] = []
      let missing = try merged.merge(
        order,
        progress: { _, count, shares in
          counts.append(count)
          #expect(shares.count == 1)
        })
      #expect(missing.isEmpty)
      #expect(counts == [10, 10, 10, 10])
    }
    #expect(try dump(folder.path("merged")) == dump(one))
    #expect(try dump(folder.path("reversed")) == dump(one))
  }

  @Test("a share that no store has is named, until its store is merged too")
  func missing() throws {
    let parts = try (0..<4).map { try store("\($0)", ["\($0)"], share($0, of: 4)) }
    let merged = try Store(path: folder.path("merged"))
    #expect(
      try merged.merge([parts[0], parts[3]])
        == [MissingShares(what: "a sweep", count: 4, numbers: [1, 2])])
    #expect(try merged.cells().count == 2)
    #expect(try merged.merge([parts[2]]).map(\.numbers) == [[1]])
    #expect(try merged.merge([parts[1]]).isEmpty)
    #expect(try merged.shares().isEmpty)
    // One whole division is enough, whatever is left of another.
    let again = try Store(path: folder.path("again"))
    let third = try store("third", ["0"], share(0, of: 3))
    #expect(try again.merge([third] + parts).isEmpty)
    #expect(try again.shares().isEmpty)
  }

  @Test("another sweep's shares do not make up for what is missing of one")
  func twoWorks() throws {
    let other = Share(of: CellKey { $0.add("b") }, number: 1, count: 2, what: "another")
    let (one, two) = (try store("1", ["a"], share(0, of: 2)), try store("2", ["b"], other))
    let missing = try Store(path: folder.path("merged")).merge([one, two])
    #expect(Set(missing.map { "\($0.what) \($0.numbers)" }) == ["a sweep [1]", "another [0]"])
  }

  @Test("results that differ are named with both stores, and nothing is changed")
  func conflicts() throws {
    let names = (0..<8).map { "cell \($0)" }
    let one = try store("1", names)
    let two = folder.path("2")
    try Store(path: two).keep(
      [StoreTests.cell("new", .number(3))]
        + names.map { StoreTests.cell($0, .number($0 == names[2] ? 6 : (6.0).nextUp)) })
    let merged = try Store(path: folder.path("merged"))
    try merged.keep([StoreTests.cell(names[3], .number(6))])
    let before = try merged.cells()
    let error = #expect(throws: StoreError.self) {
      _ = try merged.merge([one, two])
    }
    guard case .conflicts(let conflicts, 7) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(conflicts.count == 5)
    for conflict in conflicts {
      #expect(conflict.keptIn == (conflict.what == names[3] ? merged.path : one))
      #expect(conflict.gotIn == two)
      #expect(conflict.kept == .number(6) && conflict.got == .number((6.0).nextUp))
    }
    let text = "\(StoreError.conflicts(conflicts, count: 7))"
    #expect(text.contains("is 6.0 in \(one) and 6.000000000000001 in \(two); "))
    #expect(text.contains("; and 2 more: the same computation must give the same bits"))
    #expect(try merged.cells() == before)
    #expect(try merged.shares().isEmpty)
  }

  @Test("what is no store is refused, not made one, and nothing is changed")
  func refusals() throws {
    let one = try store("1", ["a"])
    let merged = try Store(path: folder.path("merged"))
    let none = folder.path("none")
    #expect(
      throws: StoreError.failed(path: none, operation: "open", reason: "there is no such file")
    ) { _ = try merged.merge([one, none]) }
    #expect(!FileManager.default.fileExists(atPath: none))
    let empty = try folder.file("empty", "").path
    #expect(throws: StoreError.notAStore(path: empty, got: "an empty file")) {
      _ = try merged.merge([one, empty])
    }
    #expect(FileManager.default.contents(atPath: empty)?.isEmpty == true)
    let text = try folder.file("text", String(repeating: "text\n", count: 99)).path
    #expect(throws: StoreError.notAStore(path: text, got: "a file of another kind")) {
      _ = try merged.merge([one, text])
    }
    #expect(try merged.cells().isEmpty)
  }

  @Test("a store of before there were shares is read, and gets them")
  func older() throws {
    let path = try store("1", ["a"])
    try DatabaseQueue(path: path).write { try $0.execute(sql: "DROP TABLE share") }
    let store = try Store(path: path)
    #expect(try store.cells().count == 1)
    #expect(try store.shares().isEmpty)
    try store.keep(share(0, of: 2))
    try store.keep(share(0, of: 2))
    #expect(try store.shares() == [share(0, of: 2)])
  }
}
