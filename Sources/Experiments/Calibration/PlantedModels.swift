import Claims
import Foundation
import Inference
import TinyModel

/// The models of one seed, with its texts: planted so that claims' true effects are what is wanted.
struct PlantedModels {
  let seed: UInt64
  let compute: Compute
  /// Test splits hold the population.
  let population: Corpora

  /// Their means are the truth by definition, so that more texts would add cost alone.
  static let size = TinyCorpora.Population(templates: 60, textsEach: 2)

  init(seed: UInt64, compute: Compute) throws {
    self.seed = seed
    self.compute = compute
    population = try .tiny(
      TinyCorpora(seed: seed, population: Self.size), tokenizer: TinyModel.tokenizer())
  }

  func engine(_ planting: Planting, _ corpora: Corpora) throws -> Engine {
    Engine(
      name: .tiny,
      model: try TinyModel.languageModel(seed: seed, planting: planting, compute: compute),
      corpora: corpora)
  }

  /// A planting and the true effect of each claim of a group, on the population.
  struct Found {
    var planting: Planting
    var effects: [TrueEffect]
    /// In units of each claim's δ.
    var multiples: [Double]
  }

  func effects(of group: [PlantedClaim], in planting: Planting) throws -> [TrueEffect] {
    let laboratory = Laboratory(try engine(planting, population), scale: .population)
    return try group.map { try $0.effect(laboratory) }
  }

  /// The planting at which the true effect of every claim is `wanted` times its δ, to within `tolerance`
  /// of that; the nearest of six when none is.
  ///
  /// - Parameters:
  ///   - group: claims that have knobs.
  ///   - near: a planting whose effects are known, to begin from.
  func planting(
    _ group: [PlantedClaim], _ thresholds: [Claim.Threshold], wanted: Double, tolerance: Double,
    near: Found? = nil
  ) throws -> Found {
    let knobs = group.compactMap(\.knob)
    var planting = near?.planting ?? group[0].base
    for (index, knob) in knobs.enumerated() {
      if let near {
        planting[keyPath: knob.strength] *= pow(wanted / near.multiples[index], 1 / knob.exponent)
      } else {
        planting[keyPath: knob.strength] = knob.start.one * pow(wanted, 1 / knob.exponent)
      }
    }
    var best: Found?
    var last: Found?
    for _ in 0..<6 {
      let effects = try effects(of: group, in: planting)
      let found = Found(
        planting: planting, effects: effects,
        multiples: zip(effects, thresholds).map { $0.multiple(of: $1) })
      if found.distance(from: wanted) < best?.distance(from: wanted) ?? .infinity { best = found }
      if found.distance(from: wanted) <= tolerance { break }
      for (index, knob) in knobs.enumerated() {
        let exponent = last.flatMap { found.exponent(index, knob, since: $0) } ?? knob.exponent
        // An effect of nearly nothing, or of the wrong sign, tells no more than "much stronger".
        let multiple = max(found.multiples[index], wanted / 4)
        planting[keyPath: knob.strength] = min(
          2, planting[keyPath: knob.strength] * pow(wanted / multiple, 1 / exponent))
      }
      last = found
    }
    return best ?? Found(planting: planting, effects: [], multiples: [])
  }
}

extension PlantedModels.Found {
  fileprivate func distance(from wanted: Double) -> Double {
    multiples.map { abs($0 / wanted - 1) }.max() ?? .infinity
  }

  /// How steeply a claim's effect grew with its strength between two plantings, if that can be told.
  fileprivate func exponent(
    _ index: Int, _ knob: PlantedClaim.Knob, since earlier: Self
  ) -> Double? {
    let strengths = planting[keyPath: knob.strength] / earlier.planting[keyPath: knob.strength]
    let effects = multiples[index] / earlier.multiples[index]
    guard abs(strengths - 1) > 1e-6, effects > 0 else { return nil }
    let exponent = log(effects) / log(strengths)
    return (0.3...12).contains(exponent) ? exponent : nil
  }
}
