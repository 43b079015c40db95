import Foundation
import Testing

/// One run of the built command as a process of its own.
struct Run {
  let status: Int32
  let output: String
  let errors: String

  /// - Parameter environment: added to this process's.
  init(_ arguments: String..., environment: [String: String] = [:]) throws {
    try self.init(arguments, environment: environment)
  }

  init(_ arguments: [String], environment: [String: String] = [:]) throws {
    try self.init(Self.command, arguments, environment: environment)
  }

  /// A shell script, in which `$0` is the command.
  init(shell script: String, arguments: [String] = []) throws {
    try self.init(
      URL(fileURLWithPath: "/bin/sh"), ["-c", script, Self.command.path] + arguments)
  }

  private init(
    _ program: URL, _ arguments: [String], environment: [String: String] = [:]
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
    process.waitUntilExit()
    status = process.terminationStatus
    self.output = try String(contentsOf: output, encoding: .utf8)
    self.errors = try String(contentsOf: errors, encoding: .utf8)
  }

  /// The single JSON object that standard output must be.
  func json<Value: Decodable>(_: Value.Type = Value.self) throws -> Value {
    try JSONDecoder().decode(Value.self, from: Data(output.utf8))
  }

  /// `steer`, which the package manager builds into the folder of the test bundle.
  private static var command: URL {
    get throws {
      let bundles = Bundle.allBundles.map(\.bundleURL).filter { $0.pathExtension == "xctest" }
      let program = URL(fileURLWithPath: CommandLine.arguments[0])
      let folders = (bundles + [program]).map { $0.deletingLastPathComponent() }
      let files = folders.map { $0.appendingPathComponent("steer") }
      return try #require(
        files.first { FileManager.default.isExecutableFile(atPath: $0.path) },
        "steer is in none of \(folders.map(\.path))")
    }
  }
}

/// A new folder for the files of one test.
struct TemporaryFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory
      .appendingPathComponent("CommandTests-\(UUID().uuidString)", isDirectory: true)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  func remove() { try? FileManager.default.removeItem(at: url) }

  func path(_ name: String) -> String { url.appendingPathComponent(name).path }

  func file(_ name: String, _ content: String) throws -> URL {
    let file = url.appendingPathComponent(name)
    try Data(content.utf8).write(to: file)
    return file
  }
}
