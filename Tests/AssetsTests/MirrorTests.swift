import Files
import Foundation
import TestSupport
import Testing

@testable import Assets

@Suite(
  "A mirror folder", .enabled(if: FixtureWheels.pipWorks, "needs python3 with pip"))
struct MirrorTests {
  let server: FixtureServer
  let mirror: TemporaryFolder
  let cache: TemporaryFolder
  let asset: Asset

  init() throws {
    server = try FixtureServer()
    mirror = try TemporaryFolder()
    cache = try TemporaryFolder()
    asset = Asset(
      name: "fixture", fileName: "data.bin", byteCount: FixtureServer.content.count,
      fileHash: dataHash(of: FixtureServer.content), licence: "none",
      sources: [.address(server.address(.well))], cacheFolder: cache.url)
  }

  private var environment: [String: String] {
    fixtureEnvironment.merging(["STEER_MIRROR": mirror.url.path]) { $1 }
  }

  private func expectWhole(sourceLocation: SourceLocation = #_sourceLocation) throws {
    #expect(
      try Data(contentsOf: asset.url) == FixtureServer.content, sourceLocation: sourceLocation)
    #expect(try asset.names() == ["data.bin"], sourceLocation: sourceLocation)
  }

  @Test("has the file, and nothing else is asked; neither python3 nor space is needed")
  func used() throws {
    try FixtureServer.content.write(to: mirror.url.appendingPathComponent("data.bin"))
    try asset.keep(Data(count: 10))
    _ = try asset.fetch(
      with: Fetch.Setting(
        environment: ["PATH": "/nonexistent", "STEER_MIRROR": mirror.url.path],
        freeSpace: { _ in 0 }))
    try expectWhole()
    #expect(try server.answers() == [])
    #expect(try asset.remove() == 0, "the mirror still has it")
    #expect(FileManager.default.fileExists(atPath: mirror.path("data.bin")))
  }

  @Test("may hold a symbolic link to it, as other programs' caches do")
  func linked() throws {
    try FixtureServer.content.write(to: mirror.url.appendingPathComponent("blob"))
    try FileManager.default.createSymbolicLink(
      atPath: mirror.path("data.bin"), withDestinationPath: "blob")
    try asset.fetch(environment: environment)
    try expectWhole()
    #expect(try server.answers() == [])
    let attributes = try FileManager.default.attributesOfItem(atPath: asset.url.path)
    #expect(attributes[.type] as? FileAttributeType == .typeRegular)
  }

  @Test("with other bytes is refused, which is said, and the next source is asked")
  func wrong() throws {
    try mirror.file("data.bin", "something else")
    var lines: [String] = []
    try asset.fetch(environment: environment, progress: { lines.append($0) })
    try expectWhole()
    #expect(try server.answers().count == 1)
    let path = mirror.url.resolvingSymlinksInPath().path + "/data.bin"
    #expect(
      lines.contains {
        $0.contains("STEER_MIRROR") && $0.contains("\(path) is not the pinned file")
      },
      "\(lines)")
    #expect(
      try String(contentsOfFile: mirror.path("data.bin"), encoding: .utf8) == "something else")
  }

  @Test("without the file, or that is no folder, is named; the next source is asked")
  func lacking() throws {
    for path in [mirror.url.path, "/nonexistent"] {
      var lines: [String] = []
      try asset.fetch(
        environment: fixtureEnvironment.merging(["STEER_MIRROR": path]) { $1 },
        progress: { lines.append($0) })
      try expectWhole()
      #expect(lines.first?.contains("STEER_MIRROR, \(path): there is no ") == true, "\(lines)")
      try asset.remove()
    }
  }

  static let secondDisk: URL? = {
    let shared = URL(fileURLWithPath: "/dev/shm", isDirectory: true)
    func device(_ url: URL) -> dev_t? {
      var status = stat()
      return stat(url.path, &status) == 0 ? status.st_dev : nil
    }
    guard let other = device(shared),
      other != device(FileManager.default.temporaryDirectory), access(shared.path, W_OK) == 0
    else { return nil }
    return shared
  }()

  @Test(
    "on another disk is copied from, if there is room",
    .enabled(if: secondDisk != nil, "no second file system here"))
  func otherDisk() throws {
    let folder = try #require(Self.secondDisk).appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try FixtureServer.content.write(to: folder.appendingPathComponent("data.bin"))
    let environment = fixtureEnvironment.merging(["STEER_MIRROR": folder.path]) { $1 }
    #expect(throws: AssetError.self) {
      try asset.fetch(with: Fetch.Setting(environment: environment, freeSpace: { _ in 1 << 20 }))
    }
    #expect(try asset.names() == [])
    try asset.fetch(environment: environment)
    try expectWhole()
    #expect(try server.answers() == [])
    #expect(try asset.remove() == FixtureServer.content.count)
  }
}
