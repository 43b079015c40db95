import ArgumentParser
import Foundation
import Reporting
import Scenarios
import Sweeps

struct ScalingCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scaling",
    abstract: "Simulate a 7B model's sweep on 1 to 1,024 workers.",
    discussion: """
      Reads what the work costs on one machine (scaling.json, which `make bench-cluster` measures), simulates \
      loading, slow workers, failures and the merge, and writes the page scaling.md with its figure. Running \
      again changes no byte.

      Examples:
        steer scaling
        steer scaling --output /tmp/scaling

      JSON: {"efficiency": [...], "workers": [...]}
      """)

  @Option(
    help: ArgumentHelp(
      "The folder of scaling.json; Reports of the checkout that the command was built from when not given.",
      valueName: "folder"), completion: .directory)
  var output: String?

  @OptionGroup var console: Console

  func run() throws {
    let folder = output ?? allScenarios[0].checkout + "/Reports"
    let path = "\(folder)/\(ScalingCosts.recordName)"
    let costs = try reading(path) {
      try ScalingCosts(json: Data(contentsOf: URL(fileURLWithPath: path)))
    }
    let scaling = try Scaling(costs)
    let write = {
      try ReportWriter(folder: folder).write(scaling.files(), isComplete: false)
      console.message("written to \(folder)")
    }
    try console.show(scaling.summary, writing: write) { [] }
  }
}
