import Files
import Foundation
import TestSupport

@testable import Assets

/// A small wheel in a folder that pip is told to take for its only index.
struct FixtureWheel {
  static let content = "pinned bytes\n"

  let index: TemporaryFolder
  let cache: TemporaryFolder
  let wheelHash: String
  let fileHash: String

  init() throws {
    index = try TemporaryFolder()
    cache = try TemporaryFolder()
    let script = """
      import zipfile
      with zipfile.ZipFile("fixture_asset-1.0-py3-none-any.whl", "w") as wheel:
          wheel.writestr("fixture_asset/data.txt", "pinned bytes\\n")
          info = "fixture_asset-1.0.dist-info/"
          wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: fixture-asset\\nVersion: 1.0\\n")
          wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
          wheel.writestr(info + "RECORD", "")
      """
    let python = Python(environment: ProcessInfo.processInfo.environment, folder: index.url)
    let result = try python.run(["-c", script])
    guard result.status == 0 else { throw AssetError.pythonMissing }
    wheelHash = try Files.fileHash(
      of: index.url.appendingPathComponent("fixture_asset-1.0-py3-none-any.whl"))
    fileHash = try Files.fileHash(of: index.file("data.txt", Self.content))
  }

  /// The asset that the wheel carries; the arguments replace one pin by a wrong one.
  func asset(
    version: String = "1.0", member: String = "fixture_asset/data.txt", wheelHash: String? = nil,
    fileHash: String? = nil
  ) -> Asset {
    Asset(
      name: "fixture", package: "fixture-asset", version: version,
      wheelHash: wheelHash ?? self.wheelHash, member: member,
      fileHash: fileHash ?? self.fileHash, cacheFolder: cache.url)
  }

  /// pip sees the index folder and nothing else: neither a network nor a user's settings.
  var environment: [String: String] {
    let outer = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("PIP_") }
    return outer.merging([
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

  /// Names in the asset's folder that a finished fetch must not leave.
  func leftovers(of asset: Asset) throws -> [String] {
    try FileManager.default
      .contentsOfDirectory(atPath: asset.url.deletingLastPathComponent().path)
      .filter { $0.contains(".fetch-") }
  }

  static let pipWorks: Bool = {
    guard let folder = try? TemporaryFolder() else { return false }
    let python = Python(environment: ProcessInfo.processInfo.environment, folder: folder.url)
    return (try? python.run(["-m", "pip", "--version"]).status) == 0
  }()
}
