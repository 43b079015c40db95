import Foundation
import TestSupport
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
    try writeQuickly(bytes, to: file)
    return file
  }

  func open(_ bytes: [UInt8]) throws -> GGUFFile { try GGUFFile(path: write(bytes)) }
}

func fixturePath(_ name: String) throws -> String {
  try #require(Bundle.module.url(forResource: "Fixtures/\(name)", withExtension: nil)).path
}
