import ArgumentParser
import Claims
import Experiments
import Files
import Foundation
import Inference
import Reporting
import Scenarios
import Store

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Run the scenarios and write their findings to Reports/.",
    discussion: """
      Runs every scenario on both engines, or those that are named, judges the claims that were registered \
      together as one family an engine, and weaves prose, code, tables and figures into Markdown. Nothing in a report
      depends on the machine or the day: running again changes no byte.

      An interrupted run goes on where it stopped: what is finished is kept in .cells.sqlite in the report's \
      folder until the command is built anew. --check takes nothing from there.

      A partial run takes the other scenarios' results from the records in the report's folder.

      --html runs nothing: it makes one web page, index.html, of the records in the folder, with all findings or \
      those that are named, and needs no other file and no network. It is made anew in a second, so that \
      it is not committed; it has what the Markdown has.
      Reads the scenarios of the checkout that the command was built from.

      Examples:
        steer report
        steer report S01-sentiment --engine tiny
        steer report --check
        steer report --html

      JSON: the findings, [{"claim": {...}, "engine": "...", "verdict": {...}, "summary": "...", ...}]
      """)

  @Argument(help: "Scenarios to run, by name; all when none is named.")
  var scenarios: [String] = []

  @Option(help: "The engine to run on: tiny, full or all.")
  var engine = EngineChoice.all

  @Option(
    help: "The folder to write to, or to check; Reports/ of the checkout when not given.",
    completion: .directory)
  var output: String?

  @Option(help: "What real weights are run in: exact, as in the committed report, or fast.")
  var precision = Precision.exact

  @Flag(help: "Write nothing; exit with 1 when the report in the folder is not what a run gives.")
  var check = false

  @Flag(
    help:
      "Run nothing: write index.html, one web page with the findings that the folder has records of."
  )
  var html = false

  @OptionGroup var console: Console

  enum EngineChoice: String, CaseIterable, ExpressibleByArgument {
    case tiny, full, all

    var names: [Engine.Name] {
      switch self {
      case .tiny: [.tiny]
      case .full: [.full]
      case .all: Engine.Name.allCases
      }
    }
  }

  func validate() throws {
    let known = allScenarios.map(\.name)
    if let stranger = scenarios.first(where: { !known.contains($0) }) {
      throw ValidationError(
        "unknown scenario '\(stranger)'; a new one is known once the command is built again (swift build); "
          + "known: \(known.joined(separator: ", "))")
    }
    if html, engine != .all || precision != .exact {
      throw ValidationError(
        "--html runs nothing, so that it takes neither --engine nor --precision")
    }
  }

  func run() throws {
    try html ? webPage() : report()
  }

  /// From the records, so that it shows what was committed, on every engine.
  private func webPage() throws {
    let folder = try output ?? reportsFolder()
    let names = scenarios.isEmpty ? nil : Set(scenarios)
    var run = ReportRun(allScenarios, items: sourceMaterial)
    try run.addRecords(in: folder)
    let missing = scenarios.filter { !run.recorded.contains($0) }
    guard missing.isEmpty, !run.recorded.isEmpty else {
      let what = missing.isEmpty ? "any scenario" : missing.joined(separator: ", ")
      throw BadInput("\(folder)/records", "no record of \(what); `steer report` makes it")
    }
    let page = try run.webPage(of: names)
    let writer = ReportWriter(folder: folder)
    if check {
      try pass(
        writer.check([page], isComplete: false), else: "`steer report --html` writes it anew")
    } else {
      try writer.write([page], isComplete: false)
      let path = "\(folder)/\(page.path)"
      try console.show(["path": path]) { [path] }
    }
  }

  private func report() throws {
    let names = scenarios.isEmpty ? allScenarios.map(\.name) : scenarios
    // A scenario on real weights takes about forty times as long as one on the tiny model.
    func weight(_ engine: Engine.Name) -> Int { engine == .tiny ? 1 : 40 }
    let bar = console.progress(
      "report", of: names.count * engine.names.reduce(0) { $0 + weight($1) })
    var done = 0
    let folder = try output ?? reportsFolder()
    let kept = try check ? nil : keptPages(in: folder)
    var run = ReportRun(allScenarios, items: sourceMaterial)
    for name in engine.names {
      let engine = try Engine(name, precision: precision)
      try run.run(Set(names), on: engine, keeping: kept) { scenario, isKept in
        bar.finish()
        console.message(
          "\(scenario) on \(name.rawValue)" + (isKept ? ", kept from before" : ""))
        bar.update(done)
        done += weight(name)
      }
    }
    bar.finish()
    let isComplete = scenarios.isEmpty && engine == .all
    if !isComplete { try run.addRecords(in: folder) }

    let writer = ReportWriter(folder: folder)
    let findings = try run.findings()
    try console.show(findings) {
      table(
        findings.filter { $0.verdict != .notRun }.map {
          [$0.claim.id, $0.engine, "\($0.verdict)", $0.summary]
        })
    }
    if check {
      try pass(
        writer.check(run.files(), isComplete: isComplete), else: "`steer report` writes it anew")
    } else {
      try writer.write(run.files(), isComplete: isComplete)
      console.message("written to \(folder)")
    }
  }

  private func pass(_ differences: [ReportWriter.Difference], else advice: String) throws {
    for difference in differences { console.message("\(difference)") }
    if !differences.isEmpty {
      console.message("the report is not what a run gives; \(advice)")
      throw ExitCode(1)
    }
    console.message("the report is what a run gives, byte for byte")
  }

  private func keptPages(in folder: String) throws -> KeptPages {
    let program = Bundle.main.executableURL ?? URL(fileURLWithPath: CommandLine.arguments[0])
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let store = try Store(path: "\(folder)/.cells.sqlite") {
      console.message("another process is writing a report to \(folder); waiting")
    }
    return try KeptPages(in: store, build: fileHash(of: program))
  }

  /// `Reports` beside the scenarios that the command was built from.
  private func reportsFolder() throws -> String {
    let root = allScenarios[0].checkout
    guard FileManager.default.fileExists(atPath: root + "/Scenarios") else {
      throw BadInput(root, "the checkout that this command was built from is gone; build it again")
    }
    return root + "/Reports"
  }
}
