import Files
import Foundation
import TestSupport

@testable import Assets

/// Small wheels, each with one part of a file, in a folder that pip is told to take for its only index.
struct FixtureWheels {
  static let content = "pinned bytes\n"

  let index: TemporaryFolder
  let cache: TemporaryFolder
  let wheels: [Wheel]
  let fileHash: String
  let byteCount: Int

  init(_ parts: [Data] = [Data(Self.content.utf8)]) throws {
    index = try TemporaryFolder()
    cache = try TemporaryFolder()
    for (number, part) in parts.enumerated() {
      try part.write(to: index.url.appendingPathComponent("part\(number + 1)"))
    }
    let script = """
      import sys, zipfile
      for part in range(1, int(sys.argv[1]) + 1):
          with zipfile.ZipFile(f"fixture_asset{part}-1.0-py3-none-any.whl", "w") as wheel:
              wheel.write(f"part{part}", f"fixture_asset{part}/data.txt")
              info = f"fixture_asset{part}-1.0.dist-info/"
              wheel.writestr(
                  info + "METADATA", f"Metadata-Version: 2.1\\nName: fixture-asset{part}\\nVersion: 1.0\\n")
              wheel.writestr(
                  info + "WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
              wheel.writestr(info + "RECORD", "")
      """
    let python = Python(environment: fixtureEnvironment, folder: index.url)
    let result = try python.run(["-c", script, "\(parts.count)"])
    guard result.status == 0 else { throw AssetError.pythonMissing }
    let folder = index.url
    wheels = try parts.enumerated().map { number, part in
      let name = "fixture_asset\(number + 1)"
      return Wheel(
        package: name.replacing("_", with: "-"), version: "1.0",
        hash: try Files.fileHash(of: folder.appendingPathComponent("\(name)-1.0-py3-none-any.whl")),
        member: "\(name)/data.txt", byteCount: part.count)
    }
    let whole = parts.reduce(Data(), +)
    (fileHash, byteCount) = (dataHash(of: whole), whole.count)
  }

  /// The asset that the wheels carry; the arguments replace what is right by what is not.
  func asset(
    sources: [AssetSource]? = nil, fileHash: String? = nil, cacheFolder: URL? = nil
  ) -> Asset {
    Asset(
      name: "fixture", fileName: "data.txt", byteCount: byteCount,
      fileHash: fileHash ?? self.fileHash, licence: "none", sources: sources ?? [.wheels(wheels)],
      cacheFolder: cacheFolder ?? cache.url)
  }

  /// pip sees the index folder and nothing else: neither a network nor a user's settings.
  var environment: [String: String] {
    fixtureEnvironment.merging([
      "PIP_CONFIG_FILE": "/dev/null", "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": index.url.path,
    ]) { $1 }
  }

  /// `environment` with a shell script before every other `python3`.
  func environment(python3 script: String) throws -> [String: String] {
    let folder = index.url.appendingPathComponent("bin", isDirectory: true)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file = folder.appendingPathComponent("python3")
    try Data("#!/bin/sh\n\(script)\n".utf8).write(to: file)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
    var result = environment
    result["PATH"] = folder.path + ":" + (result["PATH"] ?? "/usr/bin:/bin")
    return result
  }

  /// `environment` in which each `pip download` is noted first, after a pause; and what was noted.
  func watchedEnvironment(
    pause: Double = 0
  ) throws -> (environment: [String: String], downloads: () throws -> [String]) {
    let log = index.url.appendingPathComponent("calls.txt")
    let environment = try environment(
      python3: """
        case "$2" in pip) for last; do :; done; echo "$last" >> '\(log.path)'; sleep \(pause);; esac
        exec '\(realPython)' "$@"
        """)
    return (
      environment,
      {
        guard FileManager.default.fileExists(atPath: log.path) else { return [] }
        return try String(contentsOf: log, encoding: .utf8).split(separator: "\n").map(String.init)
      }
    )
  }

  static let pipWorks: Bool = {
    guard let folder = try? TemporaryFolder() else { return false }
    let python = Python(environment: ProcessInfo.processInfo.environment, folder: folder.url)
    return (try? python.run(["-m", "pip", "--version"]).status) == 0
  }()
}

/// The interpreter itself: what is on the search path may be a script that looks for it each time.
private let realPython: String = {
  let process = Process()
  let pipe = Pipe()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = ["python3", "-c", "import sys; print(sys.executable)"]
  process.standardOutput = pipe
  guard (try? process.run()) != nil else { return "python3" }
  process.waitUntilExit()
  return String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    .trimmingCharacters(in: .whitespacesAndNewlines)
}()

/// This process's environment without what could lead a download elsewhere.
let fixtureEnvironment: [String: String] = {
  var environment = ProcessInfo.processInfo.environment.filter { name, _ in
    !name.hasPrefix("PIP_") && !name.lowercased().hasSuffix("_proxy") && name != "STEER_MIRROR"
  }
  let folder = (realPython as NSString).deletingLastPathComponent
  environment["PATH"] = "\(folder):\(environment["PATH"] ?? "/usr/bin:/bin")"
  return environment
}()

extension Asset {
  /// Names in the asset's folder; those of locks are left out, which stay.
  func names() throws -> [String] {
    try FileManager.default
      .contentsOfDirectory(atPath: url.deletingLastPathComponent().path)
      .filter { !$0.hasSuffix(".lock") }.sorted()
  }

  /// What the fetch threw, by source.
  func failures(
    _ environment: [String: String], patience: Int = 10
  ) throws -> [AssetError.SourceFailure] {
    do {
      _ = try fetch(with: Fetch.Setting(environment: environment, patience: patience))
      return []
    } catch .notFetched(_, _, let failures, _) {
      return failures
    }
  }

  /// Puts bytes where an earlier fetch would have kept them.
  func keep(_ bytes: Data) throws {
    let file = PartialFile(of: self).url
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try bytes.write(to: file)
  }
}

extension Fetch.Setting {
  /// On a disk that has room.
  init(environment: [String: String], patience: Int = 10) {
    self.init(environment: environment, freeSpace: { _ in .max }, patience: patience)
  }
}
