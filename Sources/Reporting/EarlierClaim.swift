import Foundation

/// A claim of an earlier protocol with what it came to: it is measured no more, and told at the end of its page.
public struct EarlierClaim: Sendable, Codable, Equatable {
  /// Base name of the page that tells it, "S01-sentiment".
  public let page: String
  /// Its id, "S01.1".
  public let claim: String
  /// As it was registered.
  public let hypothesis: String
  /// The commit that registered it.
  public let registered: String
  /// The commit whose report measured it.
  public let measured: String
  /// One a model.
  public let findings: [Finding]

  /// What it came to on one model, in the words of that report.
  public struct Finding: Sendable, Codable, Equatable {
    /// The model's name, "smollm2-135m".
    public let model: String
    /// "SUPPORTED" and the like.
    public let verdict: String
    /// With interval and unit.
    public let effect: String
  }

  /// Throws `ReportingError.badRecord` for a file that is not a list of such claims.
  public static func list(json: Data) throws -> [EarlierClaim] {
    do {
      return try JSONDecoder().decode([EarlierClaim].self, from: json)
    } catch {
      throw ReportingError.badRecord(reason: "\(error)")
    }
  }
}

extension [EarlierClaim] {
  /// A heading, a sentence and a table; nothing where there are none.
  var blocks: [Document.Block] {
    if isEmpty { return [] }
    return [
      .heading("Earlier protocol"),
      .paragraph([
        "What the first protocol's claims came to before this one took their place; they are measured no more."
      ]),
      .grid(
        Grid(
          columns: ["claim", "model", "verdict", "effect [interval]", "registered", "measured"],
          rows: flatMap { claim in
            claim.findings.enumerated().map { index, finding in
              [
                .init(
                  [.strong(claim.claim), .text(" \(claim.hypothesis)")], isRepeated: index > 0),
                .init(finding.model), .init(finding.verdict), .init(finding.effect),
                .init(claim.registered), .init(claim.measured),
              ]
            }
          })),
    ]
  }
}
