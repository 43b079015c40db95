import Foundation
import GRDB

/// One of the shares that a piece of work was divided into.
///
/// A store that has it has all of its cells: it is written after them. A share that is under way, or was
/// stopped, is not written at all.
public struct Share: Sendable, Hashable {
  /// The work's name, the same in all its shares.
  public let work: CellKey
  /// From 0.
  public let number: Int
  /// How many shares there are.
  public let count: Int
  /// The work in words, for people.
  public let what: String

  /// - Parameters:
  ///   - number: from 0, below `count`.
  ///   - what: for people; it decides nothing.
  public init(of work: CellKey, number: Int, count: Int, what: String) {
    self.work = work
    self.number = number
    self.count = count
    self.what = what
  }
}

extension Store {
  /// Notes that all cells of a share are here.
  public func keep(_ share: Share) throws(StoreError) {
    try Self.perform("write", path) { try database.write { try Self.insert(share, $0) } }
  }

  /// The shares that are whole here, by work, count and number.
  public func shares() throws(StoreError) -> [Share] {
    try Self.perform("read", path) { try database.read(Self.shares) }
  }

  /// Forgets the shares of a work: all of it is here.
  public func removeShares(of work: CellKey) throws(StoreError) {
    try Self.perform("write", path) { try database.write { try Self.removeShares(of: work, $0) } }
  }

  static func insert(_ share: Share, _ db: Database) throws {
    try db.execute(
      sql: "INSERT OR IGNORE INTO share (work, number, count, what) VALUES (?, ?, ?, ?)",
      arguments: [Data(share.work.bytes), share.number, share.count, share.what])
  }

  static func shares(_ db: Database) throws -> [Share] {
    try Row.fetchAll(db, sql: "SELECT * FROM share ORDER BY work, count, number").map {
      Share(
        of: CellKey(bytes: Array($0["work"] as Data)), number: $0["number"], count: $0["count"],
        what: $0["what"])
    }
  }

  static func removeShares(of work: CellKey, _ db: Database) throws {
    try db.execute(sql: "DELETE FROM share WHERE work = ?", arguments: [Data(work.bytes)])
  }
}
