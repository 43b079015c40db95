import Foundation
import TestSupport
import Testing

/// What cannot be written ends with status 4: before the work where that can be known, else after its results.
@Suite("Outputs")
struct OutputTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A model that is not there: a command that looks at it first ends with status 3.
  private static let noModel = ["--model", "/none.gguf"]

  @Test("every verb looks at its outputs before it reads a model or measures, and touches nothing")
  func beforeTheWork() throws {
    defer { folder.remove() }
    let pairs = try ExtractCommandTests.pairs(folder).path
    let vector = try ConvertCommandTests.vector(folder)
    let file = try folder.file("a.txt", "kept").path
    let nowhere = folder.path("none/x")
    let commands: [[String]] = [
      ["extract", "--pairs", pairs] + Self.noModel + ["--output"],
      ["convert", vector],
      ["experiment", "--behavior", "sentiment"] + Self.noModel + ["--output"],
      ["sweep"] + Self.noModel + ["--values"],
      ["sweep"] + Self.noModel + ["--plan"],
      ["sweep"] + Self.noModel + ["--store"],
      ["merge", nowhere, "--store"],
      ["report", "S25-steerability"] + Self.noModel + ["--shard", "0/2", "--store"],
    ]
    for command in commands {
      for (place, said) in [
        (nowhere, "there is no folder \(folder.path("none"))/"), (file + "/x", "Not a directory"),
        (folder.url.path, "it is a folder"), (folder.url.path + "/", "it is a folder"),
        ("", "the name of a file"),
      ] {
        if place == "", command[0] == "report" { continue }  // A share has a name of its own.
        if command[0] == "report", place.hasPrefix(folder.url.path), said == "it is a folder" {
          continue
        }
        let run = try Run(command + [place])
        #expect(run.status == 4 && run.output == "", "\(command) \(place): \(run.errors)")
        #expect(run.errors.hasPrefix("steer: cannot write \(place)"), "\(run.errors)")
        #expect(run.errors.contains(said), "\(command): \(run.errors)")
        #expect(run.errors.filter(\.isNewline).count == 1, "\(run.errors)")
      }
    }
    for command in [["sweep"] + Self.noModel, ["report"] + Self.noModel, ["calibrate"]] {
      let run = try Run(command + ["--output", file])
      #expect(run.status == 4 && run.errors.contains("\(file) is no folder"), "\(run.errors)")
      let below = try Run(command + ["--output", file + "/out"])
      #expect(below.status == 4 && below.errors.contains("\(file) is no folder"), "\(below.errors)")
    }
    #expect(try String(contentsOfFile: file, encoding: .utf8) == "kept")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted()
        == ["a.txt", "pairs.jsonl", "vector.gguf"])
  }

  @Test("a file keeps its bytes where the work fails, whatever stands before it")
  func keptBytes() throws {
    defer { folder.remove() }
    let file = try folder.file("v.gguf", "kept").path
    let bad = try folder.file("bad.jsonl", "{}\n").path
    let run = try Run("extract", "--pairs", bad, "--output", file)
    #expect(run.status == 3, "\(run.errors)")
    #expect(try String(contentsOfFile: file, encoding: .utf8) == "kept")
  }

  #if os(Linux)
    @Test("a full disk: the result is printed, then the error, with status 4")
    func fullDisk() throws {
      defer { folder.remove() }
      let pairs = try ExtractCommandTests.pairs(folder).path
      let store = folder.path("s.sqlite")
      let prompts = try folder.file("prompts.txt", "the garden\n").path
      let sweep = ["sweep", "--layers", "4", "--items", "4", "--store", store]
      for (arguments, shown) in [
        (["extract", "--pairs", pairs, "--output"], "60 pairs"),
        (["extract", "--json", "--pairs", pairs, "--output"], "{\"layers\""),
        (["generate", "--prompts", prompts, "--output"], "\"prompt\":\"the garden\""),
        (sweep + ["--values"], "layer  c"), (sweep + ["--plan"], "slowest share"),
      ] {
        // Both streams into one, to see their order.
        let run = try Run(shell: "\"$0\" \"$@\" 2>&1", arguments: arguments + ["/dev/full"])
        #expect(run.status == 4, "\(run.output)")
        let lines = run.output.split(separator: "\n")
        #expect(run.output.contains(shown), "\(run.output)")
        #expect(
          lines.last == "steer: cannot write /dev/full: No space left on device", "\(run.output)")
      }
      let full = try Run(shell: "\"$0\" doctor > /dev/full")
      #expect(full.status == 4 && full.errors.contains("standard output"), "\(full.errors)")
    }

    @Test("a device takes the bytes and stays what it is")
    func device() throws {
      defer { folder.remove() }
      let pairs = try ExtractCommandTests.pairs(folder).path
      let run = try Run(
        shell:
          "\"$0\" extract --quiet --pairs \"$1\" --output /dev/stderr 2>&1 >/dev/null | head -c 4",
        arguments: [pairs])
      #expect(run.output == "GGUF")
      let null = try Run("extract", "--pairs", pairs, "--output", "/dev/null")
      #expect(null.status == 0)
      let kind = try FileManager.default.attributesOfItem(atPath: "/dev/null")[.type]
      #expect(kind as? FileAttributeType == .typeCharacterSpecial)
    }
  #endif

  @Test("the root's help tells the status")
  func help() throws {
    #expect(try Run("--help").output.contains("4 an output that cannot be written"))
  }
}
