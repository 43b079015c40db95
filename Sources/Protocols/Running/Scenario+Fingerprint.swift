import Foundation
import Reporting

extension Scenario {
  /// The literate source, read when a report is made, with what its numbers come from besides.
  ///
  /// A record's fingerprint covers the scenario's code, the files in the folder of its name, and the
  /// measurements that scenarios share, of the modules that it imports (not their folders, such as `Running`, which
  /// compute no number). What lies below, vectors, metrics, engine, has keys and versions of its own, and the tests
  /// compare every record with a fresh run.
  ///
  /// - Throws: when the checkout that the command was built from is gone.
  public func source() throws -> LiterateSource {
    let file = URL(fileURLWithPath: filePath)
    let name = file.deletingPathExtension().lastPathComponent
    let own = try swiftFiles(in: file.deletingPathExtension().path)
    let text = try read(filePath)
    let shared = try Self.measurements.filter { text.contains("import \($0)\n") }.flatMap {
      try swiftFiles(in: "\(checkout)/Sources/\($0)")
    }
    return try LiterateSource(
      path: "Scenarios/" + file.lastPathComponent, text: text,
      companions: own.map { "Scenarios/\(name)/\(($0 as NSString).lastPathComponent)" },
      besides: (own + shared).map(read))
  }

  /// The modules of measurements that scenarios share, as far as a scenario imports them.
  private static let measurements = ["Protocols", "Selectivity", "Replication"]

  private func read(_ path: String) throws -> String {
    try String(contentsOfFile: path, encoding: .utf8)
  }

  /// Sorted; none where there is no such folder.
  private func swiftFiles(in folder: String) throws -> [String] {
    guard FileManager.default.fileExists(atPath: folder) else { return [] }
    return try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { $0.hasSuffix(".swift") }.sorted().map { "\(folder)/\($0)" }
  }
}
