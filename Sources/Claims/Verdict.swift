/// What a registered claim turned out to be on one engine.
///
/// A verdict is not a test result: a refuted claim whose refutation is expected is a green test.
public enum Verdict: Sendable, Codable, Hashable, CustomStringConvertible {
  /// Every contrast's lower bound exceeds δ, and every gate and control holds.
  case supported
  /// A contrast's upper bound lies below δ.
  case refuted(Refutation)
  /// Anything else; `Finding.decidingSampleSize` says how many items would decide.
  case inconclusive
  /// A gate fails: the instrument, not the claim, is at fault.
  case notTestable
  /// There was no engine to run it on.
  case notRun

  /// How far below δ a refuted effect lies.
  public enum Refutation: String, Sendable, Codable {
    /// The upper bound is negative: the effect goes the other way.
    case opposite
    /// The whole interval lies within ±δ: no effect that matters.
    case equivalent
    /// Below δ, though the interval reaches beyond −δ, so neither of the others can be said.
    case tooSmall = "too small"
  }

  /// In capitals, with how a claim is refuted where more can be said than "too small": "REFUTED
  /// (opposite)".
  public var description: String {
    switch self {
    case .supported: "SUPPORTED"
    case .refuted(.tooSmall): "REFUTED"
    case .refuted(let how): "REFUTED (\(how.rawValue))"
    case .inconclusive: "INCONCLUSIVE"
    case .notTestable: "NOT TESTABLE"
    case .notRun: "NOT RUN"
    }
  }
}
