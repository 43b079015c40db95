import Files
import Foundation

/// Runs `python3` from the search path inside a folder of its own.
///
/// The folder is also the current one, so that no file lying about can pose as a Python module.
struct Python {
  let environment: [String: String]
  let folder: URL

  struct Result {
    let status: Int32
    /// The last lines that it wrote to standard error.
    let errors: String
  }

  /// Status 127 means that there is no `python3`.
  func run(_ arguments: [String]) throws(AssetError) -> Result {
    let log = folder.appendingPathComponent("errors.txt")
    do {
      try Data().write(to: log)
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      process.arguments = ["python3"] + arguments
      process.environment = environment
      process.currentDirectoryURL = folder
      process.standardInput = FileHandle.nullDevice
      // Standard output is for data; pip's progress bar belongs with the messages.
      process.standardOutput =
        isatty(STDERR_FILENO) == 1 ? FileHandle.standardError : FileHandle.nullDevice
      process.standardError = try FileHandle(forWritingTo: log)
      try process.run()
      process.waitUntilExit()
      let lines = try String(decoding: Data(contentsOf: log), as: UTF8.self)
        .split(whereSeparator: \.isNewline)
      return Result(
        status: process.terminationStatus, errors: lines.suffix(8).joined(separator: "\n"))
    } catch {
      throw .fileSystem(
        FileError("run python3 in", folder.path, reason: error.localizedDescription))
    }
  }
}
