import Foundation

/// An advisory lock between processes; the system releases it when its holder ends, however it ends.
struct FileLock {
  private let descriptor: Int32

  /// Takes the lock, calling `waiting` once if another process holds it.
  init(_ url: URL, waiting: () -> Void) throws(AssetError) {
    descriptor = open(url.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .fileSystem("open", url) }
    if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return }
    if errno == EWOULDBLOCK { waiting() }
    while flock(descriptor, LOCK_EX) != 0 {
      guard errno == EINTR else {
        let error = AssetError.fileSystem("lock", url)
        close(descriptor)
        throw error
      }
    }
  }

  func release() {
    close(descriptor)
  }
}
