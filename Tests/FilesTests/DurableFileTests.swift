import Files
import Foundation
import TestSupport
import Testing

/// That nothing is lost when a process or the machine stops half-way is shown in `DurabilityTests`.
@Suite("Replacing a file durably")
struct DurableFileTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted() }
  }

  @Test("makes it, replaces it by a shorter one, and leaves nothing else")
  func replaces() throws {
    for text in ["first, and longer", "", "second"] {
      try writeDurably(Array(text.utf8), to: folder.path("a"))
      #expect(try String(contentsOfFile: folder.path("a"), encoding: .utf8) == text)
      #expect(try names == ["a"])
    }
  }

  @Test("what a killed process left under the temporary name does no harm")
  func leftover() throws {
    try folder.file(".a.tmp", String(repeating: "left over ", count: 100))
    try writeDurably(Array("whole".utf8), to: folder.path("a"))
    #expect(try String(contentsOfFile: folder.path("a"), encoding: .utf8) == "whole")
    #expect(try names == ["a"])
  }

  @Test("many writers at once: one of their files, whole")
  func concurrent() throws {
    let path = folder.path("a")
    let contents = (0..<8).map { [UInt8](repeating: UInt8($0), count: 100_000 + $0) }
    DispatchQueue.concurrentPerform(iterations: 200) { index in
      do {
        try writeDurably(contents[index % 8], to: path)
      } catch {
        Issue.record(error)
      }
    }
    let found = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    #expect(contents.contains(found))
    #expect(try names == ["a"])
  }

  @Test("a failure names the file and the reason, and leaves the old one and nothing else")
  func failures() throws {
    let missing = folder.path("none/a")
    #expect(throws: FileError("write", missing, reason: "No such file or directory")) {
      try writeDurably([1], to: missing)
    }
    try FileManager.default.createDirectory(
      atPath: folder.path("b/inside"), withIntermediateDirectories: true)
    #expect(throws: FileError("replace", folder.path("b"), reason: "Is a directory")) {
      try writeDurably([1], to: folder.path("b"))
    }
    #expect(try names == ["b"])
  }

  @Test("a path without a folder is in the current one")
  func relative() throws {
    let name = "durable-\(UUID().uuidString)"
    defer { unlink(name) }
    try writeDurably([7], to: name)
    #expect(FileManager.default.contents(atPath: name) == Data([7]))
  }
}
