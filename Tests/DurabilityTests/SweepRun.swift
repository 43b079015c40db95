import Foundation
import Store
import TestSupport

/// A small sweep whose store and page lie in one folder, run as a process that can be made to fail.
struct SweepRun {
  /// The folder, as the process sees it: without links.
  let folder: String
  static let store = "cells.sqlite"
  /// The unsteered model and two coefficients.
  static let pointCount = 3
  static let pages = ["pages/sweep.md", "pages/figures/sweep-1.svg"]

  @discardableResult
  func callAsFunction(_ fault: Fault = .none, recording: Bool = false) throws -> Outcome {
    try runCommand(
      [
        "sweep", "--layers", "3", "--coefficients=1,2", "--items", "4", "--store",
        "\(folder)/\(Self.store)", "--output", "\(folder)/pages", "--quiet",
      ], in: folder, fault, recording: recording)
  }

  func cells() throws -> [Cell] { try Store(path: "\(folder)/\(Self.store)").cells() }

  func page(_ path: String) -> Data? { FileManager.default.contents(atPath: "\(folder)/\(path)") }
}

enum Fault {
  case none
  case killAt(Int)
  case killAfter(Duration)
  case fullAt(Int)
  case inPlace
}

struct Outcome {
  let run: Run
  let changes: [FileChange]
}

/// Runs the command with a fault in what it does to the files of a folder.
func runCommand(
  _ arguments: [String], in folder: String, _ fault: Fault = .none, recording: Bool = false
) throws -> Outcome {
  let log = try TemporaryFolder()
  defer { log.remove() }
  var environment: [String: String] = [:]
  var killedAfter: Duration?
  switch fault {
  case .none: break
  case .killAt(let count): environment["FAULT_KILL_AT"] = "\(count)"
  case .killAfter(let duration): killedAfter = duration
  case .fullAt(let count): environment["FAULT_FULL_AT"] = "\(count)"
  case .inPlace: environment["FAULT_IN_PLACE"] = "1"
  }
  if !environment.isEmpty || recording {
    environment["FAULT_FOLDER"] = folder
    environment["FAULT_LOG"] = log.path("log")
    environment["LD_PRELOAD"] = try Product.named("libFaultInjection.so").path
  }
  environment["STEER_THREADS"] = "1"
  let run = try Run(arguments, environment: environment, killedAfter: killedAfter)
  let records = (try? Data(contentsOf: URL(fileURLWithPath: log.path("log")))) ?? Data()
  return Outcome(run: run, changes: try FileChange.parse(records, in: folder))
}

/// A folder for sweeps that is gone at the end of `body`, whatever stood in it.
func withSweep<Result>(
  files: [String: [UInt8]] = [:], _ body: (SweepRun) throws -> Result
) throws -> Result {
  let folder = try TemporaryFolder()
  defer { folder.remove() }
  for path in files.keys.sorted() {
    let url = folder.url.appendingPathComponent(path)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(files[path] ?? []).write(to: url)
  }
  return try body(SweepRun(folder: folder.url.resolvingSymlinksInPath().path))
}
