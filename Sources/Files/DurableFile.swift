import Foundation

/// Replaces the file at `path` by `bytes`, whole or not at all, even when the machine stops meanwhile.
///
/// The bytes go to a temporary file in the same folder, are synced and renamed over `path`; then the
/// folder is synced. There is one temporary name a file: what a killed process leaves is overwritten by
/// the next, and of two processes that write at once the second waits. A device or a pipe is no file that
/// could be replaced: it gets the bytes.
///
/// - Throws: ``FileError``, leaving `path` as it was.
public func writeDurably(_ bytes: [UInt8], to path: String) throws(FileError) {
  if isDeviceOrPipe(path) {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .system("write", path) }
    defer { close(descriptor) }
    return try writeAll(bytes, to: descriptor, path)
  }
  let parts = path.split(separator: "/", omittingEmptySubsequences: false)
  let folder = parts.dropLast().joined(separator: "/") + (parts.count > 1 ? "/" : "./")
  let temporary = "\(folder).\(parts.last ?? "").tmp"

  let descriptor = try openAlone(temporary, for: path)
  defer { close(descriptor) }
  do throws(FileError) {
    guard ftruncate(descriptor, 0) == 0 else { throw .system("write", path) }
    try writeAll(bytes, to: descriptor, path)
    guard fsync(descriptor) == 0 else { throw .system("sync", path) }
    guard rename(temporary, path) == 0 else { throw .system("replace", path) }
  } catch {
    unlink(temporary)
    throw error
  }
  try synchronize(folder)
}

private func isDeviceOrPipe(_ path: String) -> Bool {
  var status = stat()
  guard stat(path, &status) == 0 else { return false }
  return ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
}

/// Waits until a file's content, or a folder's list of names, is on disk.
public func synchronize(_ path: String) throws(FileError) {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw .system("sync", path) }
  defer { close(descriptor) }
  // Some file systems cannot sync a folder.
  guard fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP else {
    throw .system("sync", path)
  }
}

/// Opens the temporary file of `path` when no other process is writing to it.
private func openAlone(_ temporary: String, for path: String) throws(FileError) -> Int32 {
  for _ in 0..<1_000 {
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw .system("write", path) }
    while flock(descriptor, LOCK_EX) != 0 {
      guard errno == EINTR else {
        let error = FileError.system("lock", path)
        close(descriptor)
        throw error
      }
    }
    // Whoever held the lock has renamed the file away; then this is no longer the temporary one.
    var held = stat()
    var named = stat()
    if fstat(descriptor, &held) == 0, stat(temporary, &named) == 0, held.st_ino == named.st_ino {
      return descriptor
    }
    close(descriptor)
  }
  throw FileError("write", path, reason: "other processes keep replacing it")
}

private func writeAll(_ bytes: [UInt8], to descriptor: Int32, _ path: String) throws(FileError) {
  var written = 0
  while written < bytes.count {
    let count = bytes[written...].withUnsafeBytes {
      write(descriptor, $0.baseAddress, $0.count)
    }
    if count < 0 && errno == EINTR { continue }
    guard count > 0 else { throw .system("write", path) }
    written += count
  }
}
