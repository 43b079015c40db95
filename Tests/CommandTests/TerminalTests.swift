import Foundation
import TestSupport
import Testing

@Suite("Colors and progress are for terminals")
struct TerminalTests {
  static let escape = "\u{1B}"
  /// Every color sequence begins so; moving the cursor does not end in m.
  static func hasColor(_ text: String) -> Bool {
    text.firstMatch(of: /\u{1B}\[[0-9;]+m/) != nil
  }

  static let sweep = ["sweep", "--layers", "4", "--coefficients=1", "--items", "30", "--store"]

  @Test("a pipe gets no escape sequence, from any kind of output")
  func plain() throws {
    let folder = try TemporaryFolder()
    for arguments in [
      ["doctor"], ["doctor", "--json"], ["tokenize", "i love zygotes"], ["tokenize"],
      ["inspect", "/none"], ["--help"], Self.sweep + [folder.path("cells.sqlite")],
    ] {
      let run = try Run(arguments, environment: ["NO_COLOR": ""])
      #expect(!(run.output + run.errors).contains(Self.escape), "\(arguments)")
      #expect(run.output + run.errors != "")
    }
  }

  @Test(
    "a terminal gets color, and none with NO_COLOR or where it is dumb",
    arguments: [
      ["doctor"], ["tokenize", "i love zygotes"], ["inspect", "/none"],
      ["tokenize", "--model", "/none", "i"],
    ])
  func color(arguments: [String]) throws {
    let colored = try TerminalRun(arguments)
    #expect(Self.hasColor(colored.output), "\(colored.output)")
    for environment in [["NO_COLOR": "1"], ["TERM": "dumb"]] {
      let plain = try TerminalRun(arguments, environment: environment)
      #expect(!Self.hasColor(plain.output), "\(environment): \(plain.output)")
      #expect(plain.status == colored.status)
    }
    let words = colored.output.replacing(/\u{1B}\[[0-9;]+m/, with: "")
    let plain = try TerminalRun(arguments, environment: ["NO_COLOR": "1"]).output
    if arguments != ["doctor"] { #expect(words == plain) }
  }

  @Test("progress says how long is left, and its line is taken away; --quiet shows none")
  func progress() throws {
    let folder = try TemporaryFolder()
    let run = try TerminalRun(Self.sweep + [folder.path("1.sqlite"), "--layers", "1-6"])
    #expect(run.status == 0, "\(run.output)")
    #expect(run.output.contains("\rsweep [........................] 0 %"))
    #expect(run.output.firstMatch(of: /sweep \[#+\.*\] \d+ %, (\d+ min \d\d|\d+) s left/) != nil)
    #expect(run.output.contains("\r\u{1B}[K"))
    let pairs = try ExtractCommandTests.pairs(folder).path
    let extract = try TerminalRun(["extract", "--pairs", pairs, "--output", folder.path("v.gguf")])
    #expect(extract.output.contains("\rrecording ["))
    #expect(extract.status == 0)
    let quiet = try TerminalRun(
      Self.sweep + [folder.path("2.sqlite"), "--quiet", "--json"])
    #expect(!quiet.output.contains("\u{1B}"))
    #expect(!quiet.output.contains("steer:"))
    #expect(quiet.output.hasPrefix("{"))
  }

  @Test("--quiet silences messages and warnings, never an error")
  func quiet() throws {
    let folder = try TemporaryFolder()
    let quiet = try Run(Self.sweep + [folder.path("1.sqlite"), "--quiet"])
    #expect(quiet.status == 0 && quiet.errors == "" && quiet.output != "")
    let failed = try Run("inspect", "--quiet", "/none")
    #expect(failed.status == 3 && failed.errors.hasPrefix("steer: "))
  }
}
