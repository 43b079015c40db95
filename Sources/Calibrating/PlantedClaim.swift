import Foundation
import Protocols
import Scenarios
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

  /// The claims that can be planted in one model together, group by group: each group's strengths are
  /// of circuits that do not meet.
  static let groups: [[PlantedClaim]] = [
    [
      PlantedClaim(sentimentRises, \.sentiment, start: (0.556, 1.037)),
      PlantedClaim(subtractionReducesSycophancy, \.sycophancy, start: (0.37, 0.78)),
      PlantedClaim(honestyRises, \.honesty, start: (0.29, 0.577)),
      PlantedClaim(confidenceRises, \.confidence, start: (0.27, 0.557)),
      PlantedClaim(corrigibilityRises, \.corrigibility, start: (0.275, 0.547)),
    ],
    [PlantedClaim(fluencyDegrades, \.sentiment, start: (0.76, 0.92))],
    // Without washout and with little added after the first block, a vector is nearly as long and as
    // strong at every layer.
    [PlantedClaim(laterLayersDominate, \.refill, in: .undiminished, start: (0.055, 0.205))],
    // Washout alone tells layers apart at equal ρ.
    [PlantedClaim(laterLayersDominateAtEqualNorm, \.washout, start: (0.2, 0.372))],
    [PlantedClaim(sentimentSurvivesRewording, \.sentiment, start: (0.557, 1.035))],
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

extension Planting {
  fileprivate static let undiminished: Planting = {
    var planting = Planting.full
    planting.washout = 0
    return planting
  }()
}
