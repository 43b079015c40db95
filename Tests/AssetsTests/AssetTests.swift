import Files
import Foundation
import TestSupport
import Testing

@testable import Assets

@Suite("An asset in the cache")
struct AssetTests {
  let folder: TemporaryFolder
  let asset: Asset

  init() throws {
    folder = try TemporaryFolder()
    asset = Asset(
      name: "abc", package: "letters", version: "2.0", wheelHash: "", member: "a/b/abc.txt",
      fileHash: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
      cacheFolder: folder.url)
  }

  private func store(_ content: String) throws {
    try FileManager.default.createDirectory(
      at: asset.url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(content.utf8).write(to: asset.url)
  }

  @Test func placeNamesPackageAndVersion() {
    #expect(asset.url.path == folder.url.path + "/letters-2.0/abc.txt")
  }

  @Test func intactFileIsFound() throws {
    try store("abc")
    #expect(try asset.located() == asset.url)
    #expect(try asset.located() == asset.url)
  }

  @Test func missingFileIsNamedWithTheCommandThatGetsIt() throws {
    let error = try #require(throws: AssetError.self) { try asset.located() }
    #expect(error == .missing(asset: "abc", path: asset.url.path))
    #expect("\(error)".hasSuffix("Get it with `steer model fetch`."))
  }

  @Test("A changed, shortened or lengthened file is told", arguments: ["abd", "ab", "abcc", ""])
  func damageIsDetected(content: String) throws {
    try store(content)
    let error = try #require(throws: AssetError.self) { try asset.located() }
    guard case .corrupt("abc", asset.url.path, asset.fileHash, let got) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(try got == fileHash(of: asset.url))
  }

  @Test func damageAfterACheckIsDetected() throws {
    try store("abc")
    _ = try asset.located()
    try store("abcd")
    #expect(throws: AssetError.self) { try asset.located() }
  }

  @Test func testsAreSkippedOnlyWhenNothingWasFetched() throws {
    let required = ["STEER_REQUIRE_FULL_ENGINE": "1"]
    #expect(!asset.testsRun(environment: [:]))
    #expect(!asset.testsRun(environment: ["STEER_REQUIRE_FULL_ENGINE": "0"]))
    #expect(asset.testsRun(environment: required))
    #expect(asset.skipReason.contains("steer model fetch"))
    try store("damaged")
    #expect(asset.testsRun(environment: [:]))
  }

  @Test func cacheFolderFollowsXDG() {
    let home = URL(fileURLWithPath: "/home/user", isDirectory: true)
    func path(_ environment: [String: String]) -> String {
      Asset.cacheFolder(environment: environment, home: home).path
    }
    #if os(macOS)
      let platform = "/home/user/Library/Caches/steeringlab"
    #else
      let platform = "/home/user/.cache/steeringlab"
    #endif
    #expect(path(["XDG_CACHE_HOME": "/var/cache/me"]) == "/var/cache/me/steeringlab")
    #expect(path([:]) == platform)
    #expect(path(["XDG_CACHE_HOME": ""]) == platform)
    #expect(path(["XDG_CACHE_HOME": "relative"]) == platform)
  }

  @Test(arguments: Asset.all)
  func pinsAreHashes(asset: Asset) {
    for hash in [asset.wheelHash, asset.fileHash] {
      #expect(hash.count == 64)
      #expect(hash.allSatisfy { "0123456789abcdef".contains($0) })
    }
  }
}
