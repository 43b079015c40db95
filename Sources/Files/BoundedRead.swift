import Foundation

/// All bytes of a file, or of a pipe up to its end, but no more than `limit` of them.
///
/// - Throws: ``FileError``, also where there are more: a pipe may never end.
public func readFile(_ path: String, atMost limit: Int) throws(FileError) -> Data {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw .system("open", path) }
  defer { close(descriptor) }
  var data = Data()
  var piece = [UInt8](repeating: 0, count: min(1 << 20, limit + 1))
  while true {
    let count = read(descriptor, &piece, piece.count)
    if count == 0 { return data }
    if count < 0 {
      if errno == EINTR { continue }
      throw .system("read", path)
    }
    guard data.count + count <= limit else {
      throw FileError("read", path, reason: "expected at most \(limit) bytes, got more")
    }
    data.append(contentsOf: piece[..<count])
  }
}

/// The first bytes of a regular file; empty where it is none or cannot be read. No pipe is waited for.
public func beginning(ofFile path: String, atMost count: Int) -> [UInt8] {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
  guard descriptor >= 0 else { return [] }
  defer { close(descriptor) }
  var status = stat()
  guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return [] }
  var bytes = [UInt8](repeating: 0, count: count)
  let got = read(descriptor, &bytes, count)
  return Array(bytes.prefix(max(got, 0)))
}
