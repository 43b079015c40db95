import Foundation

/// SHA-256 of a file as 64 lower-case hexadecimal digits, read in pieces of 1 MiB.
///
/// - Throws: ``FileError`` when the file cannot be opened or read.
public func fileHash(of url: URL) throws(FileError) -> String {
  let descriptor = open(url.path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw .system("open", url.path) }
  defer { close(descriptor) }
  let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
  defer { buffer.deallocate() }
  let hash = SHA256Hasher()
  while true {
    let count = read(descriptor, buffer.baseAddress, buffer.count)
    if count == 0 { break }
    if count > 0 {
      hash.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    } else if errno != EINTR {
      throw .system("read", url.path)
    }
  }
  return hexadecimal(hash.finish())
}

/// SHA-256 of bytes as 64 lower-case hexadecimal digits.
public func dataHash(of data: Data) -> String {
  let hash = SHA256Hasher()
  data.withUnsafeBytes { hash.update($0) }
  return hexadecimal(hash.finish())
}

/// Bytes as two lower-case digits each.
public func hexadecimal(_ bytes: [UInt8]) -> String {
  let digits = Array("0123456789abcdef".utf8)
  return String(
    decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}
