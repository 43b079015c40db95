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
