import Files
import Foundation
import TestSupport
import Testing

@testable import Assets

/// What is pinned of data that others published; nothing of it is here, and nothing is fetched.
@Suite("Public data sets")
struct PublicDataSetTests {
  static let sets = PublicDataSet.all

  @Test("every pinned line is a file of some set, with a hash, a size and a pinned address")
  func catalogue() throws {
    let lines = PublicDataSet.pinned.split(separator: "\n")
    let files = Set(Self.sets.flatMap(\.files))
    #expect(files.count == lines.count && lines.count == 175)
    for file in files {
      #expect(file.fileHash.count == 64 && file.fileHash.allSatisfy(\.isHexDigit))
      #expect(file.byteCount > 0)
      guard case .address(let url) = try #require(file.sources.first) else {
        Issue.record("\(file.name) has no address")
        continue
      }
      #expect(url.scheme == "https" && url.pathComponents.contains { $0.count == 40 }, "\(url)")
    }
    #expect(Set(files.map(\.url)).count == files.count, "no two lie in one place")
    #expect(Set(files.map(\.pathInMirror)).count == files.count)
  }

  @Test("sets have the names and the sizes of their collections")
  func names() {
    let names = Self.sets.map(\.name)
    #expect(names == names.sorted() && Set(names).count == names.count)
    func count(_ prefix: String) -> Int { names.count { $0.hasPrefix(prefix) } }
    #expect(count("caa/") == 9)
    #expect(count("mwe/persona/") == 135)
    #expect(count("mwe/advanced-ai-risk/") == 17)
    #expect(count("repe/") == 7)
    #expect(Set(Self.sets.map(\.collection.licence)) == ["MIT", "CC-BY-4.0"])
  }

  @Test("a behaviour of CAA is what a vector is made from, then what it is tested on")
  func order() throws {
    let sycophancy = try #require(Self.sets.first { $0.name == "caa/sycophancy" })
    #expect(
      sycophancy.files.map(\.pathInMirror) == [
        "caa/generate/sycophancy.json", "caa/test/sycophancy.json",
      ])
    let anger = try #require(Self.sets.first { $0.name == "repe/emotions/anger" })
    #expect(anger.files.count == 6 && anger.files[0].fileName == "anger.json")
  }

  @Test("a mirror has a file below its folder, and another's bytes are refused")
  func mirror() throws {
    let (mirror, cache) = (try TemporaryFolder(), try TemporaryFolder())
    let bytes = Data("a fixture\n".utf8)
    let asset = Asset(
      name: "caa/fixture", fileName: "fixture.json", byteCount: bytes.count,
      fileHash: dataHash(of: bytes), licence: "none", sources: [], folder: "data/caa/generate",
      pathInMirror: "caa/generate/fixture.json", cacheFolder: cache.url)
    let folder = mirror.url.appendingPathComponent("caa/generate")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let place = folder.appendingPathComponent("fixture.json")
    let setting = Fetch.Setting(
      environment: ["PATH": "/nonexistent", "STEER_MIRROR": mirror.url.path],
      freeSpace: { _ in nil })

    try Data("a changed byte".utf8).write(to: place)
    #expect {
      _ = try asset.fetch(with: setting)
    } throws: {
      "\($0)".contains("is not the pinned file")
    }
    #expect(asset.state == .missing)
    try bytes.write(to: place)
    _ = try asset.fetch(with: setting)
    #expect(try Data(contentsOf: asset.url) == bytes)
    #expect(asset.url.path.hasSuffix("data/caa/generate/fixture.json"))
  }

  @Test("what is missing says how to get it")
  func missing() throws {
    let cache = try TemporaryFolder()
    let set = try #require(PublicDataSet.sets(in: cache.url).first { $0.name == "repe/facts" })
    #expect {
      _ = try set.files[0].located()
    } throws: {
      "\($0)".contains("steer data fetch repe/facts")
    }
  }
}
