import Foundation
import Testing

@testable import Inference

/// A folder of its own for a test, removed with the value.
final class TemporaryFolder {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "gguf-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  var contents: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
  }

  func write(_ bytes: [UInt8], as name: String = "file.gguf") throws -> String {
    let file = "\(path)/\(name)"
    // Not Data.write, which waits for the disk: the mutation loop writes thousands of files. Emptying
    // a file that exists waits too, on some file systems.
    unlink(file)
    let stream = try #require(fopen(file, "wb"))
    let written = fwrite(bytes, 1, bytes.count, stream)
    #expect(fclose(stream) == 0 && written == bytes.count)
    return file
  }

  func open(_ bytes: [UInt8]) throws -> GGUFFile { try GGUFFile(path: write(bytes)) }
}

func fixturePath(_ name: String) throws -> String {
  try #require(Bundle.module.url(forResource: "Fixtures/\(name)", withExtension: nil)).path
}
