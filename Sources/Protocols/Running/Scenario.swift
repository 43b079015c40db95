import Claims
import Foundation
import Inference
import Reporting
import Steering

/// A research question as a program: registered claims, and the run that gathers their evidence.
public struct Scenario: Sendable {
  /// "S01-sentiment": number and slug; the page's name.
  public let name: String
  /// What its page answers most directly …
  public let answers: [Question]
  /// … and what else, where another page does that.
  public let alsoAnswers: [Question]
  /// The confirmatory claims; empty for a scenario that only shows.
  public let claims: [Claim]
  let filePath: String
  let body: @Sendable (ScenarioPage) throws -> Void

  /// - Parameter filePath: the scenario's source, which the report is woven from.
  public init(
    _ name: String, answers: [Question], alsoAnswers: [Question] = [], claims: [Claim] = [],
    filePath: StaticString = #filePath, body: @escaping @Sendable (ScenarioPage) throws -> Void
  ) {
    self.name = name
    self.answers = answers
    self.alsoAnswers = alsoAnswers
    self.claims = claims
    self.filePath = "\(filePath)"
    self.body = body
  }

  /// The checkout that the scenario was built from.
  public var checkout: String {
    ((filePath as NSString).deletingLastPathComponent as NSString).deletingLastPathComponent
  }

  /// The literate source, read when a report is made, with what its numbers come from besides: the files in
  /// the folder of its name, and the measurements that scenarios share.
  ///
  /// - Throws: when the checkout that the command was built from is gone.
  public func source() throws -> LiterateSource {
    let file = URL(fileURLWithPath: filePath)
    let name = file.deletingPathExtension().lastPathComponent
    let own = try swiftFiles(in: file.deletingPathExtension().path)
    let shared = try swiftFiles(in: checkout + "/Sources/Protocols")
    return try LiterateSource(
      path: "Scenarios/" + file.lastPathComponent, text: read(filePath),
      companions: own.map { "Scenarios/\(name)/\(($0 as NSString).lastPathComponent)" },
      besides: (own + shared).map(read))
  }

  private func read(_ path: String) throws -> String {
    try String(contentsOfFile: path, encoding: .utf8)
  }

  /// Sorted; none where there is no such folder.
  private func swiftFiles(in folder: String) throws -> [String] {
    guard FileManager.default.fileExists(atPath: folder) else { return [] }
    return try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { $0.hasSuffix(".swift") }.sorted().map { "\(folder)/\($0)" }
  }

  /// Runs the scenario on a model.
  public func run(in laboratory: Laboratory) throws -> ScenarioPage {
    let page = ScenarioPage(laboratory)
    try body(page)
    return page
  }

  /// What a run in the laboratory shows; without outputs, and with the reason, where the model cannot do
  /// what the scenario asks of it.
  func record(in laboratory: Laboratory, of source: LiterateSource) throws -> PageRecord {
    do {
      return try run(in: laboratory).record(of: source)
    } catch let error where error is ModelError || error is SteeringError || error is TokenizerError
    {
      return try ScenarioPage(laboratory).record(of: source, obstacle: "\(error)")
    }
  }
}
