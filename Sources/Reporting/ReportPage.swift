import Claims

/// A scenario's source with what its runs showed: everything a page is made of.
public struct ReportPage: Sendable {
  /// Base name of the page's files, "S01-sentiment".
  public let name: String
  /// Prose and code of the page.
  public let source: LiterateSource
  /// One an engine.
  public let records: [PageRecord]
  /// The findings of this scenario's claims on all engines.
  public let findings: [Finding]
  /// What claims of an earlier protocol came to.
  public let earlier: [EarlierClaim]
  /// What its prose may cite.
  public let placeholders: Placeholders

  /// Neither that the records are of the source's present code nor that every evidence has its
  /// finding is checked here; ``weave(_:)`` does.
  public init(
    name: String, source: LiterateSource, records: [PageRecord], findings: [Finding],
    earlier: [EarlierClaim] = [], placeholders: Placeholders = Placeholders()
  ) {
    self.name = name
    self.source = source
    self.records = records
    self.findings = findings
    self.earlier = earlier
    self.placeholders = placeholders
  }
}

/// A file of the report: its path in the report's folder, and its text.
public struct ReportFile: Sendable, Equatable {
  /// Relative to the report's folder, with "/" between its parts.
  public let path: String
  /// Written as UTF-8.
  public let contents: String

  /// - Parameter path: inside the report's folder; ``ReportWriter`` throws for any other.
  public init(path: String, contents: String) {
    self.path = path
    self.contents = contents
  }
}

extension ReportPage {
  /// The first sentence of the section `## Answer`, filled, on one line; nil without such a section.
  func answerInBrief() throws -> String? {
    try source.answerInBrief.map { try placeholders.fill($0, in: source.path) }
  }

  var instruments: Set<String> { Set(records.filter(\.isInstrumentCheck).map(\.engine)) }

  /// Whether the scenario has no claims.
  var isExploratory: Bool { findings.isEmpty }

  /// Its claims, in the order given.
  var claims: [Claim] {
    findings.map(\.claim).reduce(into: [Claim]()) { claims, claim in
      if !claims.contains(where: { $0.id == claim.id }) { claims.append(claim) }
    }
  }

  /// By claim in the order of ``claims``; within a claim, real weights before instruments.
  var sortedFindings: [Finding] {
    claims.flatMap { claim in
      let group = findings.filter { $0.claim.id == claim.id }
      return group.filter { !instruments.contains($0.engine) }
        + group.filter { instruments.contains($0.engine) }
    }
  }
}
