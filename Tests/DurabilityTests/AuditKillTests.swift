#if os(Linux)
  import Foundation
  import TestSupport
  import Testing

  @Suite("Experiments and audits that are stopped go on to the same bytes", .serialized)
  struct AuditKillTests {
    private static let isThorough = ProcessInfo.processInfo.environment["STEER_THOROUGH"] != nil
    private let folder: TemporaryFolder
    private var home: String { folder.url.resolvingSymlinksInPath().path }

    init() throws { folder = try TemporaryFolder() }

    /// What one run prints, and the files that it leaves beside its store.
    private struct Whole: Equatable {
      let output: String
      let files: [String: Data]
    }

    private func arguments(_ verb: String, in place: String) -> [String] {
      let common = ["--store", "\(place)/s.sqlite", "--quiet"]
      return verb == "experiment"
        ? ["experiment", "--behavior", "corrigibility", "--json", "--output", "\(place)/out.gguf"]
          + common
        : [
          "audit", "\(home)/v.gguf", "--behavior", "corrigibility", "--layer", "3", "--budget",
          "0.1s", "--output", "\(place)/out",
        ] + common
    }

    private func whole(_ run: Run, in place: String) throws -> Whole {
      var files: [String: Data] = [:]
      let names = FileManager.default.subpaths(atPath: place) ?? []
      for name in names where !name.contains(".sqlite") {
        files[name] = FileManager.default.contents(atPath: "\(place)/\(name)")
      }
      return Whole(output: run.output, files: files.filter { !$0.value.isEmpty })
    }

    private func place(_ name: String) throws -> String {
      let path = "\(home)/\(name)"
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      return path
    }

    @Test(
      "SIGKILL after changes of files, 6 evenly spread, 100 in a thorough run",
      arguments: ["experiment", "audit"])
    func everyWritePoint(verb: String) throws {
      let made = try Run("extract", "--behavior", "corrigibility", "--output", "\(home)/v.gguf")
      try #require(made.status == 0, "\(made.errors)")
      let first = try place("whole")
      let outcome = try runCommand(arguments(verb, in: first), in: first, recording: true)
      try #require(outcome.run.status == 0, "\(outcome.run.errors)")
      let expected = try whole(outcome.run, in: first)
      let changes = outcome.changes.count
      #expect(changes > 100)
      // One run changes its files tens of thousands of times: not after each.
      let step = changes / (Self.isThorough ? 100 : 6)
      for count in stride(from: 1 + step / 2, through: changes, by: step) {
        let path = try place("killed-\(count)")
        let killed = try runCommand(arguments(verb, in: path), in: path, .killAt(count)).run
        #expect(killed.wasKilled, "after \(count) changes")
        let resumed = try runCommand(arguments(verb, in: path), in: path, recording: true)
        #expect(resumed.run.status == 0, "after \(count) changes: \(resumed.run.errors)")
        #expect(try whole(resumed.run, in: path) == expected, "after \(count) changes")
        // What was kept is not measured again.
        if count > changes / 2 {
          #expect(resumed.changes.count < changes * 3 / 4, "after \(count) of \(changes) changes")
        }
        try FileManager.default.removeItem(atPath: path)
      }
      print("\(verb): killed after changes, step \(step), of \(changes)")
    }
  }
#endif
