import Foundation
import Protocols
import Scenarios
import Selectivity
import TinyModel

/// A claim whose true effect can be put where it is wanted, since one strength of the planting decides it.
struct PlantedClaim: Sendable {
  let measured: MeasuredClaim
  /// What else is planted.
  let base: Planting
  let knob: Knob

  var id: String { measured.claim.id }

  struct Knob: Sendable {
    /// The strength that moves this claim's effect and leaves alone those of others of its group.
    let strength: WritableKeyPath<Planting, Double> & Sendable
    /// Where to look for the strength that gives δ, and 2δ.
    let start: (one: Double, two: Double)

    /// The power of the strength that the effect grows with, about.
    var exponent: Double { 1 / log2(start.two / start.one) }
  }

  /// Whether its items are passages, and not dialogues.
  var isOfPassages: Bool { id == fluencyDegrades.claim.id }

  /// The claims that can be planted in one model together, group by group: each group's strengths are
  /// of circuits that do not meet.
  static let groups: [[PlantedClaim]] = [
    [
      PlantedClaim(subtractionIsSelective.measured, \.readout.sycophancy, start: (0.18, 0.35)),
      PlantedClaim(honestyIsSelective.measured, \.readout.honesty, start: (0.18, 0.35)),
      PlantedClaim(confidenceIsSelective.measured, \.readout.confidence, start: (0.18, 0.35)),
      PlantedClaim(corrigibilityIsSelective.measured, \.readout.corrigibility, start: (0.18, 0.35)),
    ],
    [PlantedClaim(sentimentIsSelective.measured, \.appraisal, in: .appraisal, start: (0.18, 0.35))],
    [PlantedClaim(sentimentSurvivesRewording, \.appraisal, in: .appraisal, start: (0.18, 0.35))],
    [PlantedClaim(fluencyDegrades, \.sentiment, start: (0.76, 0.92))],
    // At coefficient 1 washout alone puts the peak inside; at equal cost it is what early layers spill.
    [PlantedClaim(peakLiesInside, \.spill, in: .appraisal, start: (0.3, 0.6))],
  ]

  init(
    _ measured: MeasuredClaim, _ strength: WritableKeyPath<Planting, Double> & Sendable,
    in base: Planting = .full, start: (one: Double, two: Double)
  ) {
    self.measured = measured
    self.base = base
    knob = Knob(strength: strength, start: start)
  }
}
