import Inference
import Protocols
import Randomness
import Statistics
import Steering
import Subjects

/// How much of the differences between positive and negative texts few dimensions hold.
///
/// Fitted on half of the templates and measured on the other, both ways.
struct HeldOutSpectrum: Sendable {
  /// Of the squared length of held-out differences, the share in the best k dimensions [k from 1].
  let shares: [Double]
  /// The same for pairs of two texts with the same label: differences without the concept.
  let nullShares: [Double]
  /// Of the squared length of a difference, the share that all have in common: the mean differences
  /// of the two halves, multiplied.
  let commonShare: Double
  /// Accuracy (%) of a linear probe that is trained anew after the best k dimensions were taken out
  /// [k from 0].
  let accuracies: [(rank: Int, percent: Double)]
}

/// What adding the part of the mean difference that lies in the best k dimensions does.
struct SubspaceEffect: Sendable {
  /// k; the width of the model where the part is the whole mean difference.
  let rank: Int
  /// ‖part‖ / ‖mean difference‖.
  let length: Double
  /// Item by item.
  let changes: [Double]
}

extension Laboratory {
  /// The k of subspaces: 1 to 8.
  static let ranks = Array(1...8)

  /// - Parameter probed: ranks after whose ablation a probe is trained.
  func heldOutSpectrum(
    of concept: ChosenVector, templates: [String], layer: Int, probed: [Int] = [0, 1, 2, 4, 8]
  ) throws -> HeldOutSpectrum {
    let halves = try templateFolds(templates, count: 2, seed: Subject.seed)
    let rows = try ContrastRows(
      positive: concept.positive, negative: concept.negative, layer: layer)
    var generator = SeededGenerator(seed: Subject.seed, stream: "held-out spectrum")
    let parts = try halves.map { try rows.selecting($0) }
    let dealt = try parts.map { try $0.dealtWithinLabels(using: &generator) }
    func shares(_ parts: [ContrastRows]) throws -> [Double] {
      let both = try [(0, 1), (1, 0)].map { try captured(by: parts[$0], of: parts[$1]) }
      return zip(both[0], both[1]).map { ($0 + $1) / 2 }
    }
    let squares = try rows.pairedDifferences()
    let meanSquare =
      squares.values.reduce(0) { $0 + $1 * $1 } / Double(squares.rows)
    let common = zip(parts[0].meanDifference, parts[1].meanDifference).reduce(0) {
      $0 + $1.0 * $1.1
    }
    return HeldOutSpectrum(
      shares: try shares(parts), nullShares: try shares(dealt),
      commonShare: common / meanSquare,
      accuracies: try probed.map {
        ($0, try accuracy(afterAblating: $0, of: concept, halves: halves, layer: layer))
      })
  }

  /// Cumulative over ranks.
  private func captured(by fitted: ContrastRows, of held: ContrastRows) throws -> [Double] {
    let axes = try DifferenceSpectrum(fitted, rank: Self.ranks.count).directions
    let differences = try held.pairedDifferences()
    let total = differences.values.reduce(0) { $0 + $1 * $1 }
    let parts = try axes.map { try differences.times($0).reduce(0) { $0 + $1 * $1 } / total }
    return Self.ranks.map { parts.prefix($0).reduce(0, +) }
  }

  private func accuracy(
    afterAblating rank: Int, of concept: ChosenVector, halves: [[Int]], layer: Int
  ) throws -> Double {
    let accuracies = try [(0, 1), (1, 0)].map { fitted, held in
      func sides(_ half: Int) -> (positive: Activations, negative: Activations) {
        (concept.positive.selecting(halves[half]), concept.negative.selecting(halves[half]))
      }
      let (train, test) = (sides(fitted), sides(held))
      let spectrum = try DifferenceSpectrum(
        positive: train.positive, negative: train.negative, layer: layer, rank: rank)
      let eraser = try ablation(spectrum.directions.prefix(rank))
      let probe = try LinearProbe(
        positive: train.positive.erasing(eraser, layer: layer),
        negative: train.negative.erasing(eraser, layer: layer), layer: layer)
      return try probe.evaluation(
        positive: test.positive.erasing(eraser, layer: layer),
        negative: test.negative.erasing(eraser, layer: layer), layer: layer
      ).accuracy
    }
    return 100 * (accuracies[0] + accuracies[1]) / 2
  }

  /// Takes out the projection on each of orthonormal axes.
  func ablation(_ axes: some Collection<[Double]>) throws -> Eraser {
    let rows = axes.map { $0.map { Float($0) } }
    return try Eraser(
      write: rows, read: rows,
      center: [Float](repeating: 0, count: model.configuration.dModel))
  }

  /// Adds the part of the mean difference that lies in the best k dimensions, as long as it is:
  /// what one dimension loses, and what each further one brings back. The last is the whole mean
  /// difference.
  func subspaceEffects(
    of concept: ChosenVector, in spectrum: DifferenceSpectrum, ranks: [Int] = Laboratory.ranks,
    on evaluation: Evaluation
  ) throws -> [SubspaceEffect] {
    let direction = try concept.vector.direction(concept.layer)
    let baseline = try evaluation.baseline()
    func effect(_ rank: Int, _ part: [Float]) throws -> SubspaceEffect {
      SubspaceEffect(
        rank: rank, length: norm(part) / norm(direction),
        changes: try changes(by: part, layer: concept.layer, on: evaluation, baseline: baseline))
    }
    return try ranks.map { try effect($0, spectrum.projection(of: direction, rank: $0)) }
      + [effect(direction.count, direction)]
  }

  /// What is left of the response to asking in words after the best k dimensions are taken out from
  /// the concept's layer on, item by item, for each rank.
  func responsesAfterAblation(
    of behavior: Behavior, in spectrum: DifferenceSpectrum, ranks: [Int], items: ChoiceCorpus
  ) throws -> [[Double]] {
    let concept = try concept(behavior)
    let evaluations = try [Instruction.Kind.toward, .away].map {
      try Evaluation(
        of: measure(behavior, on: items, prompts: items.prompts(after: Instruction($0))).metric,
        on: underTest, steeredAt: [concept.layer])
    }
    let hooks =
      [HookPoint.residPost(concept.layer)]
      + (concept.layer + 1..<model.configuration.layerCount).flatMap {
        [HookPoint.block($0, .residMid), .residPost($0)]
      }
    return try ranks.map { rank in
      let eraser = try ablation(spectrum.directions.prefix(rank))
      let interventions = try hooks.map {
        try Intervention.erase(
          write: eraser.write, read: eraser.read, center: eraser.center, at: $0,
          positions: .from(1))
      }
      return difference(
        try evaluations[0].values(applying: interventions),
        try evaluations[1].values(applying: interventions)
      )
    }
  }
}
