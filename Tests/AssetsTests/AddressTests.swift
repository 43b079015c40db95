import Files
import Foundation
import TestSupport
import Testing

@testable import Assets

@Suite(
  "Fetching from an address", .enabled(if: FixtureWheels.pipWorks, "needs python3 with pip"))
struct AddressTests {
  static let content = FixtureServer.content
  static let size = content.count

  let server: FixtureServer
  let cache: TemporaryFolder

  init() throws {
    server = try FixtureServer()
    cache = try TemporaryFolder()
  }

  private func asset(_ manners: FixtureServer.Manner...) -> Asset {
    asset(manners.map { .address(server.address($0)) })
  }

  private func asset(_ sources: [AssetSource], byteCount: Int = size) -> Asset {
    Asset(
      name: "fixture", fileName: "data.bin", byteCount: byteCount,
      fileHash: dataHash(of: Self.content), licence: "none", sources: sources,
      cacheFolder: cache.url)
  }

  private func expectWhole(
    _ asset: Asset, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    #expect(try Data(contentsOf: asset.url) == Self.content, sourceLocation: sourceLocation)
    #expect(try asset.names() == ["data.bin"], sourceLocation: sourceLocation)
  }

  @Test("the file arrives, also where the address leads to another one")
  func whole() throws {
    for manner in [FixtureServer.Manner.well, .redirected] {
      let asset = asset(manner)
      try asset.fetch(environment: fixtureEnvironment)
      try expectWhole(asset)
      try asset.remove()
    }
    #expect(
      try server.answers().filter { $0.manner == "well" }.map(\.byteCount) == [
        Self.size, Self.size,
      ])
  }

  @Test("a connection that is cut is taken up again where it ended")
  func cut() throws {
    let asset = asset(.cutting)
    var lines: [String] = []
    try asset.fetch(environment: fixtureEnvironment, progress: { lines.append($0) })
    try expectWhole(asset)
    #expect(
      try server.answers()
        == [0, 100_000, 200_000].map { .init(manner: "cutting", start: $0, byteCount: 100_000) })
    #expect(
      lines.contains("fixture: the connection was cut after 100000 of 300000 bytes; going on"),
      "\(lines)")
  }

  @Test("the next fetch goes on from what was kept, and asks for nothing else")
  func resumed() throws {
    let failures = try asset(.ending).failures(fixtureEnvironment)
    #expect(
      failures.map(\.reason)
        == [.refused(reason: "the connection was cut after 100000 of 300000 bytes")])
    let asset = asset(.well)
    #expect(asset.state == .partial(byteCount: 100_000))
    #expect(!FileManager.default.fileExists(atPath: asset.url.path))
    var bytes: [Int] = []
    try asset.fetch(environment: fixtureEnvironment, advanced: { bytes.append($0) })
    try expectWhole(asset)
    #expect(bytes.first == 100_000 && bytes.last == Self.size)
    #expect(
      try server.answers().last
        == .init(manner: "well", start: 100_000, byteCount: Self.size - 100_000))
  }

  @Test("a server that knows no ranges, or refuses this one, is asked for all of it")
  func withoutRanges() throws {
    for (manner, starts) in [
      (FixtureServer.Manner.withoutRanges, [0]), (.refusingRanges, [1_000, 0]),
    ] {
      let asset = asset(manner)
      try asset.keep(Self.content.prefix(1_000))
      try asset.fetch(environment: fixtureEnvironment)
      try expectWhole(asset)
      let answers = try server.answers().filter { $0.manner == manner.rawValue }
      #expect(answers.map(\.start) == starts && answers.last?.byteCount == Self.size)
      try asset.remove()
    }
  }

  @Test("what is kept and wrong is found out, and all asked for again, once")
  func damaged() throws {
    let asset = asset(.well)
    try asset.keep(Data(count: 1_000))
    try asset.fetch(environment: fixtureEnvironment)
    try expectWhole(asset)
    #expect(try server.answers().map(\.start) == [1_000, 0])
  }

  @Test("wrong bytes are refused, and leave nothing")
  func wrong() throws {
    let asset = asset(.wrong)
    let failures = try asset.failures(fixtureEnvironment)
    guard case .wrongDownload("data.bin", asset.fileHash, _) = failures.first?.reason else {
      Issue.record("\(failures)")
      return
    }
    #expect(try asset.names() == [])
    #expect(try server.answers().count == 1)
  }

  @Test("a file of another size is refused before it is downloaded")
  func longer() throws {
    let asset = asset(.longer)
    let reason = AssetError.refused(reason: "the file there has 300004 bytes, expected 300000")
    #expect(try asset.failures(fixtureEnvironment).map(\.reason) == [reason])
    #expect(try asset.names() == [])
    try asset.keep(Self.content.prefix(1_000))
    #expect(try asset.failures(fixtureEnvironment).map(\.reason) == [reason])
    #expect(asset.state == .partial(byteCount: 1_000))
  }

  @Test("each source that fails is named with its reason, in order")
  func allFail() throws {
    let refusing = URL(string: "http://127.0.0.1:1/file")!
    let asset = asset([.address(server.address(.missing)), .address(refusing)])
    var lines: [String] = []
    let error = try #require(throws: AssetError.self) {
      try asset.fetch(environment: fixtureEnvironment, progress: { lines.append($0) })
    }
    guard case .notFetched(_, _, let failures, 0) = error else {
      Issue.record("\(error)")
      return
    }
    let sources = [server.address(.missing), refusing].map(\.absoluteString)
    #expect(failures.map(\.source) == sources)
    #expect(failures[0].reason == .refused(reason: "the server says 404 Not Found"))
    #expect("\(failures[1].reason)".contains("Connection refused"))
    for (source, reason) in zip(sources, ["404 Not Found", "Connection refused"]) {
      #expect(lines.contains { $0.contains(source) && $0.contains(reason) }, "\(lines)")
      #expect("\(error)".contains("- \(source): "), "\(error)")
    }
    #expect("\(error)".hasSuffix("put data.bin into a folder and set STEER_MIRROR to that folder."))
    #expect(try asset.names() == [])
  }

  @Test("where the publisher refuses or cuts, the wheels go on from what is there")
  func fallsThrough() throws {
    let cuts = [0, 80_000, 160_000, Self.size]
    let fixture = try FixtureWheels(zip(cuts, cuts.dropFirst()).map { Self.content[$0..<$1] })
    let refusing = URL(string: "http://127.0.0.1:1/file")!
    for (address, parts) in [
      (refusing, [1, 2, 3]), (server.address(.ending), [2, 3]),
    ] {
      let asset = asset([.address(address), .wheels(fixture.wheels)])
      let (environment, downloads) = try fixture.watchedEnvironment()
      let before = try downloads().count
      _ = try asset.fetch(with: Fetch.Setting(environment: environment, patience: 1))
      try expectWhole(asset)
      #expect(try downloads().dropFirst(before) == parts.map { "fixture-asset\($0)==1.0" }[...])
      try asset.remove()
    }
  }

  @Test("a silent server is given up after a while")
  func silent() throws {
    #expect(
      try asset(.silent).failures(fixtureEnvironment, patience: 1).map(\.reason)
        == [.refused(reason: "no answer within 1 s")])
  }

  @Test("without room nothing is asked for; both numbers are told")
  func noSpace() throws {
    let asset = asset(.well, .missing)
    try asset.keep(Self.content.prefix(100_000))
    let needed = 200_000 + 32 << 20
    func setting(free: Int) -> Fetch.Setting {
      Fetch.Setting(environment: fixtureEnvironment, freeSpace: { _ in free })
    }
    let error = try #require(throws: AssetError.self) {
      try asset.fetch(with: setting(free: needed - 1))
    }
    #expect(
      error == .noSpace(asset: "fixture", path: cache.url.path, needed: needed, free: needed - 1))
    #expect("\(error)".contains("needs \(needed) bytes"))
    #expect("\(error)".contains("has \(needed - 1)"))
    #expect(try server.answers() == [])
    #expect(asset.state == .partial(byteCount: 100_000))
    _ = try asset.fetch(with: setting(free: needed))
    try expectWhole(asset)
  }

  @Test(
    "the downloader of a killed process writes nothing more, and whoever comes next waits for it")
  func orphan() throws {
    let asset = asset(.waiting)
    try asset.keep(Data())
    let partial = PartialFile(of: asset)
    let parent = Process()
    parent.executableURL = URL(fileURLWithPath: "/bin/sh")
    parent.arguments = [
      "-c", "python3 \"$@\" & wait", "sh", "-c", Fetch.receiver,
      server.address(.waiting).absoluteString, partial.url.path, "\(Self.size)", "10",
    ]
    parent.environment = fixtureEnvironment
    parent.standardError = FileHandle.nullDevice
    try parent.run()
    while partial.byteCount < 90_000 { usleep(1_000) }
    kill(parent.processIdentifier, SIGKILL)
    // `waitUntilExit` would wait for the orphan too.
    var information = siginfo_t()
    #expect(waitid(P_PID, id_t(parent.processIdentifier), &information, WEXITED | WNOWAIT) == 0)
    try server.go()
    try FileLock(partial.url.path) {}.release()
    #expect(partial.byteCount <= 100_000)
    try asset.fetch(environment: fixtureEnvironment)
    try expectWhole(asset)
  }
}
