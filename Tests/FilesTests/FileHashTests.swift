import Files
import Foundation
import TestSupport
import Testing

@Suite("SHA-256 of a file")
struct FileHashTests {
  /// FIPS 180-4's examples, and a file of several read pieces hashed by Python's hashlib.
  @Test(arguments: [
    ("", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ("a", 1_000_000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
    ("a", 3_000_000, "2a152c894398719c0570f83fac34ac03a0f6e8e474b995c2403aa5434f7b9dd4"),
  ])
  func knownAnswers(unit: String, count: Int, expected: String) throws {
    let folder = try TemporaryFolder()
    let file = try folder.file("data", String(repeating: unit, count: count))
    #expect(try fileHash(of: file) == expected)
  }

  @Test func missingFileSaysSo() throws {
    let url = URL(fileURLWithPath: "/nonexistent/file")
    let error = FileError("open", url.path, reason: "No such file or directory")
    #expect(throws: error) { try fileHash(of: url) }
  }

  @Test func folderIsNotAFile() throws {
    let folder = try TemporaryFolder()
    let error = FileError("read", folder.url.path, reason: "Is a directory")
    #expect(throws: error) { try fileHash(of: folder.url) }
  }
}
