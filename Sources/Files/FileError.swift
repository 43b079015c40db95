import Foundation

/// A file operation that the system refused, the file that it was about, and the system's reason.
public struct FileError: Error, Equatable, CustomStringConvertible {
  /// "open", "write": what follows "cannot".
  public let operation: String
  public let path: String
  public let reason: String

  public init(_ operation: String, _ path: String, reason: String) {
    self.operation = operation
    self.path = path
    self.reason = reason
  }

  /// A system call that has just failed, with the reason that `errno` holds.
  public static func system(_ operation: String, _ path: String) -> FileError {
    FileError(operation, path, reason: String(cString: strerror(errno)))
  }

  public var description: String { "cannot \(operation) \(path): \(reason)" }
}
