import Statistics

/// Everything that an audit found, as the card holds it.
public struct AuditResults: Sendable, Codable, Equatable {
  /// A number with its interval: 90 %, unless said otherwise.
  public struct Ranged: Sendable, Codable, Equatable {
    /// In the unit of what it stands for.
    public let value, lower, upper: Double

    init(_ estimate: Estimate) {
      (value, lower, upper) = (estimate.value, estimate.interval.lower, estimate.interval.upper)
    }

    /// As other modules take it.
    public var estimate: Estimate {
      Estimate(value: value, interval: Interval(lower: lower, upper: upper, confidence: 0.9))
    }
  }

  /// What adding the vector once does at one layer, on items for choosing.
  public struct Layer: Sendable, Codable, Equatable {
    /// Index of the block, from 0.
    public let layer: Int
    /// Mean change of y in the wanted direction at |c| = 1, in nats.
    public let effect: Ranged
    /// Length of the direction there, in units of the residual stream.
    public let norm: Double
  }

  /// What one coefficient does on the test items.
  public struct Dose: Sendable, Codable, Equatable {
    /// What the vector is multiplied by.
    public let coefficient: Double
    /// In parts of the audited dose; negative where it is subtracted.
    public let multiple: Double
    /// Mean change of y in the wanted direction, in nats.
    public let items: Ranged
    /// The same of the controls; nil where there are none.
    public let controls: Ranged?
    /// What is left of it, item by item.
    public let effect: Ranged
  }

  /// The vector beside directions that do not carry the behaviour.
  public struct Null: Sendable, Codable, Equatable {
    /// Which directions.
    public let name: String
    /// Mean effect of the vector on the same items, in nats.
    public let observed: Double
    /// That of each direction.
    public let draws: [Double]
  }

  /// An item on which the vector does the contrary of what is wanted.
  public struct Failure: Sendable, Codable, Equatable {
    /// Index among the test items, from 0.
    public let item: Int
    /// In nats.
    public let effect: Double
    /// What the model reads.
    public let text: String
  }

  /// What the dose does to something that it should leave alone.
  public struct Side: Sendable, Codable, Equatable {
    /// What it is.
    public let name: String
    /// Of ``change``: "nats/token", "nats", "points".
    public let unit: String
    /// Steered minus unsteered.
    public let change: Ranged
    /// The largest change that is tolerable; nil where there is none.
    public let margin: Double?
  }

  /// The vector's slope after another sentence.
  public struct Wording: Sendable, Codable, Equatable {
    /// Which sentence.
    public let name: String
    /// Mean slope of y over c, in nats.
    public let slope: Ranged
  }

  /// A condition of the verdict.
  public struct Check: Sendable, Codable, Equatable {
    /// As the page names it.
    public let name: String
    /// What was measured, and what it has to meet.
    public let measured, rule: String
    /// "yes", "no", or why neither can be said.
    public let holds: String
  }

  /// Where the vector is used.
  public let layer: Int
  /// Whether the layer was chosen on items that are not reported.
  public let isLayerChosen: Bool
  /// What is multiplied, with the sign of what is wanted.
  public let coefficient: Double
  /// Mean KL of the next token on neutral prose at that coefficient, in nats.
  public let cost: Double
  /// ρ = |c|·‖v‖ / median ‖residual stream‖ there.
  public let relativeNorm: Double
  /// On the test items: what is judged, the interval as wide as the verdict's level asks.
  public let effect: Ranged
  /// ``effect`` before: y of the items unsteered, in nats.
  public let unsteered: Ranged
  /// Test items, and their templates.
  public let items, templates: Int
  /// Whether ``effect`` is that on the items less that on their controls.
  public let isControlled: Bool
  /// By rising coefficient.
  public let doses: [Dose]
  /// On items for choosing, by layer.
  public let layers: [Layer]
  /// Random directions, and turned pairs where there are pairs.
  public let nulls: [Null]
  /// Share of the test items that move the wrong way, 95 % by Clopper and Pearson.
  public let antiSteerable: Ranged
  /// The worst first, at most ``shownFailures``.
  public let failures: [Failure]
  /// Prose, next token, facts; public questions where they were fetched.
  public let sideEffects: [Side]
  /// Other bundled behaviours.
  public let otherBehaviors: [Side]
  /// R: the smallest slope after eight sentences over the slope as written; nil where there is none.
  public let robustness: Ranged?
  /// One a sentence.
  public let wordings: [Wording]
  /// What asking for it in words does against asking for its contrary, in nats; nil where nothing asks.
  public let asking: Ranged?
  /// What was not measured, and what cannot be told therefore.
  public let limits: [String]
  /// The conditions of the verdict, in order.
  public let checks: [Check]
  /// What would be false if the verdict is REFUTED.
  public let hypothesis: String
  /// The smallest effect that matters, in nats.
  public let delta: Double
  /// Of H₀: effect ≤ δ, by sign flips of templates.
  public let pValue: Double
  /// "SUPPORTED" and the like, and why in one sentence.
  public let verdict, because: String

  /// Items that are told one by one.
  public static let shownFailures = 10
}
