import Foundation

#if canImport(CryptoKit)
  import CryptoKit
#else
  import CCrypto
#endif

/// SHA-256 of a file as 64 lower-case hexadecimal digits, read in pieces of 1 MiB.
///
/// - Throws: `AssetError.fileSystem` when the file cannot be opened or read.
public func fileHash(of url: URL) throws(AssetError) -> String {
  let descriptor = open(url.path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw .fileSystem("open", url) }
  defer { close(descriptor) }
  let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
  defer { buffer.deallocate() }
  let digest = Digest()
  while true {
    let count = read(descriptor, buffer.baseAddress, buffer.count)
    if count == 0 { break }
    if count > 0 {
      digest.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    } else if errno != EINTR {
      throw .fileSystem("read", url)
    }
  }
  return digest.hexadecimal()
}

/// SHA-256 of bytes as 64 lower-case hexadecimal digits.
public func dataHash(of data: Data) -> String {
  let digest = Digest()
  data.withUnsafeBytes { digest.update($0) }
  return digest.hexadecimal()
}

/// SHA-256 in progress, by the system's own library.
private final class Digest {
  #if canImport(CryptoKit)
    private var state = SHA256()

    func update(_ bytes: UnsafeRawBufferPointer) { state.update(bufferPointer: bytes) }

    private func finish() -> [UInt8] { Array(state.finalize()) }
  #else
    private let state = EVP_MD_CTX_new()

    init() { EVP_DigestInit_ex(state, EVP_sha256(), nil) }

    deinit { EVP_MD_CTX_free(state) }

    func update(_ bytes: UnsafeRawBufferPointer) {
      EVP_DigestUpdate(state, bytes.baseAddress, bytes.count)
    }

    private func finish() -> [UInt8] {
      var bytes = [UInt8](repeating: 0, count: 32)
      EVP_DigestFinal_ex(state, &bytes, nil)
      return bytes
    }
  #endif

  func hexadecimal() -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: finish().flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
