import Crypto
import Foundation

/// SHA-256 of a file as 64 lower-case hexadecimal digits, read in pieces of 1 MiB.
///
/// - Throws: `AssetError.fileSystem` when the file cannot be opened or read.
public func fileHash(of url: URL) throws(AssetError) -> String {
  let descriptor = open(url.path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw .fileSystem("open", url) }
  defer { close(descriptor) }
  let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
  defer { buffer.deallocate() }
  var hasher = SHA256()
  while true {
    let count = read(descriptor, buffer.baseAddress, buffer.count)
    if count == 0 { break }
    if count > 0 {
      hasher.update(bufferPointer: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    } else if errno != EINTR {
      throw .fileSystem("read", url)
    }
  }
  return hexadecimal(hasher.finalize())
}

/// SHA-256 of bytes as 64 lower-case hexadecimal digits.
public func dataHash(of data: Data) -> String { hexadecimal(SHA256.hash(data: data)) }

private func hexadecimal(_ digest: SHA256Digest) -> String {
  let digits = Array("0123456789abcdef".utf8)
  var text: [UInt8] = []
  for byte in digest { text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
  return String(decoding: text, as: UTF8.self)
}
