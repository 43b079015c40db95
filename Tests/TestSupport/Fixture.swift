import Foundation

/// Reads a file of a test target's `Fixtures` folder.
public func fixture(_ name: String, in bundle: Bundle) throws -> Data {
  try Data(contentsOf: bundle.bundleURL.appendingPathComponent("Fixtures/\(name)"))
}

/// Decodes JSON whose keys are written_like_this into properties writtenLikeThis.
public func decodeSnakeCase<T: Decodable>(_ type: T.Type, from data: Data) throws -> T {
  let decoder = JSONDecoder()
  decoder.keyDecodingStrategy = .convertFromSnakeCase
  return try decoder.decode(type, from: data)
}

/// Little-endian float32 values.
public func floats(_ data: Data) -> [Float] {
  data.withUnsafeBytes { bytes in
    stride(from: 0, to: bytes.count - 3, by: 4).map {
      Float(
        bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: UInt32.self)))
    }
  }
}

/// Replaces a file without waiting for the disk, as `Data.write` may: some loops write thousands.
public func writeQuickly(_ bytes: [UInt8], to path: String) throws {
  // Emptying a file that exists waits too, on some file systems.
  unlink(path)
  guard let stream = fopen(path, "wb") else { throw CocoaError(.fileWriteUnknown) }
  let written = fwrite(bytes, 1, bytes.count, stream)
  guard fclose(stream) == 0, written == bytes.count else { throw CocoaError(.fileWriteUnknown) }
}
