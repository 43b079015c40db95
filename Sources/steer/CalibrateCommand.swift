import ArgumentParser
import Calibrating
import Foundation
import Reporting
import Scenarios

struct CalibrateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibrate",
    abstract: "How often the verdicts are wrong, on models with known answers.",
    discussion: """
      Runs the scenarios that make claims on hundreds of planted models whose true effects are known, and \
      counts false SUPPORTED, power and the coverage of intervals. Writes the counts (calibration.json), \
      the page (calibration.md) and its figure. About 20 minutes on two cores; running again changes no byte.

      Examples:
        steer calibrate
        steer calibrate --models 20 --output /tmp/calibration
        steer calibrate --render

      JSON: the counts of calibration.json, in one object.
      """)

  @Option(help: "Models of each condition.")
  var models = 200

  @Option(
    help: ArgumentHelp(
      "The folder to write to; Reports of the checkout that the command was built from when not given.",
      valueName: "folder"), completion: .directory)
  var output: String?

  @Option(
    help: ArgumentHelp(
      "Plant only this claim, and no models without planting; may be repeated.", valueName: "id"))
  var claim: [String] = []

  @Flag(help: "Measure nothing: weave the page from the counts in the folder.")
  var render = false

  @OptionGroup var threads: ThreadsOption
  @OptionGroup var console: Console

  func validate() throws {
    guard (1...10_000).contains(models) else {
      throw ValidationError("--models: expected 1 to 10000, got \(models)")
    }
    let known = allScenarios.flatMap(\.claims).map(\.id)
    if let stranger = claim.first(where: { !known.contains($0) }) {
      throw ValidationError(
        "unknown claim '\(stranger)'; known: \(known.joined(separator: ", "))")
    }
    if !claim.isEmpty, output == nil {
      throw ValidationError("--claim measures a part: say with --output where to, not to Reports")
    }
  }

  func run() throws {
    let folder = output ?? allScenarios[0].checkout + "/Reports"
    try Output.check(folder: folder)
    let calibration = try render ? known(in: folder) : measured()
    let write = {
      try ReportWriter(folder: folder).write(calibration.files(), isComplete: false)
      console.message("written to \(folder)")
    }
    try console.show(calibration, writing: write) { [] }
  }

  private func measured() throws -> Calibration {
    let bar = console.progress("calibrate", of: models)
    var told = 0
    let run = CalibrationRun(
      allScenarios, models: models, claims: claim.isEmpty ? nil : Set(claim),
      plantsNothing: claim.isEmpty)
    let calibration = try run.measure { done in
      bar.update(done)
      if done >= told + max(models / 10, 1) {
        told = done
        bar.finish()
        console.message("\(done) of \(models) seeds")
      }
    }
    bar.finish()
    return calibration
  }

  private func known(in folder: String) throws -> Calibration {
    let path = "\(folder)/\(Calibration.recordName)"
    return try reading(path) {
      try Calibration(json: Data(contentsOf: URL(fileURLWithPath: path)))
    }
  }
}
