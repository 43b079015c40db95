import Foundation
import TestSupport

/// An HTTP server on loopback that serves one file, well or badly as the address says, and notes what.
final class FixtureServer {
  /// What an address stands for.
  enum Manner: String {
    case well, redirected, missing, wrong, silent
    /// A file of another size.
    case longer
    /// As servers do that know no ranges.
    case withoutRanges
    /// 416 to every range.
    case refusingRanges
    /// Each answer is cut after 100,000 bytes.
    case cutting
    /// Nothing after the first 100,000 bytes of the file, wherever an answer begins.
    case ending
    /// As `well`, but waits for a file `go` after the first 100,000 bytes.
    case waiting
  }

  struct Answer: Equatable {
    let manner: String
    let start: Int
    let byteCount: Int
  }

  /// 300,000 bytes without a period that a wrong order of parts could hide behind.
  static let content = Data(
    (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* $0 / 7 &+ $0 / 251) })

  private let folder: TemporaryFolder
  private let process = Process()
  /// Its end ends the server, however this process ends.
  private let input = Pipe()
  private let port: Int

  init() throws {
    folder = try TemporaryFolder()
    try Self.content.write(to: folder.url.appendingPathComponent("content"))
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", Self.script]
    process.environment = fixtureEnvironment
    process.currentDirectoryURL = folder.url
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    guard let port = Int(line.trimmingCharacters(in: .whitespacesAndNewlines)) else {
      throw CocoaError(.fileReadUnknown)
    }
    self.port = port
  }

  deinit {
    // A thread of a pool blocks the signal that asks politely, and so does what it starts.
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  func address(_ manner: Manner) -> URL {
    URL(string: "http://127.0.0.1:\(port)/\(manner.rawValue)")!
  }

  /// In the order in which they ended.
  func answers() throws -> [Answer] {
    let log = folder.url.appendingPathComponent("log")
    guard FileManager.default.fileExists(atPath: log.path) else { return [] }
    return try String(contentsOf: log, encoding: .utf8).split(separator: "\n").map { line in
      let fields = line.split(separator: " ")
      return Answer(
        manner: String(fields[0]), start: Int(fields[1]) ?? -1, byteCount: Int(fields[2]) ?? -1)
    }
  }

  /// Lets answers that wait go on.
  func go() throws { try folder.file("go", "") }

  private static let script = #"""
    import http.server, os, re, sys, threading, time
    content = open("content", "rb").read()
    log = threading.Lock()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            manner = self.path.strip("/")
            asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
            start = int(asked[1]) if asked and manner != "withoutRanges" else 0
            sent = 0
            try:
                sent = self.answer(manner, start, bool(asked))
            finally:
                with log, open("log", "a") as file:
                    print(manner, start, sent, file=file)

        def answer(self, manner, start, is_range):
            data = content
            if manner == "missing":
                return self.send_error(404) or 0
            if manner == "refusingRanges" and is_range:
                return self.send_error(416) or 0
            if manner == "redirected":
                self.send_response(302)
                self.send_header("Location", "/well")
                self.end_headers()
                return 0
            if manner == "silent":
                time.sleep(60)
                return 0
            if manner == "wrong":
                data = bytes(255 - byte for byte in content)
            if manner == "longer":
                data = content + b"more"
            if is_range and manner != "withoutRanges":
                self.send_response(206)
                self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
            else:
                self.send_response(200)
            self.send_header("Content-Length", str(len(data) - start))
            self.end_headers()
            end = len(data)
            if manner == "cutting":
                end = min(end, start + 100_000)
            if manner == "ending":
                end = 100_000
            if manner == "waiting":
                self.wfile.write(data[start:100_000])
                while not os.path.exists("go"):
                    time.sleep(0.01)
                start = 100_000
            piece = data[start:end]
            self.wfile.write(piece)
            return len(piece)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
    print(server.server_address[1], flush=True)
    server.serve_forever()
    """#
}
