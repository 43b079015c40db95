import Foundation

/// One run of the built command as a process of its own.
public struct Run {
  /// Exit status, or the signal that ended it.
  public let status: Int32
  public let wasKilled: Bool
  public let output: String
  public let errors: String

  /// - Parameter environment: added to this process's.
  public init(_ arguments: String..., environment: [String: String] = [:]) throws {
    try self.init(arguments, environment: environment)
  }

  /// - Parameter killedAfter: sends SIGKILL after this long, unless the process has ended by then.
  public init(
    _ arguments: [String], environment: [String: String] = [:], killedAfter: Duration? = nil
  ) throws {
    try self.init(
      Product.named("steer"), arguments, environment: environment, killedAfter: killedAfter)
  }

  /// A shell script, in which `$0` is the command.
  public init(shell script: String, arguments: [String] = []) throws {
    let command = try Product.named("steer").path
    try self.init(URL(fileURLWithPath: "/bin/sh"), ["-c", script, command] + arguments)
  }

  private init(
    _ program: URL, _ arguments: [String], environment: [String: String] = [:],
    killedAfter: Duration? = nil
  ) throws {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    // Files, not pipes: a pipe that nobody reads while the process runs would stop it when full.
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let (output, errors) = (try folder.file("output", ""), try folder.file("errors", ""))
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    if let killedAfter {
      let (seconds, attoseconds) = killedAfter.components
      Thread.sleep(forTimeInterval: Double(seconds) + Double(attoseconds) * 1e-18)
      kill(process.processIdentifier, SIGKILL)
    }
    process.waitUntilExit()
    status = process.terminationStatus
    wasKilled = process.terminationReason == .uncaughtSignal
    self.output = try String(contentsOf: output, encoding: .utf8)
    self.errors = try String(contentsOf: errors, encoding: .utf8)
  }

  /// The single JSON object that standard output must be.
  public func json<Value: Decodable>(_: Value.Type = Value.self) throws -> Value {
    try JSONDecoder().decode(Value.self, from: Data(output.utf8))
  }
}

/// What the package manager built into the folder of the test bundle.
public enum Product {
  struct Missing: Error {
    let name: String
    let folders: [String]
  }

  public static func named(_ name: String) throws -> URL {
    let bundles = Bundle.allBundles.map(\.bundleURL).filter { $0.pathExtension == "xctest" }
    let program = URL(fileURLWithPath: CommandLine.arguments[0])
    let folders = (bundles + [program]).map { $0.deletingLastPathComponent() }
    let files = folders.map { $0.appendingPathComponent(name) }
    guard let file = files.first(where: { FileManager.default.fileExists(atPath: $0.path) }) else {
      throw Missing(name: name, folders: folders.map(\.path))
    }
    return file
  }
}
