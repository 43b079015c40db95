import Foundation

/// An advisory lock between processes; the system releases it when its holder ends, however it ends.
public struct FileLock: Sendable {
  private let descriptor: Int32

  /// Takes the lock, calling `waiting` once if another process holds it.
  ///
  /// - Parameter path: a file for the lock alone; it is made where it is missing, and stays.
  /// - Throws: ``FileError``.
  public init(_ path: String, waiting: () -> Void) throws(FileError) {
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .system("lock", path) }
    if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return }
    if errno == EWOULDBLOCK { waiting() }
    while flock(descriptor, LOCK_EX) != 0 {
      guard errno == EINTR else {
        let error = FileError.system("lock", path)
        close(descriptor)
        throw error
      }
    }
  }

  /// Lets the next process have it. Called once: later its descriptor may be another file's.
  public func release() { close(descriptor) }
}
