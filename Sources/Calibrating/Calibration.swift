import Claims
import Foundation
import Statistics

/// What the verdicts came to on models whose answers are known: counts, from which the page is woven.
///
/// The same seeds give the same bytes.
public struct Calibration: Codable, Equatable, Sendable {
  /// Models of each condition, of seeds 1, 2, ….
  public let models: Int
  /// What the verdicts came to where no claim is true.
  public let unplanted: Unplanted
  /// Claim by claim in the order of registration, then by size of the planted effect.
  public let points: [Point]

  /// Nothing is planted: any SUPPORTED is false.
  public struct Unplanted: Codable, Equatable, Sendable {
    /// Models that support each claim, in the order of registration.
    public let supporting: [Count]
    /// Models that support at least one claim.
    public let supportingAny: Int
  }

  /// How often something came out.
  public struct Count: Codable, Equatable, Sendable {
    /// A claim's id, a verdict, or a check with its kind: "gate 'asking in words'".
    public let name: String
    /// Models in which it came out.
    public let count: Int
  }

  /// One claim on models whose true effect is a wanted multiple of δ.
  public struct Point: Codable, Equatable, Sendable {
    /// The claim's id, "S01.2".
    public let claim: String
    /// The multiple of δ that was planted for: 1, where the claim is only just false, or 2.
    public let wanted: Double
    /// The true effect in units of δ, over the models.
    public let trueEffect: Spread
    /// Models whose true effect came near enough to what was wanted.
    public let models: Int
    /// Those of them on which the claim is SUPPORTED, gates and controls included.
    public let supported: Int
    /// Models on which interval and test alone refute it, which is false from δ on.
    public let refuted: Int
    /// Verdicts other than SUPPORTED, where all were sought.
    public let otherVerdicts: [Count]
    /// Gates and controls that fail, with the number of models in which each does.
    public let failures: [Count]
    /// Models whose interval exceeds δ and whose test rejects, whatever gates and controls say.
    public let intervalsAboveThreshold: Int
    /// Planted fault: the same with 0 in the place of δ.
    public let intervalsAboveZero: Int
    /// One a contrast of the claim, in the order of registration.
    public let coverage: [Coverage]
  }

  /// Mean and range over models.
  public struct Spread: Codable, Equatable, Sendable {
    /// The mean over models.
    public let mean: Double
    /// The smallest of any model.
    public let lowest: Double
    /// The largest of any model.
    public let highest: Double
  }

  /// How often 90 % intervals of a contrast hold the truth of the model that they are of.
  public struct Coverage: Codable, Equatable, Sendable {
    /// As registered; in ``Calibration/coverage`` the claim's id, with the contrast after it where
    /// the claim has several.
    public let contrast: String
    /// Texts that each interval is made from.
    public let items: Int
    /// Clusters that these lie in.
    public let clusters: Int
    /// Intervals looked at, one a model and point.
    public let samples: Int
    /// Those of them that hold the truth.
    public let held: Int
    /// Intervals that lie wholly above the truth: what a false SUPPORTED is made of.
    public let tooHigh: Int
    /// How many of the verdicts' own intervals, which are Holm-adjusted and so wider, hold it.
    public let heldAdjusted: Int
    /// Planted fault: intervals that take the items of a cluster for independent.
    public let heldByItems: Int
  }
}

extension Calibration {
  /// Keys sorted, one to a line.
  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }

  /// Throws `DecodingError` for anything but the counts that ``json()`` writes.
  public init(json: Data) throws {
    self = try JSONDecoder().decode(Calibration.self, from: json)
  }
}

extension [Calibration.Count] {
  /// How often each name occurs.
  init(_ names: [String]) {
    let groups = Dictionary(grouping: names) { $0 }
    self = groups.keys.sorted().map { .init(name: $0, count: groups[$0]?.count ?? 0) }
  }
}
