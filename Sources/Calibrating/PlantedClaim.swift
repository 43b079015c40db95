import Foundation
import Protocols
import TinyModel

/// A claim whose true effect can be put where it is wanted, since one strength of the planting decides it.
struct PlantedClaim: Sendable {
  let id: String
  /// What else is planted.
  let base: Planting
  let knob: Knob
  let effect: @Sendable (Laboratory) throws -> TrueEffect

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
      PlantedClaim("S01.1", \.sentiment, start: (0.556, 1.037)) { try $0.sentimentEffect() },
      PlantedClaim("S04.1", \.sycophancy, start: (0.37, 0.78)) { try $0.sycophancyEffect() },
      PlantedClaim("S06.1", \.honesty, start: (0.29, 0.577)) { try $0.traitEffect(.honesty) },
      PlantedClaim("S07.1", \.confidence, start: (0.27, 0.557)) { try $0.traitEffect(.confidence) },
      PlantedClaim("S08.1", \.corrigibility, start: (0.275, 0.547)) {
        try $0.traitEffect(.corrigibility)
      },
    ],
    [PlantedClaim("S02.1", \.sentiment, start: (0.76, 0.92)) { try $0.fluencyEffect() }],
    // Without washout and with little added after the first block, a vector is nearly as long and as
    // strong at every layer.
    [
      PlantedClaim("S03.1", \.refill, in: .undiminished, start: (0.055, 0.205)) {
        try $0.leadEffect(equalNorm: false)
      }
    ],
    // Washout alone tells layers apart at equal ρ.
    [
      PlantedClaim("S03.2", \.washout, start: (0.2, 0.372)) {
        try $0.leadEffect(equalNorm: true)
      }
    ],
    [PlantedClaim("S12.1", \.sentiment, start: (0.557, 1.035)) { try $0.rewordingEffect() }],
  ]

  init(
    _ id: String, _ strength: WritableKeyPath<Planting, Double> & Sendable,
    in base: Planting = .full, start: (one: Double, two: Double),
    effect: @escaping @Sendable (Laboratory) throws -> TrueEffect
  ) {
    self.id = id
    self.base = base
    knob = Knob(strength: strength, start: start)
    self.effect = effect
  }
}

extension Planting {
  fileprivate static let undiminished: Planting = {
    var planting = Planting.full
    planting.washout = 0
    return planting
  }()
}
