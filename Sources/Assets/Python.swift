import Files
import Foundation

/// Runs `python3` from the search path inside a folder of its own.
///
/// The folder is also the current one, so that no file lying about can pose as a Python module, and
/// the one for temporary files, so that what pip leaves when it is killed goes away with it.
struct Python {
  let environment: [String: String]
  let folder: URL

  struct Result {
    /// Of a process that a signal ended, 128 and the signal's number, as a shell has it.
    let status: Int32
    /// The last lines that it wrote to standard error.
    let errors: String
  }

  /// Status 127 means that there is no `python3`.
  ///
  /// - Parameter meanwhile: called again and again until it ends.
  func run(_ arguments: [String], meanwhile: () -> Void = {}) throws(AssetError) -> Result {
    let log = folder.appendingPathComponent("errors.txt")
    do {
      try Data().write(to: log)
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      process.arguments = ["python3"] + arguments
      process.environment = environment.merging(["TMPDIR": folder.path]) { $1 }
      process.currentDirectoryURL = folder
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = FileHandle.nullDevice
      process.standardError = try FileHandle(forWritingTo: log)
      try process.run()
      while process.isRunning {
        meanwhile()
        usleep(20_000)
      }
      process.waitUntilExit()
      let lines = try String(decoding: Data(contentsOf: log), as: UTF8.self)
        .split(whereSeparator: \.isNewline)
      let isSignal = process.terminationReason == .uncaughtSignal
      return Result(
        status: process.terminationStatus + (isSignal ? 128 : 0),
        errors: lines.suffix(8).joined(separator: "\n"))
    } catch {
      throw .fileSystem(
        FileError("run python3 in", folder.path, reason: error.localizedDescription))
    }
  }
}
