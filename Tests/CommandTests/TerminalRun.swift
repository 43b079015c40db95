import Foundation
import TestSupport

/// One run of the built command with a pseudo-terminal for its output and its messages.
struct TerminalRun {
  let status: Int32
  /// Both streams, as the terminal got them.
  let output: String

  struct NoTerminal: Error {}

  /// - Parameters:
  ///   - columns: of the terminal; 0 tells the command nothing.
  ///   - input: of standard input, which is no terminal.
  init(
    _ arguments: [String], environment: [String: String] = [:], columns: UInt16 = 100,
    input: String = ""
  ) throws {
    let master = posix_openpt(O_RDWR | O_NOCTTY)
    defer { close(master) }
    guard master >= 0, grantpt(master) == 0, unlockpt(master) == 0, let name = ptsname(master)
    else { throw NoTerminal() }
    let slave = open(name, O_RDWR | O_NOCTTY)
    guard slave >= 0 else { throw NoTerminal() }
    var size = winsize(ws_row: 40, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(slave, UInt(TIOCSWINSZ), &size)

    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let process = Process()
    process.executableURL = try Product.named("steer")
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment
      .merging(["TERM": "xterm", "NO_COLOR": ""]) { $1 }.merging(environment) { $1 }
    process.standardInput = try FileHandle(forReadingFrom: folder.file("input", input))
    process.standardOutput = FileHandle(fileDescriptor: slave)
    process.standardError = FileHandle(fileDescriptor: slave)
    try process.run()
    close(slave)
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    // Ends with an error once nobody holds the other end.
    while case let count = read(master, &buffer, buffer.count), count > 0 {
      bytes += buffer[..<count]
    }
    process.waitUntilExit()
    status = process.terminationStatus
    output = String(decoding: bytes, as: UTF8.self)
  }
}
