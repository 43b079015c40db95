import Foundation
import GRDB
import Synchronization
import TestSupport
import Testing

@testable import Store

@Suite("A store of results")
struct StoreTests {
  let folder: TemporaryFolder
  var path: String { folder.path("cells.sqlite") }

  init() throws { folder = try TemporaryFolder() }

  static let origin = Cell.Origin(engineVersion: 1, precision: "exact", model: "b179")

  static func cell(_ name: String, _ value: Cell.Value) -> Cell {
    Cell(key: CellKey { $0.add(name) }, origin: origin, what: name, value: value)
  }

  static func bits(_ value: Cell.Value?) -> UInt64? {
    if case .number(let number) = value { number.bitPattern } else { nil }
  }

  @Test(
    "a number comes back with its bits, also after reopening",
    arguments: [0, -0.0, 1, 5e-324, 0.1, -1.7976931348623157e308, 1e15])
  func numbers(number: Double) throws {
    let cell = Self.cell("a", .number(number))
    try Store(path: path).keep([cell])
    let value = try Store(path: path).values(of: [cell.key])[0]
    #expect(Self.bits(value) == number.bitPattern)
  }

  @Test func textComesBackByteForByte() throws {
    let text = "a\u{300} à 🙂 \"{}\"\n"
    let cell = Self.cell("a", .text(text))
    let store = try Store(path: path)
    try store.keep([cell])
    guard case .text(let kept) = try store.values(of: [cell.key])[0] else {
      Issue.record("not text")
      return
    }
    #expect(Array(kept.utf8) == Array(text.utf8))
  }

  @Test func whatIsNotKeptIsNil() throws {
    let store = try Store(path: path)
    let (a, b) = (Self.cell("a", .number(1)), Self.cell("b", .number(2)))
    try store.keep([b])
    #expect(try store.values(of: [a.key, b.key]) == [nil, .number(2)])
  }

  @Test("the same cells in another order are the same store")
  func order() throws {
    let cells = (0..<50).map { Self.cell("\($0)", .number(Double($0))) }
    let (one, two) = (try Store(path: folder.path("1")), try Store(path: folder.path("2")))
    for cell in cells { try one.keep([cell]) }
    try two.keep(cells.reversed())
    #expect(try one.cells() == two.cells())
    #expect(try one.cells().count == 50)
  }

  @Test("one cell with two descriptions is the same store, whichever came first")
  func descriptions() throws {
    func cell(_ what: String) -> Cell {
      Cell(key: CellKey { $0.add("a") }, origin: Self.origin, what: what, value: .number(1))
    }
    for (name, order) in [("1", ["item 3", "item 5"]), ("2", ["item 5", "item 3"])] {
      let store = try Store(path: folder.path(name))
      for what in order { try store.keep([cell(what)]) }
      #expect(try store.cells() == [cell("item 3")])
    }
  }

  @Test(
    "keeping a cell again changes nothing; with another value it is refused, and its company too")
  func conflict() throws {
    let store = try Store(path: path)
    let (a, b) = (Self.cell("a", .number(0)), Self.cell("b", .number(2)))
    try store.keep([a])
    try store.keep([a])
    let other = Self.cell("a", .number(-0.0))
    let error = StoreError.conflicts(
      [.init(other, kept: (a.value, in: path), got: path)], count: 1)
    #expect(throws: error) { try store.keep([b, other]) }
    #expect(try store.cells() == [a])
  }

  @Test("a value that is no number is refused, not kept as something else")
  func notANumber() throws {
    let store = try Store(path: path)
    #expect(throws: StoreError.self) { try store.keep([Self.cell("a", .number(.nan))]) }
    #expect(try store.cells().isEmpty)
  }

  @Test("a store says what it holds, by what computed it")
  func counts() throws {
    let store = try Store(path: path)
    let other = Cell.Origin(engineVersion: 0, precision: "fast", model: "c0")
    try store.keep([
      Self.cell("a", .number(1)), Self.cell("b", .number(2)),
      Cell(key: CellKey { $0.add("c") }, origin: other, what: "c", value: .number(3)),
    ])
    let counts = try store.counts()
    #expect(counts.map(\.origin) == [other, Self.origin])
    #expect(counts.map(\.count) == [1, 2])
  }

  @Test("a commit is synced before it is said to be done, and there is no write-ahead log")
  func settings() throws {
    let store = try Store(path: path)
    let (synchronous, journal) = try store.settings()
    #expect(synchronous == 3)
    #expect(journal == "delete")
  }

  @Test("a second user of a store is told so and waits until the first has done")
  func secondUser() async throws {
    let path = path
    let first = Mutex<Store?>(try Store(path: path))
    let second = Task.detached {
      try Store(path: path, waiting: { first.withLock { $0 = nil } }).cells()
    }
    #expect(try await second.value.isEmpty)
    #expect(first.withLock { $0 == nil }, "it did not wait")
  }
}

@Suite("What is not a store")
struct StoreRefusalTests {
  let folder: TemporaryFolder
  var path: String { folder.path("cells.sqlite") }

  init() throws { folder = try TemporaryFolder() }

  private func error(_ body: () throws -> Void) -> StoreError? {
    #expect(throws: StoreError.self, performing: body)
  }

  @Test func anotherFile() throws {
    try folder.file("cells.sqlite", String(repeating: "no database here\n", count: 100))
    let found = error { _ = try Store(path: path) }
    #expect(found == .notAStore(path: path, got: "a file of another kind"))
    #expect(
      try String(contentsOfFile: path, encoding: .utf8).hasPrefix("no database"), "it was changed")
  }

  @Test func anotherProgramsDatabase() throws {
    try DatabaseQueue(path: path).write { try $0.execute(sql: "CREATE TABLE song (title TEXT)") }
    let found = error { _ = try Store(path: path) }
    #expect(found == .notAStore(path: path, got: "another program's SQLite database"))
  }

  @Test func aNewerFormat() throws {
    _ = try Store(path: path)
    try DatabaseQueue(path: path).write { try $0.execute(sql: "PRAGMA user_version = 7") }
    let found = error { _ = try Store(path: path) }
    #expect(found == .newer(path: path, version: 7, known: 1))
  }

  @Test func aDamagedOne() throws {
    do {
      let store = try Store(path: path)
      for index in 0..<200 { try store.keep([StoreTests.cell("\(index)", .number(1))]) }
    }
    let file = try #require(FileHandle(forUpdatingAtPath: path))
    let length = try file.seekToEnd()
    for offset in stride(from: 4_096, to: length, by: 4_096) {
      try file.seek(toOffset: offset)
      file.write(Data(repeating: 0xA5, count: 64))
    }
    try file.close()
    let found = error { _ = try Store(path: path).cells() }
    guard case .failed(path, _, let reason) = found else {
      Issue.record("\(String(describing: found))")
      return
    }
    #expect(reason.contains("damaged"))
  }

  @Test("a folder that is not there, or cannot be written")
  func noFolder() throws {
    #expect(throws: (any Error).self) { _ = try Store(path: folder.path("none/cells.sqlite")) }
    #if os(Linux)
      #expect(throws: (any Error).self) { _ = try Store(path: "/proc/cells.sqlite") }
    #endif
  }
}
