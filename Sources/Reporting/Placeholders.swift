import Claims
import Formatting

/// Numbers and model names that prose leaves open and weaving fills from the findings, so that no sentence says
/// what no record holds.
///
/// | in prose | becomes |
/// | --- | --- |
/// | `{{S06.1.effect@smollm2-135m}}` | the deciding effect with interval and unit, as the table has it |
/// | `{{S06.1.value@smollm2-135m}}` | the same without the interval |
/// | `{{S06.1.verdict@smollm2-135m}}`, `….p@…`, `….n@…` | verdict, Holm-adjusted p, number of items |
/// | `{{S06.1.asking in words@smollm2-135m}}` | what a gate, control or secondary of that name measured |
/// | `{{S06.1.models:SUPPORTED}}` | the titles of studied models with that verdict, or "no model" |
/// | `{{S06.1.count:SUPPORTED}}` | how many of the studied models: "two of four models", "both models" |
///
/// What is unknown (a claim, a model that was not run, a name) fails the weave.
public struct Placeholders: Sendable {
  private let findings: [Finding]
  private let models: [ModelKey]

  /// - Parameters:
  ///   - findings: of all pages, so that one page can cite another.
  ///   - models: in the order in which they are listed.
  public init(findings: [Finding] = [], models: [ModelKey] = []) {
    self.findings = findings
    self.models = models
  }

  /// What a reader of any finding on a model has to know.
  func note(on model: String) -> String? { models.first { $0.name == model }?.note }

  /// The text with every placeholder filled.
  ///
  /// - Throws: ``ReportingError/unknownPlaceholder(file:text:reason:)``.
  func fill(_ text: String, in file: String) throws -> String {
    var result = ""
    var rest = text[...]
    while let match = rest.firstMatch(of: /\{\{([^{}]*)\}\}/) {
      result += rest[..<match.range.lowerBound]
      let content = String(match.1).split(whereSeparator: \.isNewline).joined(separator: " ")
      do {
        result += try value(of: content)
      } catch let unknown as Unknown {
        throw ReportingError.unknownPlaceholder(
          file: file, text: content, reason: unknown.reason)
      }
      rest = rest[match.range.upperBound...]
    }
    return result + rest
  }

  private struct Unknown: Error { let reason: String }

  private func value(of content: String) throws -> String {
    guard let match = content.wholeMatch(of: /(S\d+\.\d+)\.(.+?)(?:@([^@]+))?/) else {
      throw Unknown(reason: "expected a claim, a dot and a field, such as S01.1.effect@planted")
    }
    let (id, field) = (String(match.1), String(match.2))
    let ofClaim = findings.filter { $0.claim.id == id && $0.verdict != .notRun }
    guard !ofClaim.isEmpty else { throw Unknown(reason: "no finding of \(id)") }
    if let list = field.wholeMatch(of: /(models|count):(.+)/) {
      return try self.list(of: ofClaim, with: String(list.2), counted: list.1 == "count")
    }
    guard let model = match.3.map(String.init) else {
      throw Unknown(reason: "expected @ and a model after the field")
    }
    guard let finding = ofClaim.first(where: { $0.engine == model }) else {
      throw Unknown(
        reason: "\(id) was not run on \(model); run on: "
          + ofClaim.map(\.engine).joined(separator: ", "))
    }
    return try value(field, of: finding)
  }

  private func value(_ field: String, of finding: Finding) throws -> String {
    let contrast = finding.decisive
    let known: String? =
      switch field {
      case "effect": contrast.map { FindingBlocks.effect($0, finding) }
      case "value": contrast.map { FindingBlocks.value($0, finding) }
      case "verdict": "\(finding.verdict)"
      case "p": finding.adjustedPValue.map { Formatted.labelledPValue($0) }
      case "n": contrast.map { "\($0.count)" }
      default:
        (finding.gates + finding.controls).first { $0.check.name == field }?.measured
          ?? finding.secondaries.first { $0.name == field }?.measured
      }
    guard let known else {
      let names =
        (finding.gates + finding.controls).map(\.check.name) + finding.secondaries.map(\.name)
      throw Unknown(
        reason:
          "\(finding.claim.id) on \(finding.engine) has no '\(field)'; it has effect, value, verdict, p, "
          + "n, " + names.joined(separator: ", "))
    }
    return known
  }

  /// Of the models whose findings are about the world.
  private func list(of findings: [Finding], with verdict: String, counted: Bool) throws -> String {
    let verdicts = ["SUPPORTED", "REFUTED", "INCONCLUSIVE", "NOT TESTABLE"]
    guard verdicts.contains(verdict) else {
      throw Unknown(reason: "expected one of \(verdicts.joined(separator: ", ")), got '\(verdict)'")
    }
    let studied = models.filter { model in
      !model.isControl && findings.contains { $0.engine == model.name }
    }
    let having = studied.filter { model in
      findings.contains { $0.engine == model.name && "\($0.verdict)".hasPrefix(verdict) }
    }
    guard counted else {
      let titles = having.map(\.title)
      guard let last = titles.last else { return "no model" }
      return titles.count == 1 ? last : titles.dropLast().joined(separator: ", ") + " and " + last
    }
    func word(_ n: Int) -> String {
      let words = ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
      return words.indices.contains(n) ? words[n] : "\(n)"
    }
    switch (having.count, studied.count) {
    case (0, 0...1): return "no model"
    case (1, 1): return "the one model"
    case (0, 2): return "neither model"
    case (2, 2): return "both models"
    case (let some, let total) where some == total: return "all \(word(total)) models"
    case (let some, let total): return "\(word(some)) of \(word(total)) models"
    }
  }
}
