import Claims
import Protocols
import Selectivity
import Steering
import Subjects

/// What an audit judges: the same rules for every vector, fixed before any is read.
struct AuditClaim {
  let behavior: BehaviorTexts
  let delta: Double
  let draws: Int

  static let randomDirections = "random directions, equal cost"
  static let turnedPairs = "pairs turned by template"

  var randomCheck: Check { Check(Self.randomDirections, .beatsNull(draws: draws, pAtMost: 0.05)) }
  var turnedCheck: Check { Check(Self.turnedPairs, .beatsNull(draws: draws, pAtMost: 0.05)) }
  static let wordings = Check(
    "half of it stays after other sentences", .lowerBound(above: 0.5),
    otherwise: "it depends on the wording")
  static let prose = Check(
    "prose stays likely", .upperBound(below: SideEffectMeasure.likelihoodMargin),
    unit: .natsPerToken, otherwise: "it costs fluency")
  static let facts = Check(
    "facts stay right", .lowerBound(above: -SideEffectMeasure.accuracyMargin),
    unit: .percentagePoints, otherwise: "it costs facts")

  var hypothesis: String {
    let way = behavior.wanted > 0 ? "raises" : "lowers"
    return behavior.isControlled
      ? "The vector \(way) \(behavior.name) by more than it moves the same words where they say nothing of it."
      : "The vector \(way) the log-odds of words that show \(behavior.name)."
  }

  var claim: Claim {
    Claim(
      id: "audit", hypothesis: hypothesis, unit: .nats,
      smallestEffectOfInterest: .absolute(delta),
      controls: [randomCheck] + (behavior.pairs.positive.isEmpty ? [] : [turnedCheck])
        + [Self.wordings, Self.prose, Self.facts],
      protocolVersion: 2)
  }
}
