import Formatting
import Statistics

/// A claim as it was judged on one engine: effect, interval, p-value, checks and verdict in one value.
public struct Finding: Sendable, Codable, Equatable {
  /// As it was registered.
  public let claim: Claim
  /// The engine that the evidence was gathered on, or that nothing was run on.
  public let engine: String
  /// As ``Registration/judge(_:on:alpha:resamples:)`` decided it.
  public let verdict: Verdict
  /// δ in the claim's unit; nil when it could not be resolved or nothing was run.
  public let threshold: Double?
  /// One a registered contrast, in that order; empty when nothing was run.
  public let contrasts: [ContrastResult]
  /// Of H₀: effect ≤ 0 in protocol 1, effect ≤ δ from protocol 2 on; the largest over the contrasts since all
  /// must hold; nil when nothing was run.
  public let pValue: Double?
  /// `pValue` Holm-adjusted over the engine's confirmatory claims.
  public let adjustedPValue: Double?
  /// Of H₀: effect ≥ δ, the smallest over the contrasts times their number, Holm-adjusted in its turn: what a
  /// refutation needs besides its interval. Nil in protocol 1, where the interval alone refutes.
  public let refutingPValue: Double?
  /// The instrument's conditions with their rules applied; empty when nothing was run.
  public let gates: [CheckResult]
  /// The cause's conditions with their rules applied; empty when nothing was run.
  public let controls: [CheckResult]
  /// As the evidence gave them.
  public let secondaries: [Secondary]
  /// Nil when nothing was run.
  public let provenance: Provenance?
  /// How many items would decide an inconclusive claim at the effect seen (one-sided test at the
  /// claim's level, power 80 %); nil when no number of items would, or none up to a million.
  public let decidingSampleSize: Int?
  /// Why the verdict is what it is, in one sentence.
  public let summary: String

  /// The contrast with the smallest lower bound, which is the one that decides.
  public var decisive: ContrastResult? {
    contrasts.min { $0.estimate.interval.lower < $1.estimate.interval.lower }
  }
}

/// One contrast of a finding, an estimate with its Holm-adjusted interval.
public struct ContrastResult: Sendable, Codable, Equatable {
  /// As registered in ``Claim/contrasts``.
  public let name: String
  /// The mean effect in the claim's unit with its two-sided BCa interval, as wide as the claim's
  /// Holm rank asks.
  public let estimate: Estimate
  /// Of the sign-flip test of H₀: effect ≤ 0, or ≤ δ from protocol 2 on, not adjusted.
  public let pValue: Double
  /// Items.
  public let count: Int
  /// Clusters of items, the independent units of test and interval.
  public let clusterCount: Int
}

/// Everything a failed expectation needs to show.
extension Finding: CustomStringConvertible {
  /// Several lines: verdict, reason, each contrast, each check, side results and provenance.
  public var description: String {
    var lines = [
      "\(claim.id) v\(claim.protocolVersion) on \(engine): \(verdict)", "  \(claim.hypothesis)",
      "  \(summary)",
    ]
    let delta = threshold.map { Formatted.number($0) } ?? "unresolved"
    for contrast in contrasts {
      lines.append(
        "  \(contrast.name): \(Formatted.estimate(contrast.estimate)) \(claim.unit.rawValue)"
          + " (\(Formatted.percent(contrast.estimate.interval.confidence)) interval),"
          + " δ = \(delta), \(Formatted.labelledPValue(contrast.pValue)),"
          + " n = \(contrast.count) in \(contrast.clusterCount) clusters")
    }
    if let adjustedPValue {
      lines.append("  Holm-adjusted \(Formatted.labelledPValue(adjustedPValue))")
    }
    for (kind, results) in [("gate", gates), ("control", controls)] {
      for result in results {
        lines.append(
          "  \(kind) \(result.holds ? "holds" : result.isUndecided ? "UNDECIDED" : "FAILS"): \(result.check.name):"
            + " \(result.measured) (rule: \(result.rule))")
      }
    }
    for secondary in secondaries {
      lines.append("  secondary \(secondary.name): \(secondary.measured) \(secondary.note)")
    }
    if let provenance { lines.append("  \(provenance)") }
    return lines.joined(separator: "\n")
  }
}

extension Provenance: CustomStringConvertible {
  /// Hashes by their first 12 characters; the record has them whole.
  public var description: String {
    var parts = [
      "model \(modelHash.prefix(12))", "\(precision) arithmetic", "data \(dataHash.prefix(12))",
      "seed \(seed)",
    ]
    if let layer { parts.append("layer \(layer)") }
    if let coefficient { parts.append("c = \(Formatted.number(coefficient))") }
    if let vectorNorm { parts.append("‖v‖ = \(Formatted.number(vectorNorm))") }
    if let relativeNorm { parts.append("ρ = \(Formatted.number(relativeNorm))") }
    return parts.joined(separator: ", ")
  }
}
