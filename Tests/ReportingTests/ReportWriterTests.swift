import Files
import Foundation
import Reporting
import Testing

@Suite("Report files")
struct ReportWriterTests {
  private func inFolder(_ body: (ReportWriter, String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("report-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(ReportWriter(folder: folder), folder)
  }

  private let files = [
    ReportFile(path: "README.md", contents: "one\ntwo\nthree\n"),
    ReportFile(path: "figures/a.svg", contents: "<svg/>\n"),
  ]

  @Test("what was written checks clean, and nothing else is left behind")
  func roundTrip() throws {
    try inFolder { writer, folder in
      #expect(try writer.check(files, isComplete: true).map(\.kind) == [.missing, .missing])
      try writer.write(files, isComplete: true)
      #expect(try writer.check(files, isComplete: true).isEmpty)
      let names = try FileManager.default.subpathsOfDirectory(atPath: folder).sorted()
      #expect(names == ["README.md", "figures", "figures/a.svg"])
    }
  }

  @Test("an edit is named by its first line, whatever kind of edit it is")
  func edits() throws {
    try inFolder { writer, folder in
      try writer.write(files, isComplete: true)
      for (edit, line, expected, found) in [
        ("one\n2\n3\n", 2, "two", "2"), ("one\ntwo\nthree\nfour\n", 4, "", "four"),
        ("one\ntwo\nthree", 4, "", nil), ("one\r\ntwo\nthree\n", 1, "one", "one\r"),
        ("", 1, "one", ""),
      ] as [(String, Int, String?, String?)] {
        try edit.write(toFile: "\(folder)/README.md", atomically: false, encoding: .utf8)
        #expect(
          try writer.check(files, isComplete: true) == [
            .init(path: "README.md", kind: .changed(line: line, expected: expected, found: found))
          ], "\(edit.debugDescription)")
      }
      try writer.write(files, isComplete: true)
      #expect(try writer.check(files, isComplete: true).isEmpty)
    }
  }

  @Test("text that is canonically equal but not byte-equal differs")
  func canonicalEquivalence() throws {
    try inFolder { writer, _ in
      try writer.write([ReportFile(path: "a.md", contents: "\u{E9}\n")], isComplete: false)
      let other = [ReportFile(path: "a.md", contents: "e\u{301}\n")]
      #expect(try writer.check(other, isComplete: false).count == 1)
    }
  }

  @Test("files of an earlier report are leftovers of a complete one only")
  func leftovers() throws {
    try inFolder { writer, folder in
      try writer.write(files, isComplete: true)
      let others = ["notes.txt", "performance.md"]
      for name in others {
        try "mine".write(toFile: "\(folder)/\(name)", atomically: false, encoding: .utf8)
      }
      try "old".write(toFile: "\(folder)/S99-old.md", atomically: false, encoding: .utf8)
      let fewer = [files[0]]
      #expect(try writer.check(fewer, isComplete: false).isEmpty)
      #expect(
        try writer.check(fewer, isComplete: true) == [
          .init(path: "S99-old.md", kind: .leftover),
          .init(path: "figures/a.svg", kind: .leftover),
        ])
      try writer.write(fewer, isComplete: true)
      #expect(try writer.check(fewer, isComplete: true).isEmpty)
      for name in others {
        #expect(FileManager.default.fileExists(atPath: "\(folder)/\(name)"))
      }
    }
  }

  @Test("a page's own figures that it no longer shows go with any report, nothing else does")
  func oldFigures() throws {
    try inFolder { writer, folder in
      let page = [
        ReportFile(path: "S01-a.md", contents: "x"),
        ReportFile(path: "figures/S01-a-2-new.svg", contents: "<svg/>"),
      ]
      let others = ["figures/mine.svg", "figures/S02-b-1.svg", "S02-b.md"]
        .map { ReportFile(path: $0, contents: "x") }
      let old = ReportFile(path: "figures/S01-a-1-old.svg", contents: "x")
      try writer.write(others + [old], isComplete: false)
      #expect(
        try writer.check(page, isComplete: false).filter { $0.kind == .leftover }.map(\.path)
          == [old.path])
      try writer.write(page, isComplete: false)
      #expect(try writer.check(page + others, isComplete: false).isEmpty)
      #expect(!FileManager.default.fileExists(atPath: "\(folder)/\(old.path)"))
    }
  }

  @Test("what a killed run left is overwritten")
  func killed() throws {
    try inFolder { writer, folder in
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try "half".write(toFile: "\(folder)/.README.md.tmp", atomically: false, encoding: .utf8)
      try writer.write(files, isComplete: true)
      #expect(!FileManager.default.fileExists(atPath: "\(folder)/.README.md.tmp"))
    }
  }

  @Test(
    "a path out of the folder is refused",
    arguments: ["../x.md", "/etc/x.md", "a//b.md", "", ".hidden.md", "a/../../b.md", "a\0.md"])
  func unsafe(path: String) throws {
    try inFolder { writer, _ in
      let file = ReportFile(path: path, contents: "")
      #expect(throws: ReportingError.unsafePath(path)) {
        try writer.write([file], isComplete: false)
      }
    }
  }

  @Test("a folder that cannot be made is a typed error, and names the place")
  func unwritable() throws {
    try inFolder { _, folder in
      try "a file".write(toFile: folder, atomically: false, encoding: .utf8)
      #expect(throws: FileError.self) {
        try ReportWriter(folder: "\(folder)/sub").write(files, isComplete: false)
      }
    }
    // A device that is always full.
    #if os(Linux)
      #expect(throws: FileError.self) {
        try ReportWriter(folder: "/proc").write(files, isComplete: false)
      }
    #endif
  }
}
