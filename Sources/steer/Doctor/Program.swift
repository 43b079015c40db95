import Foundation

/// A program on the search path.
struct Program {
  let path: String

  /// Nil where the search path has none of this name.
  init?(_ name: String) {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    let files = folders.map { "\($0)/\(name)" }
    guard let path = files.first(where: FileManager.default.isExecutableFile(atPath:)) else {
      return nil
    }
    self.path = path
  }

  /// What it says, on one line; nil where it fails or says nothing within ten seconds.
  func answer(_ arguments: String...) -> String? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    let pipe = Pipe()
    process.standardOutput = pipe
    guard (try? process.run()) != nil else { return nil }
    let id = process.processIdentifier
    let limit = DispatchWorkItem { kill(id, SIGKILL) }
    DispatchQueue.global().asyncAfter(deadline: .now() + 10, execute: limit)
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    limit.cancel()
    let lines = String(decoding: output, as: UTF8.self).split(whereSeparator: \.isNewline)
    guard process.terminationStatus == 0, let first = lines.first else { return nil }
    return printable(String(first))
  }
}
