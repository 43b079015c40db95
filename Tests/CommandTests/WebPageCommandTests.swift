import Foundation
import TestSupport
import Testing

/// `steer report --html` on the committed records, which it takes a second over.
@Suite("The command's web page")
struct WebPageCommandTests {
  private static let records = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../Reports/records").standardizedFileURL

  /// A report's folder with the committed records of one scenario.
  private func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: folder.path("records"), withIntermediateDirectories: true)
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.records.path)
    for name in names where name.hasPrefix("S01-sentiment-") {
      try FileManager.default.copyItem(
        at: Self.records.appendingPathComponent(name),
        to: folder.url.appendingPathComponent("records/\(name)"))
    }
    return folder
  }

  @Test("it is written beside the records, checked, and found out when edited")
  func written() throws {
    let folder = try folder()
    defer { folder.remove() }
    let report = ["report", "--html", "S01-sentiment", "--output", folder.path("")]
    let run = try Run(report + ["--quiet"])
    #expect(run.status == 0 && run.errors == "", "\(run.errors)")
    let path = run.output.trimmingCharacters(in: .newlines)
    let page = try String(contentsOfFile: path, encoding: .utf8)
    #expect(page.hasPrefix("<!DOCTYPE html>") && page.contains("id=\"S01-sentiment\""))
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path("")).sorted()
        == ["index.html", "records"], "no page, no store, no figure")
    #expect(try Run(report + ["--json"]).json([String: String].self) == ["path": path])

    #expect(try Run(report + ["--check"]).status == 0)
    try Data(page.replacingOccurrences(of: "SUPPORTED", with: "PROVEN").utf8)
      .write(to: URL(fileURLWithPath: path))
    let edited = try Run(report + ["--check"])
    #expect(edited.status == 1 && edited.errors.contains("index.html:"), "\(edited.errors)")
  }

  @Test("no record, a damaged one, and options of a run are refused")
  func refused() throws {
    let folder = try folder()
    defer { folder.remove() }
    func refusal(_ arguments: String...) throws -> (Int32, String) {
      let run = try Run(["report", "--html", "--output", folder.path("")] + arguments)
      #expect(run.output == "")
      return (run.status, run.errors)
    }
    let missing = try refusal("S02-fluency")
    #expect(missing.0 == 3 && missing.1.contains("no record of S02-fluency"), "\(missing)")
    for option in [["--model", "planted"], ["--precision", "fast"]] {
      let run = try refusal(option[0], option[1])
      #expect(run.0 == 2 && run.1.contains("--html runs nothing"), "\(run)")
    }
    try folder.file("records/S01-sentiment-planted.json", "{\"engine\": 1}")
    let damaged = try refusal()
    #expect(
      damaged.0 == 3 && damaged.1.contains("records/S01-sentiment-planted.json"), "\(damaged)")
    #expect(!FileManager.default.fileExists(atPath: folder.path("index.html")))
  }
}
