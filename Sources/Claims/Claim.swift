/// A registered hypothesis with everything that will decide it, written down before the test split
/// is read.
///
/// To change anything here after that is a new registration: raise `protocolVersion` and keep the old
/// claim's verdict in the report.
public struct Claim: Sendable, Codable, Equatable {
  /// Scenario and number, "S01.1".
  public let id: String
  /// One sentence that could be false.
  public let hypothesis: String
  /// Of the contrasts and of δ.
  public let unit: EffectUnit
  /// δ: an effect must exceed it to matter.
  public let smallestEffectOfInterest: Threshold
  /// The per-item effects that will be measured, each signed in the claimed direction. All must exceed δ.
  public let contrasts: [String]
  /// Conditions on the instrument. A gate that fails makes the claim NOT TESTABLE.
  public let gates: [Check]
  /// Conditions on the cause. A control that fails denies SUPPORTED.
  public let controls: [Check]
  /// Raised when the protocol changes; evidence gathered under another version is refused.
  public let protocolVersion: Int
  /// The registration that it belongs to: claims registered together are one family, over which
  /// multiplicity is adjusted. A later registration leaves the verdicts of earlier ones alone.
  public let registration: Int

  /// Whether p-values are those of δ and not of 0, and whether a refutation needs one as well: from protocol 2 on.
  public var isTestedAgainstThreshold: Bool { protocolVersion >= 2 }

  /// Takes one contrast named "effect" and no checks unless told otherwise. Whether a claim can be
  /// judged at all is checked when it is registered (``Registration/init(_:)``).
  public init(
    id: String, hypothesis: String, unit: EffectUnit, smallestEffectOfInterest: Threshold,
    contrasts: [String] = ["effect"], gates: [Check] = [], controls: [Check] = [],
    protocolVersion: Int = 1, registration: Int = 1
  ) {
    self.id = id
    self.hypothesis = hypothesis
    self.unit = unit
    self.smallestEffectOfInterest = smallestEffectOfInterest
    self.contrasts = contrasts
    self.gates = gates
    self.controls = controls
    self.protocolVersion = protocolVersion
    self.registration = registration
  }

  /// δ in the claim's unit, or as a share of a quantity the evidence brings along.
  public enum Threshold: Sendable, Codable, Equatable, ExpressibleByFloatLiteral {
    /// In the claim's unit; finite and not negative.
    case absolute(Double)
    /// `fraction` of the evidence's reference quantity of this name, "peak layer's effect".
    case fraction(Double, of: String)

    /// A number alone is an absolute threshold.
    public init(floatLiteral value: Double) { self = .absolute(value) }
  }
}
