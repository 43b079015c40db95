import ArgumentParser
import Files
import Foundation
import Inference

/// The command: a thin face over the modules, one file a verb.
@main
struct Steer: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "steer",
    abstract: "Test-first research on steering vectors in language models.",
    discussion: """
      Data goes to standard output, messages and progress to standard error.
      Exit status: 0 done, 1 a claim or check failed, 2 bad usage, 3 a bad input file, 4 an output that cannot \
      be written.
      Colors are used on a terminal, unless NO_COLOR is set.

      Examples:
        steer doctor
        steer extract --pairs love.jsonl --output love.gguf
        steer chat --vector love.gguf --layer 4
        steer new-scenario less-hedging --pairs mine.jsonl

      Completion of verbs, options and files (in folders that are there; for zsh one of its fpath):
      \(Shell.allCases.map { "  \($0.script) \\\n    > ~/\($0.completionFile)" }.joined(separator: "\n"))
      """,
    version: Version.text,
    subcommands: [
      ReportCommand.self, SweepCommand.self, MergeCommand.self,
      ExperimentCommand.self, RobustnessCommand.self, AuditCommand.self, VerifyCommand.self,
      BehaviorCommand.self,
      GenerateCommand.self, ChatCommand.self,
      ExtractCommand.self, ConvertCommand.self, ScoreCommand.self, TokenizeCommand.self,
      InspectCommand.self,
      ModelCommand.self, DataCommand.self, BenchCommand.self, CalibrateCommand.self,
      ScalingCommand.self,
      NewScenarioCommand.self,
      DoctorCommand.self,
    ])

  static func main() {
    do {
      try Compute.checkEnvironment()
      var command = try parseAsRoot()
      try command.run()
      // Output that a full disk swallowed must not look like success.
      guard fflush(nil) == 0 else { throw FileError.system("write", "standard output") }
    } catch {
      Failure(error).exit()
    }
  }
}
