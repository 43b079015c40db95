import Claims
import Formatting

/// Numbers and model names that prose leaves open and weaving fills from findings and records, so that no
/// sentence says what no record holds.
///
/// | in prose | becomes |
/// | --- | --- |
/// | `{{S06.1.effect@smollm2-135m}}` | the deciding effect with interval and unit, as the table has it |
/// | `{{S06.1.value@smollm2-135m}}` | the same without the interval |
/// | `{{S06.1.verdict@smollm2-135m}}`, `….p@…`, `….n@…` | verdict, Holm-adjusted p, number of items |
/// | `{{S06.1.asking in words@smollm2-135m}}` | what a gate, control or secondary of that name measured |
/// | `{{S06.1.effect@each}}`, `{{S06.1.asking in words@each}}` | on every studied model, without the intervals |
/// | `{{S06.1.models:SUPPORTED}}` | the titles of studied models with that verdict, or "no model" |
/// | `{{S06.1.count:SUPPORTED}}` | how many of the studied models: "two of the four models", "both models" |
/// | `{{S06.1.them:SUPPORTED}}` | the same a second time: "two of them", "both of them" |
/// | `{{S06.1.outcome}}` | all verdicts as a clause: "is shown on neither model: neither of them can be tested" |
/// | `{{model:smollm2-135m}}`, `{{models S10}}`, `{{all S10}}` | its title; those of all that have a record of the page; "both models" |
/// | `{{S10 \| Doses \| 0.25 \| effect @smollm2-135m}}` | a cell of a table or chart, as the page has it |
/// | `{{value S10 \| Doses \| 0.25 \| effect @smollm2-135m}}` | the same without the interval |
/// | `{{value S10 \| … @each}}` | on every studied model: "1.2 on A and 1.4 on B" |
/// | `{{column S10 \| Doses \| effect \| largest column @…}}`, `{{row …}}` | the name of a cell's row or column: where the largest is |
/// | `{{range S10 \| …}}` | from the least to the largest over studied models: "1.2 to 1.4" |
/// | `{{count S10 \| Doses \| 0.25 \| effect \| > 0.25}}` | on how many studied models a rule holds; `{{them …}}` a second time |
/// | `{{models S10 \| Doses \| some row \| sweet \| is yes}}` | on which |
///
/// ``RecordCells`` says how cells are named, and which rules there are. What is unknown (a claim, a model that
/// was not run, a name) fails the weave.
public struct Placeholders: Sendable {
  private let findings: [Finding]
  let models: [ModelKey]
  /// Page, "S10" → what its records hold, laid out once for all that cites it.
  private let cells: [String: [RecordCells]]

  /// - Parameters:
  ///   - findings: of all pages, so that one page can cite another.
  ///   - models: in the order in which they are listed.
  ///   - records: by the names of the pages, "S10-how-strong".
  public init(
    findings: [Finding] = [], models: [ModelKey] = [], records: [String: [PageRecord]] = [:]
  ) {
    self.findings = findings
    self.models = models
    cells = Dictionary(
      records.map { name, records in
        let page = String(name.prefix { $0 != "-" })
        return (page, records.map { RecordCells($0, of: page) })
      }, uniquingKeysWith: +)
  }

  /// One a model; none of a page that nobody ran.
  func cells(of page: String) -> [RecordCells] { cells[page] ?? [] }

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

  /// Why a placeholder cannot be filled.
  struct Unknown: Error { let reason: String }

  private func value(of content: String) throws -> String {
    if content.contains("|") { return try cited(content) }
    if let match = content.wholeMatch(of: /(models|all) (S\d+)/) {
      let studied = studied(on: String(match.2))
      guard !studied.isEmpty else {
        throw Unknown(reason: "no studied model has a record of \(match.2)")
      }
      return match.1 == "all"
        ? Self.counted(studied.count, of: studied.count) : list(studied.map(\.title))
    }
    if let match = content.wholeMatch(of: /model:(.+)/) { return try title(String(match.1)) }
    guard let match = content.wholeMatch(of: /(S\d+\.\d+)\.(.+?)(?:@([^@]+))?/) else {
      throw Unknown(reason: "expected a claim, a dot and a field, such as S01.1.effect@planted")
    }
    let (id, field) = (String(match.1), String(match.2))
    let ofClaim = findings.filter { $0.claim.id == id && $0.verdict != .notRun }
    guard !ofClaim.isEmpty else { throw Unknown(reason: "no finding of \(id)") }
    if field == "outcome" { return outcome(of: ofClaim) }
    if let list = field.wholeMatch(of: /(models|count|them):(.+)/) {
      return try self.list(of: ofClaim, with: String(list.2), as: String(list.1))
    }
    guard let model = match.3.map(String.init) else {
      throw Unknown(reason: "expected @ and a model after the field")
    }
    if model == "each" {
      // What could not be run has no contrast, and the page's table of findings has the intervals.
      let told = try studied.compactMap { model in
        try ofClaim.first { $0.engine == model.name && !$0.contrasts.isEmpty }.map {
          (try value(field, of: $0).replacing(/\ \[[^\]]*\]/, with: ""), model.title)
        }
      }
      guard !told.isEmpty else { throw Unknown(reason: "\(id) was measured on no studied model") }
      return grouped(told)
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

  /// Whose findings are about the world.
  var studied: [ModelKey] { models.filter { !$0.isControl } }

  private func title(_ name: String) throws -> String {
    guard let model = models.first(where: { $0.name == name }) else {
      throw Unknown(
        reason: "no model \(name); there is \(models.map(\.name).joined(separator: ", "))")
    }
    return model.title
  }

  private func list(of findings: [Finding], with verdict: String, as kind: String) throws -> String
  {
    let verdicts = ["SUPPORTED", "REFUTED", "INCONCLUSIVE", "NOT TESTABLE"]
    guard verdicts.contains(verdict) else {
      throw Unknown(reason: "expected one of \(verdicts.joined(separator: ", ")), got '\(verdict)'")
    }
    let studied = studied.filter { model in findings.contains { $0.engine == model.name } }
    let having = studied.filter { model in
      findings.contains { $0.engine == model.name && "\($0.verdict)".hasPrefix(verdict) }
    }
    return switch kind {
    case "count": Self.counted(having.count, of: studied.count)
    case "them": Self.countedAgain(having.count, of: studied.count)
    default: list(having.map(\.title))
    }
  }

  private func outcome(of findings: [Finding]) -> String {
    let verdicts = studied.compactMap { model in
      findings.first { $0.engine == model.name }.map { "\($0.verdict)" }
    }
    func count(_ verdict: String) -> Int { verdicts.count { $0.hasPrefix(verdict) } }
    return Self.outcome(
      shown: count("SUPPORTED"), refuted: count("REFUTED"), undecided: count("INCONCLUSIVE"),
      untestable: count("NOT TESTABLE"))
  }
}
