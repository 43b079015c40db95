import Foundation
import GRDB

/// Puts cells into a database, within one transaction.
struct CellInserter {
  private let database: Database
  /// Ids of the origins that were met.
  private var origins: [Cell.Origin: Int64] = [:]

  init(_ database: Database) { self.database = database }

  /// Of two descriptions of one cell the smaller is kept, whichever came first: items that are equal are one
  /// cell, and a store must not tell in which order it was filled.
  ///
  /// - Returns: what was kept before under the cell's key, where that differs; then nothing was changed.
  mutating func insert(_ cell: Cell) throws -> Cell.Value? {
    let origin = try origins[cell.origin] ?? id(of: cell.origin)
    origins[cell.origin] = origin
    let insert = try database.cachedStatement(
      sql: """
        INSERT INTO cell (key, origin, what, value) VALUES (?, ?, ?, ?)
        ON CONFLICT (key) DO NOTHING
        """)
    try insert.execute(arguments: [
      Data(cell.key.bytes), origin, cell.what, cell.value.databaseValue,
    ])
    guard database.changesCount == 0 else { return nil }
    let kept = try DatabaseValue.fetchOne(
      database.cachedStatement(sql: "SELECT value FROM cell WHERE key = ?"),
      arguments: [Data(cell.key.bytes)]
    ).flatMap(Cell.Value.init)
    if let kept, !kept.hasSameBits(as: cell.value) { return kept }
    try database.cachedStatement(sql: "UPDATE cell SET what = ?1 WHERE key = ?2 AND what > ?1")
      .execute(arguments: [cell.what, Data(cell.key.bytes)])
    return nil
  }

  private func id(of origin: Cell.Origin) throws -> Int64 {
    let arguments: StatementArguments = [
      origin.engineVersion, origin.precision, origin.model, origin.build,
    ]
    try database.execute(
      sql: """
        INSERT INTO origin (engine, precision, model, build) VALUES (?, ?, ?, ?)
        ON CONFLICT (engine, precision, model, build) DO NOTHING
        """,
      arguments: arguments)
    return try Int64.fetchOne(
      database,
      sql: "SELECT id FROM origin WHERE engine = ? AND precision = ? AND model = ? AND build = ?",
      arguments: arguments) ?? 0
  }
}
