/// Why a store cannot be used.
public enum StoreError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file is there and is not a store of this program; `got` says what it looks like.
  case notAStore(path: String, got: String)
  /// A later version of the program made it.
  case newer(path: String, version: Int, known: Int)
  /// SQLite could not read or write it.
  case failed(path: String, operation: String, reason: String)
  /// One computation gave two results.
  case conflict(path: String, what: String, key: String, kept: String, got: String)

  /// One line: the file, what is wrong and, where there is something, what to do.
  public var description: String {
    switch self {
    case .notAStore(let path, let got): "\(path): expected a store of results, got \(got)"
    case .newer(let path, let version, let known):
      "\(path): its format is version \(version), this program knows up to \(known); use a newer one"
    case .failed(let path, let operation, let reason): "cannot \(operation) \(path): \(reason)"
    case .conflict(let path, let what, let key, let kept, let got):
      "\(path): \(what) (key \(key.prefix(12))) was \(kept) and is now \(got); the same computation "
        + "must give the same bits, so one of the two machines or builds is at fault"
    }
  }
}
