/// The expected verdict of every claim on every model; the project's own is
/// `Tests/ScenarioTests/ExpectedVerdicts.swift`.
///
/// A change in either direction fails: a claim that was refuted and now holds is as much news as the
/// reverse. Change the ledger together with the prose, never δ, layer, lexicon or data.
public struct Ledger: Sendable, ExpressibleByDictionaryLiteral {
  private var entries: [(claimID: String, verdicts: [String: Verdict])]

  /// `["S01.1": ["planted": .supported, "smollm2-135m": .refuted(.opposite)]]`
  public init(dictionaryLiteral elements: (String, [String: Verdict])...) {
    entries = elements.map { ($0.0, $0.1) }
  }

  /// The expected verdict, nil where there is none. Of two entries for one claim the last counts.
  public subscript(claimID: String, engine: String) -> Verdict? {
    entries.last { $0.claimID == claimID }?.verdicts[engine]
  }

  /// What differs between this ledger and one engine's findings, empty when nothing does.
  ///
  /// Expected entries without a finding and findings without an entry differ too.
  public func differences(from findings: [Finding], on engine: String) -> [Difference] {
    let found = findings.filter { $0.engine == engine }
    let missing = entries.compactMap { entry -> Difference? in
      guard let expected = entry.verdicts[engine],
        !found.contains(where: { $0.claim.id == entry.claimID })
      else { return nil }
      return Difference(
        claimID: entry.claimID, engine: engine, expected: expected, finding: nil)
    }
    let changed = found.compactMap { finding -> Difference? in
      let expected = self[finding.claim.id, engine]
      guard expected != finding.verdict else { return nil }
      return Difference(
        claimID: finding.claim.id, engine: engine, expected: expected, finding: finding)
    }
    return changed + missing
  }

  /// A claim whose finding on an engine is not what the ledger expects.
  public struct Difference: Sendable, Equatable, CustomStringConvertible {
    /// The claim in question, "S01.1".
    public let claimID: String
    /// The engine on which they differ.
    public let engine: String
    /// Nil when the ledger has no entry.
    public let expected: Verdict?
    /// Nil when there is no finding.
    public let finding: Finding?

    /// Expected and found verdict under one another, then the whole finding.
    public var description: String {
      """
      \(claimID) on \(engine)
      − expected: \(expected?.description ?? "no entry in the ledger")
      + found:    \(finding?.verdict.description ?? "no finding")
      \(finding?.description ?? "")
      """
    }
  }
}
