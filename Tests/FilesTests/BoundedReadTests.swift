import Files
import Foundation
import TestSupport
import Testing

@Suite("Reading no more than a limit")
struct BoundedReadTests {
  @Test("a file up to the limit is read whole; one byte more is refused with the limit")
  func limit() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let path = try folder.file("f", String(repeating: "x", count: 3_000)).path
    #expect(try readFile(path, atMost: 3_000).count == 3_000)
    #expect(
      throws: FileError("read", path, reason: "expected at most 2999 bytes, got more")
    ) { try readFile(path, atMost: 2_999) }
    #expect(throws: FileError.self) { try readFile(folder.path("none"), atMost: 1) }
    #expect(throws: FileError.self) { try readFile(folder.url.path, atMost: 1) }
  }

  @Test("a file that never ends is read up to the limit only")
  func endless() {
    #expect(throws: FileError.self) { try readFile("/dev/zero", atMost: 5_000_000) }
  }

  @Test("the beginning of a regular file; of nothing else, and no pipe is waited for")
  func beginnings() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let path = try folder.file("f", "abcdef").path
    #expect(beginning(ofFile: path, atMost: 3) == Array("abc".utf8))
    #expect(beginning(ofFile: path, atMost: 99) == Array("abcdef".utf8))
    let pipe = folder.path("pipe")
    #expect(mkfifo(pipe, 0o600) == 0)
    for other in [pipe, "/dev/zero", folder.url.path, folder.path("none")] {
      #expect(beginning(ofFile: other, atMost: 3) == [])
    }
  }
}
