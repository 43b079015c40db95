import Foundation

/// A file operation that the system refused, the file that it was about, and the system's reason.
public struct FileError: Error, Equatable, CustomStringConvertible {
  /// "open", "write": what follows "cannot".
  public let operation: String
  /// As the caller wrote it.
  public let path: String
  /// In the system's words, or in those of the check that failed.
  public let reason: String

  /// - Parameter operation: what follows "cannot" in ``description``.
  public init(_ operation: String, _ path: String, reason: String) {
    self.operation = operation
    self.path = path
    self.reason = reason
  }

  /// A system call that has just failed, with the reason that `errno` holds.
  public static func system(_ operation: String, _ path: String) -> FileError {
    FileError(operation, path, reason: String(cString: strerror(errno)))
  }

  /// Whether a file could not be read, rather than written or locked.
  public var isOfReading: Bool { operation == "open" || operation == "read" }

  /// One line: "cannot open PATH: the reason".
  public var description: String { "cannot \(operation) \(path): \(reason)" }
}
