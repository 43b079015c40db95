#if canImport(CryptoKit)
  import CryptoKit
#else
  import CCrypto
#endif

/// SHA-256 in progress, by the system's own library.
public final class SHA256Hasher {
  #if canImport(CryptoKit)
    private var state = SHA256()

    /// Of no bytes yet.
    public init() {}

    /// Adds bytes after those before; in how many pieces makes no difference.
    public func update(_ bytes: UnsafeRawBufferPointer) { state.update(bufferPointer: bytes) }

    /// The hash, 32 bytes; nothing can be added after it.
    public func finish() -> [UInt8] { Array(state.finalize()) }
  #else
    private let state = EVP_MD_CTX_new()

    /// Of no bytes yet.
    public init() { EVP_DigestInit_ex(state, EVP_sha256(), nil) }

    deinit { EVP_MD_CTX_free(state) }

    /// Adds bytes after those before; in how many pieces makes no difference.
    public func update(_ bytes: UnsafeRawBufferPointer) {
      EVP_DigestUpdate(state, bytes.baseAddress, bytes.count)
    }

    /// The hash, 32 bytes; nothing can be added after it.
    public func finish() -> [UInt8] {
      var bytes = [UInt8](repeating: 0, count: 32)
      EVP_DigestFinal_ex(state, &bytes, nil)
      return bytes
    }
  #endif
}
