import Foundation
import GRDB

/// A work of which a merged store lacks shares.
public struct MissingShares: Sendable, Equatable {
  /// The work in words.
  public let what: String
  /// Into how many shares it was divided.
  public let count: Int
  /// Those that no store has whole, ascending.
  public let numbers: [Int]
}

extension Store {
  /// Takes over all cells of other stores, and their shares: in one transaction, so everything or nothing.
  /// A work of which all shares are there is whole; its shares are forgotten, and nothing in the store tells
  /// it from one that a single process filled.
  ///
  /// - Parameters:
  ///   - paths: of stores, each opened alone, so that there may be any number.
  ///   - waiting: called with a path once when another process uses that store, before waiting for it.
  ///   - progress: called after each store: its path, its cells and its shares.
  /// - Returns: the works that are not whole.
  /// - Throws: ``StoreError``, with every conflict where results of one key differ; then nothing is changed.
  public func merge(
    _ paths: [String], waiting: (String) -> Void = { _ in },
    progress: (String, Int, [Share]) -> Void = { _, _, _ in }
  ) throws -> [MissingShares] {
    try Self.perform("write", path) {
      try database.write { db in
        var conflicts: [(cell: Cell, kept: Cell.Value, path: String)] = []
        var inserter = CellInserter(db)
        for path in paths {
          let store = try Store(path: path, mustExist: true) { waiting(path) }
          var count = 0
          try store.forEachCell { cell in
            count += 1
            if let kept = try inserter.insert(cell) { conflicts.append((cell, kept, path)) }
          }
          let shares = try store.shares()
          for share in shares { try Self.insert(share, db) }
          progress(path, count, shares)
        }
        guard conflicts.isEmpty else { throw try Self.error(conflicts, paths, in: self.path) }
        return try Self.forgetWholeWorks(db)
      }
    }
  }

  private static func forgetWholeWorks(_ db: Database) throws -> [MissingShares] {
    let works = Dictionary(grouping: try shares(db), by: \.work)
    return try works.keys.sorted { $0.description < $1.description }.flatMap { work in
      let divisions = Dictionary(grouping: works[work] ?? [], by: \.count).map { count, shares in
        MissingShares(
          what: shares[0].what, count: count,
          numbers: Set(0..<count).subtracting(shares.map(\.number)).sorted())
      }
      guard divisions.contains(where: \.numbers.isEmpty) else {
        return divisions.sorted { $0.count < $1.count }
      }
      try removeShares(of: work, db)
      return []
    }
  }

  /// Says of each conflict which store had the other value.
  private static func error(
    _ conflicts: [(cell: Cell, kept: Cell.Value, path: String)], _ paths: [String],
    in merged: String
  ) throws -> StoreError {
    let named = conflicts.prefix(StoreError.namedConflicts)
    var holders = [String](repeating: merged, count: named.count)
    for path in paths {
      let values = try Store(path: path).values(of: named.map(\.cell.key))
      for (index, conflict) in named.enumerated() where holders[index] == merged {
        if values[index]?.hasSameBits(as: conflict.kept) == true { holders[index] = path }
      }
    }
    return .conflicts(
      zip(named, holders).map {
        StoreError.Conflict($0.cell, kept: ($0.kept, in: $1), got: $0.path)
      }, count: conflicts.count)
  }
}
