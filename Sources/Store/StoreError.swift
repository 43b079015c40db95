/// Why a store cannot be used.
public enum StoreError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file is there and is not a store of this program; `got` says what it looks like.
  case notAStore(path: String, got: String)
  /// A later version of the program made it.
  case newer(path: String, version: Int, known: Int)
  /// SQLite could not read or write it.
  case failed(path: String, operation: String, reason: String)
  /// Its place or its disk does not let SQLite write it.
  case unwritable(path: String, operation: String, reason: String)
  /// Computations that gave two results each: the first ``namedConflicts``, and how many there are.
  case conflicts([Conflict], count: Int)

  /// How many conflicts a message names.
  static let namedConflicts = 5

  /// One computation, two results.
  public struct Conflict: Equatable, Sendable {
    /// What was measured, in words.
    public let what: String
    /// ``CellKey`` as digits.
    public let key: String
    /// The result that was there first, and the one that came.
    public let kept, got: Cell.Value
    /// The stores that they were in.
    public let keptIn, gotIn: String

    init(_ cell: Cell, kept: (value: Cell.Value, in: String), got path: String) {
      (what, key, got, gotIn) = (cell.what, "\(cell.key)", cell.value, path)
      (self.kept, keptIn) = (kept.value, kept.in)
    }
  }

  /// One line: the file, what is wrong and, where there is something, what to do.
  public var description: String {
    switch self {
    case .notAStore(let path, let got): "\(path): expected a store of results, got \(got)"
    case .newer(let path, let version, let known):
      "\(path): its format is version \(version), this program knows up to \(known); use a newer one"
    case .failed(let path, let operation, let reason),
      .unwritable(let path, let operation, let reason):
      "cannot \(operation) \(path): \(reason)"
    case .conflicts(let conflicts, let count):
      conflicts.map(\.description).joined(separator: "; ")
        + (count > conflicts.count ? "; and \(count - conflicts.count) more" : "")
        + ": the same computation must give the same bits, so one of the machines or builds is at fault; "
        + "nothing was changed"
    }
  }
}

extension StoreError.Conflict: CustomStringConvertible {
  /// The result, its key, and both values with their stores.
  public var description: String {
    "\(what) (key \(key.prefix(12))) is \(text(kept)) in \(keptIn) and "
      + (gotIn == keptIn ? "now \(text(got))" : "\(text(got)) in \(gotIn)")
  }

  private func text(_ value: Cell.Value) -> String {
    switch value {
    case .number(let number): "\(number)"
    case .text(let text): "a text of \(text.utf8.count) bytes"
    }
  }
}
