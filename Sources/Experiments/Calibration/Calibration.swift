import Claims
import Foundation
import Statistics

/// What the verdicts came to on models whose answers are known: counts, from which the page is woven.
///
/// The same seeds give the same bytes.
public struct Calibration: Codable, Equatable, Sendable {
  /// Models of each condition, of seeds 1, 2, ….
  public let models: Int
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
    public let name: String
    public let count: Int
  }

  /// One claim on models whose true effect is a wanted multiple of δ.
  public struct Point: Codable, Equatable, Sendable {
    public let claim: String
    public let wanted: Double
    /// The true effect in units of δ, over the models.
    public let trueEffect: Spread
    public let models: Int
    public let supported: Int
    /// Verdicts other than SUPPORTED, where all were sought.
    public let otherVerdicts: [Count]
    /// Gates and controls that fail, with the number of models in which each does.
    public let failures: [Count]
    /// Models whose interval exceeds δ and whose test rejects, whatever gates and controls say.
    public let intervalsAboveThreshold: Int
    /// Planted fault: the same with 0 in the place of δ.
    public let intervalsAboveZero: Int
    public let coverage: [Coverage]
  }

  public struct Spread: Codable, Equatable, Sendable {
    public let mean: Double
    public let lowest: Double
    public let highest: Double
  }

  /// How often 90 % intervals of a contrast hold the truth of the model that they are of.
  public struct Coverage: Codable, Equatable, Sendable {
    public let contrast: String
    public let items: Int
    public let clusters: Int
    public let samples: Int
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
