import Foundation
import Testing

/// A headless Chromium, steered over a pipe by the Chrome DevTools Protocol
/// (https://chromedevtools.github.io/devtools-protocol), for what only a browser can tell.
public final class Browser {
  public struct Failure: Error, CustomStringConvertible {
    public let description: String
  }

  /// What pages asked for and complained about since they were opened, a line each.
  public private(set) var problems: [String] = []

  private let folder: TemporaryFolder
  private let process = Process()
  private let input: FileHandle
  private let output: Int32
  private var received: [UInt8] = []
  private var calls = 0
  private var session: String?
  private var loads = 0

  public init() throws {
    guard let program = Self.program else { throw Failure(description: Self.skipReason) }
    folder = try TemporaryFolder()
    let (to, from) = (folder.path("to"), folder.path("from"))
    guard mkfifo(to, 0o600) == 0, mkfifo(from, 0o600) == 0 else {
      throw Failure(description: "no pipes in \(folder.url.path)")
    }
    // Both ends, so that opening never waits for a browser that did not start.
    let (write, read) = (open(to, O_RDWR), open(from, O_RDWR))
    input = FileHandle(fileDescriptor: write, closeOnDealloc: true)
    output = read
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    let options = [
      "--headless", "--remote-debugging-pipe", "--disable-gpu", "--no-first-run",
      "--disable-background-networking", "--user-data-dir=\(folder.path("profile"))",
    ]
    // The browser's own sandbox refuses to be root's.
    process.arguments =
      ["-c", "exec \"$0\" \"$@\" 3<\"$PIPE_TO\" 4>\"$PIPE_FROM\"", program] + options
      + (getuid() == 0 ? ["--no-sandbox"] : [])
    process.environment = ProcessInfo.processInfo.environment
      .merging(["PIPE_TO": to, "PIPE_FROM": from]) { $1 }
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    let target = try call("Target.createTarget", ["url": "about:blank"])["targetId"] as? String
    session =
      try call("Target.attachToTarget", ["targetId": target ?? "", "flatten": true])["sessionId"]
      as? String
    for domain in ["Page", "Network", "Runtime", "Log"] { try call("\(domain).enable") }
  }

  deinit {
    if process.isRunning {
      process.terminate()
      process.waitUntilExit()
    }
    close(output)
  }

  /// Opens a file and waits until it is there.
  public func visit(_ file: URL) throws {
    let before = loads
    try call("Page.navigate", ["url": file.absoluteString])
    while loads == before { try take(message()) }
  }

  /// The value of a JavaScript expression, as JSON.
  @discardableResult
  public func evaluate(_ expression: String) throws -> String {
    let answer = try call(
      "Runtime.evaluate", ["expression": "JSON.stringify(\(expression)) ?? 'undefined'"])
    guard answer["exceptionDetails"] == nil,
      let value = (answer["result"] as? [String: Any])?["value"] as? String
    else { throw Failure(description: "\(expression): \(answer)") }
    return value
  }

  public func press(_ key: String) throws {
    let enter: [String: Any] = key == "Enter" ? ["text": "\r", "windowsVirtualKeyCode": 13] : [:]
    for kind in ["keyDown", "keyUp"] {
      try call(
        "Input.dispatchKeyEvent", ["type": kind, "key": key, "code": key].merging(enter) { $1 })
    }
  }

  public func setScheme(_ scheme: String) throws {
    try call(
      "Emulation.setEmulatedMedia",
      ["features": [["name": "prefers-color-scheme", "value": scheme]]])
  }

  /// Of the window, in CSS pixels.
  public func setSize(width: Int, height: Int) throws {
    try call(
      "Emulation.setDeviceMetricsOverride",
      ["width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600])
  }

  // MARK: Protocol

  @discardableResult
  private func call(_ method: String, _ parameters: [String: Any] = [:]) throws -> [String: Any] {
    calls += 1
    let number = calls
    var request: [String: Any] = ["id": number, "method": method, "params": parameters]
    if let session { request["sessionId"] = session }
    try input.write(contentsOf: JSONSerialization.data(withJSONObject: request) + [0])
    while true {
      let message = try message()
      guard message["id"] as? Int == number else {
        take(message)
        continue
      }
      if let error = message["error"] { throw Failure(description: "\(method): \(error)") }
      return message["result"] as? [String: Any] ?? [:]
    }
  }

  /// The next message, which a zero byte ends.
  private func message() throws -> [String: Any] {
    while true {
      if let end = received.firstIndex(of: 0) {
        let object = try JSONSerialization.jsonObject(with: Data(received[..<end]))
        received.removeFirst(end + 1)
        return object as? [String: Any] ?? [:]
      }
      var waiting = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
      guard poll(&waiting, 1, 60_000) == 1 else {
        throw Failure(description: "the browser was silent for a minute")
      }
      var buffer = [UInt8](repeating: 0, count: 1 << 16)
      let count = read(output, &buffer, buffer.count)
      guard count > 0 else { throw Failure(description: "the browser has gone") }
      received += buffer[..<count]
    }
  }

  private func take(_ message: [String: Any]) {
    let parameters = message["params"] as? [String: Any] ?? [:]
    func part(_ name: String, _ field: String) -> String {
      (parameters[name] as? [String: Any])?[field].map { "\($0)" } ?? ""
    }
    switch message["method"] as? String {
    case "Page.loadEventFired": loads += 1
    case "Network.requestWillBeSent":
      let url = part("request", "url")
      if url != parameters["documentURL"] as? String { problems.append("asked for \(url)") }
    case "Runtime.exceptionThrown":
      problems.append("exception: \(part("exceptionDetails", "exception"))")
    case "Runtime.consoleAPICalled":
      problems.append("console: \(parameters["args"] ?? "")")
    case "Log.entryAdded":
      problems.append("\(part("entry", "level")): \(part("entry", "text"))")
    default: break
    }
  }

  // MARK: Where it is

  private static let names = [
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable",
  ]

  /// `STEER_BROWSER`, or the first on the search path.
  public static let program: String? = {
    let environment = ProcessInfo.processInfo.environment
    if let given = environment["STEER_BROWSER"] { return given }
    let folders = (environment["PATH"] ?? "").split(separator: ":")
    return
      (names.flatMap { name in folders.map { "\($0)/\(name)" } }
      + ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"])
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  static let skipReason =
    "no Chromium here: `apt-get install chromium`, or name one in STEER_BROWSER"
}

extension Trait where Self == ConditionTrait {
  /// Runs where a browser is, and always with `STEER_REQUIRE_BROWSER=1`, so that it fails where none is.
  public static var browser: Self {
    .enabled(
      if: Browser.program != nil
        || ProcessInfo.processInfo.environment["STEER_REQUIRE_BROWSER"] == "1",
      "\(Browser.skipReason)")
  }
}
