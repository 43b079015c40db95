import Claims
import Files
import Foundation

extension Finding {
  /// SHA-256 of everything in it, its numbers to the digits that reports keep (`RecordRounding`).
  public func hash() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return dataHash(of: RecordRounding.rounded(json: try encoder.encode(self)))
  }
}

/// `findings.sha256`: a line a finding, its hash, claim and engine. Two machines that agree on a line agree
/// on every number behind it.
public func hashes(of findings: [Finding]) throws -> ReportFile {
  let lines = try findings.filter { $0.verdict != .notRun }.map {
    "\(try $0.hash())  \($0.claim.id) \($0.engine)\n"
  }
  return ReportFile(path: "findings.sha256", contents: lines.joined())
}
