import Files
import Foundation
import GRDB

/// Results on disk, one row a cell, in an SQLite file that survives a stop of the process or the machine
/// at any instant.
///
/// A cell is there, whole, or it is not; "running" is never written. What was kept is on disk before
/// ``keep(_:)`` returns. A store has one writer at a time: a second process waits.
///
/// Its tables, for people with `sqlite3`: `cell(key, origin, what, value)`,
/// `origin(id, engine, precision, model, build)` and `share(work, number, count, what)` (``Share``).
public final class Store: Sendable {
  /// The SQLite file; its lock is `path` with `.lock` at the end.
  public let path: String
  let database: DatabaseQueue
  private let lock: FileLock

  /// "STEE": tells a store from other SQLite files.
  private static let applicationID = 0x5354_4545
  private static let formatVersion = 1

  /// Opens a store, or makes a new one where there is none.
  ///
  /// - Parameters:
  ///   - mustExist: refuses a file that is missing or empty, in place of making a store of it.
  ///   - waiting: called once when another process uses the store, before waiting for it.
  /// - Throws: ``StoreError``, or `FileError` when its lock cannot be taken.
  public init(path: String, mustExist: Bool = false, waiting: () -> Void = {}) throws {
    self.path = path
    if mustExist, !FileManager.default.fileExists(atPath: path) {
      throw StoreError.failed(path: path, operation: "open", reason: "there is no such file")
    }
    lock = try FileLock(path + ".lock", waiting: waiting)
    do {
      database = try Self.perform("open", path) {
        let database = try DatabaseQueue(path: path, configuration: Self.configuration)
        try database.write {
          try Self.prepare($0, path, mustExist: mustExist)
          try Self.addShares($0)
        }
        return database
      }
    } catch {
      lock.release()
      throw error
    }
  }

  deinit {
    try? database.close()
    lock.release()
  }

  /// What is kept under each key, in order; nil where nothing is.
  public func values(of keys: [CellKey]) throws(StoreError) -> [Cell.Value?] {
    try Self.perform("read", path) {
      try database.read { db in
        let statement = try db.cachedStatement(sql: "SELECT value FROM cell WHERE key = ?")
        return try keys.map { key in
          try DatabaseValue.fetchOne(statement, arguments: [Data(key.bytes)])
            .flatMap(Cell.Value.init)
        }
      }
    }
  }

  /// Keeps cells, all in one transaction. One that is there already must have the same value.
  ///
  /// - Throws: ``StoreError``; then none of them was kept.
  public func keep(_ cells: [Cell]) throws(StoreError) {
    try Self.perform("write", path) {
      try database.write { db in
        var inserter = CellInserter(db)
        for cell in cells {
          guard let kept = try inserter.insert(cell) else { continue }
          throw StoreError.conflicts([.init(cell, kept: (kept, in: path), got: path)], count: 1)
        }
      }
    }
  }

  /// Removes cells that depend on another build of the program.
  public func removeOtherBuilds(than build: String) throws(StoreError) {
    try Self.perform("write", path) {
      try database.write { db in
        try db.execute(
          sql: """
            DELETE FROM cell WHERE origin IN (SELECT id FROM origin WHERE build NOT IN ('', ?))
            """, arguments: [build])
      }
    }
  }

  /// How many cells each origin has, by origin: what is in a store.
  public func counts() throws(StoreError) -> [(origin: Cell.Origin, count: Int)] {
    try Self.perform("read", path) {
      try database.read { db in
        try Row.fetchAll(
          db,
          sql: """
            SELECT origin.*, COUNT(*) AS count
            FROM cell JOIN origin ON cell.origin = origin.id
            GROUP BY origin ORDER BY engine, precision, model, build
            """
        ).map { (Cell.Origin($0), $0["count"]) }
      }
    }
  }

  /// Every cell in order of key: equal dumps are equal stores, in whatever order they were filled.
  public func cells() throws(StoreError) -> [Cell] {
    var cells: [Cell] = []
    try forEachCell { cells.append($0) }
    return cells
  }

  /// Every cell in order of key, one at a time: a store may be larger than memory.
  func forEachCell(_ body: (Cell) throws -> Void) throws(StoreError) {
    try Self.perform("read", path) {
      try database.read { db in
        let rows = try Row.fetchCursor(
          db, sql: "SELECT * FROM cell JOIN origin ON cell.origin = origin.id ORDER BY key")
        while let row = try rows.next() {
          guard let value = Cell.Value(row["value"]) else {
            throw StoreError.notAStore(path: path, got: "a value that is neither number nor text")
          }
          try body(
            Cell(
              key: CellKey(bytes: Array(row["key"] as Data)), origin: Cell.Origin(row),
              what: row["what"], value: value))
        }
      }
    }
  }

  // MARK: SQLite

  /// What SQLite was told about syncing and journals, as it is in force.
  func settings() throws -> (synchronous: Int?, journal: String?) {
    try database.read {
      (
        try Int.fetchOne($0, sql: "PRAGMA synchronous"),
        try String.fetchOne($0, sql: "PRAGMA journal_mode")
      )
    }
  }

  private static var configuration: Configuration {
    var configuration = Configuration()
    configuration.prepareDatabase { db in
      // A rollback journal, and not a write-ahead log: SQLite before 3.51.3 can lose a commit when a log
      // is reset while another connection reads. EXTRA syncs the folder too after the journal is removed;
      // else a machine that stops could bring it back and with it undo the last commit. On macOS only
      // fullfsync reaches beyond the drive's cache.
      try db.execute(
        sql: """
          PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA; PRAGMA fullfsync = ON
          """)
    }
    return configuration
  }

  private static func prepare(_ db: Database, _ path: String, mustExist: Bool) throws {
    let id = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
    let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
    let tables = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM sqlite_master") ?? 0
    if id == 0, tables == 0 {
      if mustExist { throw StoreError.notAStore(path: path, got: "an empty file") }
      try db.execute(
        sql: """
          CREATE TABLE origin (
            id INTEGER PRIMARY KEY,
            engine INTEGER NOT NULL,
            precision TEXT NOT NULL,
            model TEXT NOT NULL,
            build TEXT NOT NULL,
            UNIQUE (engine, precision, model, build)
          );
          CREATE TABLE cell (
            key BLOB PRIMARY KEY NOT NULL,
            origin INTEGER NOT NULL REFERENCES origin,
            what TEXT NOT NULL,
            value NOT NULL
          ) WITHOUT ROWID;
          PRAGMA application_id = \(applicationID);
          PRAGMA user_version = \(formatVersion);
          """)
      return
    }
    guard id == applicationID else {
      throw StoreError.notAStore(path: path, got: "another program's SQLite database")
    }
    guard version <= formatVersion else {
      throw StoreError.newer(path: path, version: version, known: formatVersion)
    }
  }

  /// Stores of before there were shares lack the table; older programs do not look for it.
  private static func addShares(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE TABLE IF NOT EXISTS share (
          work BLOB NOT NULL,
          number INTEGER NOT NULL,
          count INTEGER NOT NULL,
          what TEXT NOT NULL,
          PRIMARY KEY (work, count, number)
        ) WITHOUT ROWID
        """)
  }

  /// SQLite's errors as the store's own, with the file's name and what to do.
  static func perform<Result>(
    _ operation: String, _ path: String, _ body: () throws -> Result
  ) throws(StoreError) -> Result {
    do {
      return try body()
    } catch let error as StoreError {
      throw error
    } catch let error as DatabaseError {
      switch error.resultCode {
      case .SQLITE_NOTADB: throw .notAStore(path: path, got: "a file of another kind")
      case .SQLITE_CORRUPT:
        throw .failed(
          path: path, operation: operation,
          reason: "the file is damaged; move it away, and what it held is computed again")
      case .SQLITE_FULL:
        throw .unwritable(
          path: path, operation: operation,
          reason: "the disk is full; what was kept so far is safe, make room and run it again")
      case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_IOERR:
        throw .unwritable(
          path: path, operation: operation,
          reason:
            "\(error.message ?? "\(error.resultCode)"); its folder must be there and writable, "
            + "with room on the disk")
      default:
        throw .failed(
          path: path, operation: operation, reason: error.message ?? "\(error.resultCode)")
      }
    } catch {
      throw .failed(path: path, operation: operation, reason: "\(error)")
    }
  }
}
