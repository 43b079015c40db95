import Claims

/// Findings as Markdown: the verdict table, the sentences under it, and all details in their place.
enum FindingMarkdown {
  static func verdictTable(_ findings: [Finding], instruments: Set<String>) -> String {
    var previous: String?
    let rows = findings.map { finding in
      let contrasts = finding.contrasts
      func lines(_ text: (ContrastResult) -> String) -> String {
        contrasts.map(text).joined(separator: "<br>")
      }
      defer { previous = finding.claim.id }
      let claim =
        finding.claim.id == previous
        ? "" : "**\(finding.claim.id)** \(Markdown.escape(finding.claim.hypothesis))"
      return [
        claim, engineName(finding.engine, instruments), "**\(finding.verdict)**",
        lines { (contrasts.count > 1 ? "\(Markdown.escape($0.name)) " : "") + effect($0, finding) },
        finding.threshold.map { Formatted.number($0) } ?? "",
        finding.adjustedPValue.map { Formatted.pValue($0) } ?? "",
        contrasts.first.map { "\($0.count) in \($0.clusterCount)" } ?? "",
      ]
    }
    return Markdown.table(
      header: [
        "claim", "engine", "verdict", "effect [interval]", "δ", "p (Holm)", "n in clusters",
      ],
      rules: ["---", "---", "---", "---", "---:", "---:", "---:"], rows: rows)
      + "\n\nIntervals and p are Holm-adjusted over the claims that were registered together;"
      + " the p-value is that of a sign-flip test of no effect, and the claims' rank by it sets how much"
      + " their intervals are widened. [Key to the symbols](README.md#key)."
  }

  static func summaries(_ findings: [Finding]) -> String {
    findings.map {
      "- **\($0.claim.id), \(Markdown.escape($0.engine)):** \(Markdown.escape($0.summary))"
    }.joined(separator: "\n")
  }

  static func details(_ finding: Finding) -> [String] {
    var blocks = [
      "**\(finding.claim.id): \(finding.verdict).** \(Markdown.escape(finding.summary))"
    ]
    let delta = finding.threshold.map { Formatted.number($0) } ?? ""
    blocks.append(
      Markdown.table(
        header: ["effect", "estimate", "interval", "level", "δ", "p (raw)", "n in clusters"],
        rules: ["---"] + Array(repeating: "---:", count: 6),
        rows: finding.contrasts.map { contrast in
          [
            Markdown.escape(contrast.name), value(contrast, finding),
            Formatted.interval(contrast.estimate),
            Formatted.percent(contrast.estimate.interval.confidence), delta,
            Formatted.pValue(contrast.pValue), "\(contrast.count) in \(contrast.clusterCount)",
          ]
        }))
    let checks = finding.gates.map { ("gate", $0) } + finding.controls.map { ("control", $0) }
    if !checks.isEmpty {
      blocks.append(
        Markdown.table(
          header: ["check", "", "measured", "rule", "holds"],
          rows: checks.map { kind, result in
            [
              Markdown.escape(result.check.name), kind, Markdown.escape(result.measured),
              Markdown.escape(result.rule), result.holds ? "yes" : "**no**",
            ]
          }))
    }
    if !finding.secondaries.isEmpty {
      blocks.append(
        Markdown.table(
          header: ["secondary, not judged", "measured", "note"],
          rows: finding.secondaries.map {
            [Markdown.escape($0.name), Markdown.escape($0.measured), Markdown.escape($0.note)]
          }))
    }
    if let provenance = finding.provenance {
      blocks.append(
        "Protocol v\(finding.claim.protocolVersion), \(Markdown.escape("\(provenance)")).")
    }
    return blocks
  }

  static func engineName(_ engine: String, _ instruments: Set<String>) -> String {
    Markdown.escape(engine) + (instruments.contains(engine) ? " (instrument check)" : "")
  }

  static func effect(_ contrast: ContrastResult, _ finding: Finding) -> String {
    Formatted.estimate(contrast.estimate) + finding.claim.unit.suffix
  }

  private static func value(_ contrast: ContrastResult, _ finding: Finding) -> String {
    let text = Formatted.estimate(contrast.estimate)
    return (text.split(separator: " ").first.map(String.init) ?? text) + finding.claim.unit.suffix
  }
}
