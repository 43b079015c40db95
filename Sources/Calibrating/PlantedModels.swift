import Claims
import Foundation
import Inference
import Protocols
import Subjects
import TinyModel

/// The models of one seed, with its texts: planted so that claims' true effects are what is wanted.
struct PlantedModels {
  let seed: UInt64
  let compute: Compute
  /// Passages are the population.
  let corpora: Corpora
  /// Test splits hold the population.
  let dialogues: Dialogues

  /// Their means are the truth by definition, so that more texts would add cost alone.
  static let size = TinyCorpora.Population(templates: 60, textsEach: 2)

  init(seed: UInt64, compute: Compute) throws {
    self.seed = seed
    self.compute = compute
    let texts = try TinyCorpora(seed: seed, population: Self.size)
    corpora = try .planted(texts, tokenizer: TinyModel.tokenizer())
    dialogues = .planted(texts, tokenizer: try TinyModel.tokenizer())
  }

  /// A planted model with the population, or with a draw from it.
  ///
  /// - Parameters:
  ///   - draw: the seed of the draw; nil takes all.
  ///   - passages: whether passages are drawn, and not dialogues: doses are set on passages, so that one cannot draw
  ///     both and speak of one truth.
  func subject(_ planting: Planting, draw: UInt64? = nil, passages: Bool = false) throws -> Subject
  {
    Subject(
      card: .planted,
      model: try TinyModel.languageModel(seed: seed, planting: planting, compute: compute),
      corpora: draw.map { passages ? corpora.drawingPassages(seed: $0) : corpora } ?? corpora,
      dialogues: try draw.map { passages ? dialogues : try dialogues.drawingTestItems(seed: $0) }
        ?? dialogues)
  }

  /// A planting and the true effect of each claim of a group, on the population.
  struct Found {
    var planting: Planting
    var effects: [PrimaryEffect]
    /// In units of each claim's δ.
    var multiples: [Double]
    /// Whether these are as near to what was wanted as was asked.
    var isReached = false
  }

  func effects(of group: [PlantedClaim], in planting: Planting) throws -> [PrimaryEffect] {
    let laboratory = Laboratory(try subject(planting), counts: .population)
    return try group.map { try $0.measured.effect(laboratory) }
  }

  /// The planting at which the true effect of every claim is `wanted` times its δ, to within `tolerance`
  /// of that; the nearest that was tried when none is. An effect can jump past it, where the layer that the
  /// select items choose changes with the strength.
  ///
  /// - Parameter near: a planting whose effects are known, to begin from.
  func planting(
    _ group: [PlantedClaim], _ thresholds: [Claim.Threshold], wanted: Double, tolerance: Double,
    near: Found? = nil
  ) throws -> Found {
    let knobs = group.map(\.knob)
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
    // The strongest planting that gives too little, and the weakest that gives too much.
    var brackets = knobs.map { _ in (below: 0.0, above: Double.infinity) }
    for trial in 1...Self.trials {
      let effects = try effects(of: group, in: planting)
      var found = Found(
        planting: planting, effects: effects,
        multiples: zip(effects, thresholds).map { $0.multiple(of: $1) })
      found.isReached = found.distance(from: wanted) <= tolerance
      if found.isReached { return found }
      if found.distance(from: wanted) < best?.distance(from: wanted) ?? .infinity { best = found }
      for (index, knob) in knobs.enumerated() {
        let strength = planting[keyPath: knob.strength]
        if found.multiples[index] < wanted {
          brackets[index].below = max(brackets[index].below, strength)
        } else {
          brackets[index].above = min(brackets[index].above, strength)
        }
        let (below, above) = brackets[index]
        if trial >= Self.trials / 2, below > 0, below < above, above < .infinity {
          planting[keyPath: knob.strength] = (below * above).squareRoot()
          continue
        }
        let exponent = last.flatMap { found.exponent(index, knob, since: $0) } ?? knob.exponent
        // An effect of nearly nothing, or of the wrong sign, tells no more than "much stronger".
        let multiple = max(found.multiples[index], wanted / 4)
        planting[keyPath: knob.strength] = min(2, strength * pow(wanted / multiple, 1 / exponent))
      }
      last = found
    }
    return best ?? Found(planting: planting, effects: [], multiples: [])
  }

  /// In the second half of them the interval that holds the strength is halved.
  private static let trials = 14
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
