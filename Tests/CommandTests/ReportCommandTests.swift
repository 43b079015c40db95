import Foundation
import TestSupport
import Testing

@Suite("steer report refuses at the beginning")
struct ReportCommandTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: folder.path("records"), withIntermediateDirectories: true)
  }

  /// A run of one scenario, stopped after some seconds of work.
  private func report() throws -> Run {
    try Run(
      shell: "ulimit -t 3; ulimit -c 0; exec \"$0\" \"$@\"",
      arguments: [
        "report", "S00-seed-example", "--model", "planted", "--output", folder.path(""),
      ])
  }

  private func began(_ run: Run) -> Bool { run.errors.contains("S00-seed-example on planted") }

  @Test("a damaged record of another scenario, before anything is run")
  func damaged() throws {
    defer { folder.remove() }
    let name = "records/S01-sentiment-smollm2-135m.json"
    try folder.file(name, "{\"engine\": 1}")
    let run = try report()
    #expect(run.status == 3 && run.output == "", "\(run.errors)")
    #expect(run.errors.contains(name) && !began(run), "\(run.errors)")
    #expect(!FileManager.default.fileExists(atPath: folder.path(".cells.sqlite")))
  }

  @Test("a record of another source, of whichever model")
  func stale() throws {
    defer { folder.remove() }
    let committed = NewScenarioTests.root.appendingPathComponent(
      "Reports/records/S01-sentiment-planted.json")
    let text = try String(contentsOf: committed, encoding: .utf8)
      .replacing(/"codeFingerprint"(\s*):(\s*)"[0-9a-f]{8}/) {
        "\"codeFingerprint\"\($0.1):\($0.2)\"00000000"
      }
    try folder.file("records/S01-sentiment-planted.json", text)
    let run = try report()
    #expect(run.status == 3 && !began(run), "\(run.errors)")
    #expect(run.errors.contains("S01Sentiment.swift changed since"), "\(run.errors)")
  }

  @Test("what is run now is not read, however damaged")
  func own() throws {
    defer { folder.remove() }
    try folder.file("records/S00-seed-example-planted.json", "{\"engine\": 1}")
    #expect(began(try report()))
  }
}
