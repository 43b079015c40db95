import Assets
import Claims
import Foundation
import Inference
import Reporting
import Steering
import Subjects

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
  /// The public data sets that it reads, which have to be fetched first: names, or what several begin with.
  public let dataSets: [String]
  /// What it runs in, where that is not what the model's card says.
  public let precision: Precision?
  /// What takes long, in pieces that can be measured anywhere, in any order, to the same bits; empty where it is one.
  public let parts: @Sendable (Laboratory) throws -> [ScenarioPart]
  let filePath: String
  let body: @Sendable (ScenarioPage) throws -> Void

  /// - Parameter filePath: the scenario's source, which the report is woven from.
  public init(
    _ name: String, answers: [Question], alsoAnswers: [Question] = [], claims: [Claim] = [],
    dataSets: [String] = [], precision: Precision? = nil, filePath: StaticString = #filePath,
    parts: @escaping @Sendable (Laboratory) throws -> [ScenarioPart] = { _ in [] },
    body: @escaping @Sendable (ScenarioPage) throws -> Void
  ) {
    self.name = name
    self.answers = answers
    self.alsoAnswers = alsoAnswers
    self.claims = claims
    self.dataSets = dataSets
    self.precision = precision
    self.parts = parts
    self.filePath = "\(filePath)"
    self.body = body
  }

  /// The checkout that the scenario was built from.
  public var checkout: String {
    ((filePath as NSString).deletingLastPathComponent as NSString).deletingLastPathComponent
  }

  /// The data sets that a run on a model would need and that are not in the cache whole; the planted model reads none.
  func missingDataSets(for card: ModelCard) -> [PublicDataSet] {
    if card.role == .control || dataSets.isEmpty { return [] }
    return PublicDataSet.all.filter { set in
      dataSets.contains { set.name == $0 || set.name.hasPrefix($0 + "/") }
        && !set.files.allSatisfy { $0.state == .cached }
    }
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

/// A piece of a scenario's work, whose result is kept where the laboratory keeps its measurements.
public struct ScenarioPart {
  /// What it is called in progress.
  public let name: String
  /// Tokens that it reads, about: what it costs.
  public let tokens: () throws -> Int
  /// Measures it, or finds it kept.
  public let measure: () throws -> Void

  /// - Parameter tokens: counted when they are asked for.
  public init(
    _ name: String, tokens: @escaping () throws -> Int, measure: @escaping () throws -> Void
  ) {
    self.name = name
    self.tokens = tokens
    self.measure = measure
  }
}
