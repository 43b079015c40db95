import Claims
import Formatting

/// Findings as parts of a page: the verdict table, the sentences under it, and all details in their place.
enum FindingBlocks {
  typealias Block = Document.Block
  typealias Inline = Document.Inline

  static func verdictTable(_ findings: [Finding], instruments: Set<String>) -> [Block] {
    var previous: String?
    let rows = findings.map { finding -> [Grid.Cell] in
      let contrasts = finding.contrasts
      let effects = contrasts.map { contrast in
        Inline.text(
          (contrasts.count > 1 ? "\(contrast.name) " : "") + effect(contrast, finding))
      }
      defer { previous = finding.claim.id }
      return [
        .init([.strong(finding.claim.id)], isRepeated: finding.claim.id == previous),
        .init(engineName(finding.engine, instruments)),
        .init([.verdict(finding.verdict)]),
        .init(lines(effects), order: contrasts.first?.estimate.value),
        .init(finding.threshold.map { Formatted.number($0) } ?? "", order: finding.threshold),
        .init(
          finding.adjustedPValue.map { Formatted.pValue($0) } ?? "", order: finding.adjustedPValue),
        .init(contrasts.first.map(size) ?? "", order: contrasts.first.map { Double($0.count) }),
      ]
    }
    let claims = findings.map(\.claim).reduce(into: [Claim]()) { claims, claim in
      if claims.last?.id != claim.id { claims.append(claim) }
    }
    return [
      // Outside the table, where a claim would stand beside every model or make the column wide.
      .list(
        claims.map { [.strong($0.id), " \($0.hypothesis)"] }),
      .grid(
        Grid(
          columns: [
            "claim", "model", "verdict", "effect [interval]", .number("δ"), .number("p (Holm)"),
            .number("n in clusters"),
          ], rows: rows)),
      .paragraph([
        .text(
          "Intervals and p are Holm-adjusted over the claims that were registered together; the p-value"
            + " is that of a sign-flip test of \(tested(claims)), and the claims' rank by it sets how much their"
            + " intervals are widened. "),
        .link("Key to the symbols", path: "README.md#key"), ".",
      ]),
    ]
  }

  /// What the p-values of these claims are of.
  private static func tested(_ claims: [Claim]) -> String {
    let later = claims.filter(\.isTestedAgainstThreshold)
    let earlier = claims.filter { !$0.isTestedAgainstThreshold }
    func names(_ claims: [Claim]) -> String { claims.map(\.id).joined(separator: ", ") }
    if later.isEmpty { return "no effect" }
    if earlier.isEmpty { return "an effect of δ or less" }
    return "no effect (\(names(earlier))), or of an effect of δ or less (\(names(later)))"
  }

  /// Why a claim is not supported, model by model. Why it is, the table says already; the details, further down
  /// the page, say it of all.
  static func reasons(_ findings: [Finding]) -> Block? {
    let unsupported = findings.filter { $0.verdict != .supported && $0.verdict != .notRun }
    guard !unsupported.isEmpty else { return nil }
    return .list(
      unsupported.map { [.strong("\($0.claim.id), \($0.engine):"), " \($0.summary)"] })
  }

  static func details(_ finding: Finding) -> [Block] {
    var blocks: [Block] = [
      .paragraph([
        .strong("\(finding.claim.id): \(finding.verdict)."), " \(finding.summary)",
      ])
    ]
    let delta = finding.threshold.map { Formatted.number($0) } ?? ""
    blocks.append(
      .grid(
        Grid(
          columns: [
            "effect", .number("estimate"), .number("interval"), .number("level"), .number("δ"),
            .number("p (raw)"), .number("n in clusters"),
          ],
          rows: finding.contrasts.map { contrast in
            let estimate = contrast.estimate
            return [
              .init(contrast.name), .init(value(contrast, finding), order: estimate.value),
              .init(Formatted.interval(estimate), order: estimate.interval.lower),
              .init(
                Formatted.percent(estimate.interval.confidence),
                order: estimate.interval.confidence),
              .init(delta, order: finding.threshold),
              .init(Formatted.pValue(contrast.pValue), order: contrast.pValue),
              .init(size(contrast), order: Double(contrast.count)),
            ]
          })))
    let checks = finding.gates.map { ("gate", $0) } + finding.controls.map { ("control", $0) }
    if !checks.isEmpty {
      blocks.append(
        .grid(
          Grid(
            columns: ["check", .init(name: "", spoken: "kind"), "measured", "rule", "holds"],
            rows: checks.map { kind, result in
              [
                .init(result.check.name), .init(kind), .init(result.measured), .init(result.rule),
                .init([result.holds ? "yes" : .strong(result.outcome)]),
              ]
            })))
    }
    if !finding.secondaries.isEmpty {
      blocks.append(
        .grid(
          Grid(
            columns: ["secondary, not judged", "measured", "note"],
            rows: finding.secondaries.map {
              [.init($0.name), .init($0.measured), .init($0.note)]
            })))
    }
    if let provenance = finding.provenance {
      blocks.append(
        .paragraph(["Protocol v\(finding.claim.protocolVersion), ", "\(provenance)", "."]))
    }
    return blocks
  }

  static func engineName(_ engine: String, _ instruments: Set<String>) -> String {
    engine + (instruments.contains(engine) ? " (instrument check)" : "")
  }

  static func effect(_ contrast: ContrastResult, _ finding: Finding) -> String {
    Formatted.estimate(contrast.estimate) + finding.claim.unit.suffix
  }

  /// One under the other.
  static func lines(_ parts: [Inline]) -> [Inline] {
    Array(parts.map { [$0] }.joined(separator: [.lineBreak]))
  }

  private static func size(_ contrast: ContrastResult) -> String {
    "\(contrast.count) in \(contrast.clusterCount)"
  }

  /// The effect without its interval.
  static func value(_ contrast: ContrastResult, _ finding: Finding) -> String {
    let text = Formatted.estimate(contrast.estimate)
    return (text.split(separator: " ").first.map(String.init) ?? text) + finding.claim.unit.suffix
  }
}
