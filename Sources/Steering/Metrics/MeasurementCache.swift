import Store
import Synchronization

/// Where measurements are kept, so that none is made twice.
public protocol MeasurementCache: Sendable {
  /// What is kept under each key, in order; nil where nothing is.
  func values(of keys: [CellKey]) throws -> [Cell.Value?]
  /// Keeps cells, all of them or, when it throws, none.
  func keep(_ cells: [Cell]) throws
}

/// On disk: what was measured outlives the process.
extension Store: MeasurementCache {}

/// In memory, as long as this exists.
public final class MemoryCache: MeasurementCache {
  private let kept = Mutex<[CellKey: Cell.Value]>([:])

  /// Empty.
  public init() {}

  /// What is kept under each key, in order; nil where nothing is.
  public func values(of keys: [CellKey]) -> [Cell.Value?] {
    kept.withLock { kept in keys.map { kept[$0] } }
  }

  /// Keeps the cells' values.
  public func keep(_ cells: [Cell]) {
    kept.withLock { kept in
      for cell in cells { kept[cell.key] = cell.value }
    }
  }
}
