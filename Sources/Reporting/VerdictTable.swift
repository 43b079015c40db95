import Claims
import Foundation

/// The README's table of claims and verdicts: its columns of verdicts are written anew, and the first cell
/// of each row, which says a claim in a few words, stays as it was written by hand.
///
/// The table lies between two comments, ``begin`` and ``end``. A claim that has no row yet gets one that
/// says it by its hypothesis.
public struct VerdictTable {
  /// The line above the table.
  public static let begin =
    "<!-- verdicts: `steer report` writes this table, all but what is in its first column -->"
  /// The line below it.
  public static let end = "<!-- /verdicts -->"

  private let claims: [Claim]
  private let findings: [Finding]
  private let models: [ModelKey]

  /// - Parameters:
  ///   - claims: one row each, in this order.
  ///   - models: one column each, in this order.
  public init(claims: [Claim], findings: [Finding], models: [ModelKey]) {
    self.claims = claims
    self.findings = findings
    self.models = models
  }

  /// The text with its table written anew.
  ///
  /// Throws ``ReportingError/unmarkedTable(file:)`` where the comments are not.
  public func fill(_ text: String, file: String) throws -> String {
    let parts = text.components(separatedBy: Self.begin)
    let rest = parts.last?.components(separatedBy: Self.end) ?? []
    guard parts.count == 2, rest.count == 2 else {
      throw ReportingError.unmarkedTable(file: file)
    }
    return parts[0] + Self.begin + "\n\n" + table(keeping: rest[0]) + "\n\n" + Self.end + rest[1]
  }

  private func table(keeping old: String) -> String {
    let said = old.split(separator: "\n").compactMap { line in
      line.hasPrefix("| ") ? line.dropFirst(2).components(separatedBy: " | ").first : nil
    }
    let rows = claims.map { claim in
      [
        said.first { $0.hasPrefix("\(claim.id) ") }
          ?? Markdown.escape("\(claim.id) \(claim.hypothesis)")
      ]
        + models.map { model in
          let finding = findings.first { $0.claim.id == claim.id && $0.engine == model.name }
          return "\(finding?.verdict ?? .notRun)"
        }
    }
    let names = models.map { $0.isControl ? "\($0.name) (instrument check)" : $0.name }
    return markdownTable(["claim"] + names, rows)
  }
}
