#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Replaces the file at `path` by `bytes`, whole or not at all, even when the machine stops meanwhile.
///
/// The bytes go to a temporary file in the same folder, are synced and renamed over `path`; then the
/// folder is synced. Throws `GGUFError.unwritable`, leaving `path` as it was.
func writeAtomically(_ bytes: [UInt8], to path: String) throws {
  func failure() -> GGUFError { .unwritable(path: path, reason: systemMessage(errno)) }
  let slash = path.lastIndex(of: "/")
  let folder = slash.map { String(path[...$0]) } ?? "./"
  let name = slash.map { path[path.index(after: $0)...] } ?? path[...]

  var temporary = ""
  var descriptor: CInt = -1
  for attempt in 0..<100 {  // a stopped process may have left its own behind
    temporary = "\(folder).\(name).\(getpid())-\(attempt).tmp"
    descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    if descriptor >= 0 || errno != EEXIST { break }
  }
  guard descriptor >= 0 else { throw failure() }
  do {
    do {
      defer { close(descriptor) }
      var written = 0
      while written < bytes.count {
        let count = bytes[written...].withUnsafeBytes {
          write(descriptor, $0.baseAddress, $0.count)
        }
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { throw failure() }
        written += count
      }
      guard fsync(descriptor) == 0 else { throw failure() }
    }
    guard rename(temporary, path) == 0 else { throw failure() }
  } catch {
    unlink(temporary)
    throw error
  }
  let directory = open(folder, O_RDONLY | O_CLOEXEC)
  guard directory >= 0 else { throw failure() }
  defer { close(directory) }
  // Some file systems cannot sync a folder; the file itself is safe by then.
  guard fsync(directory) == 0 || errno == EINVAL || errno == ENOTSUP else { throw failure() }
}
