import Inference
import Protocols
import Randomness
import Statistics
import Steering
import Subjects

extension Intervention {
  /// Erases with what was fitted; the first token of a text is left alone.
  ///
  /// Many models park an activation hundreds of times as large as others there, whatever the token (Sun et
  /// al., arXiv 2402.17762): nothing that was fitted on other tokens applies to it.
  static func erase(_ eraser: Eraser, at hook: HookPoint) throws -> Intervention {
    try .erase(
      write: eraser.write, read: eraser.read, center: eraser.center, at: hook,
      positions: .from(1))
  }
}

/// How a concept is taken out of activations.
enum ErasureKind: String, CaseIterable, Sendable {
  /// LEACE with Ledoit and Wolf's covariance.
  case leace
  /// LEACE as published, with the sample's own covariance.
  case published
  /// The projection on the mean difference.
  case directional
  /// LEACE with the labels of a random half of the pairs exchanged.
  case shuffledLabels
  /// The projection on a random direction.
  case random

  /// What it is called in reports.
  var name: String {
    switch self {
    case .leace: "LEACE"
    case .published: "LEACE without shrinkage"
    case .directional: "ablation of the mean difference"
    case .shuffledLabels: "LEACE of shuffled labels"
    case .random: "ablation of a random direction"
    }
  }
}

/// How often probes are right on texts of templates that they were not trained on, row by row.
///
/// Rows are the positive and the negative text of each pair in turn: 100 where right, 0 where wrong, 50
/// where the probe does not say; so a mean is a percentage, and half of the rows are of either kind.
struct ProbeOutcomes: Sendable {
  /// Trained on the texts that the eraser was fitted on, tested on others.
  var sameTexts: [Double]
  /// Trained on texts that neither the eraser was fitted on nor the test is made on.
  var newTexts: [Double]
  /// Five nearest neighbours among the texts that the eraser was fitted on: a probe that is not linear.
  var neighbors: [Double]
  /// The template of each row.
  let templates: [String]

  /// The mean of one of them with its 90 % interval by template.
  func estimate(_ outcomes: KeyPath<ProbeOutcomes, [Double]>) throws -> Estimate {
    try Protocols.estimate(self[keyPath: outcomes], by: templates)
  }
}

extension Laboratory {
  /// Fits an eraser of a concept at a layer.
  ///
  /// - Parameters:
  ///   - pairs: those that it is fitted on; nil takes all.
  ///   - draw: which of the random draws, for the kinds that have any.
  func eraser(
    _ kind: ErasureKind, of concept: some ConceptVector, layer: Int, pairs: [Int]? = nil,
    draw: Int = 0
  ) throws -> Eraser {
    let pairs = pairs ?? Array(0..<concept.positive.count)
    var generator = SeededGenerator(seed: Subject.seed, stream: "erasure \(kind) \(layer) \(draw)")
    let exchanged =
      kind == .shuffledLabels
      ? Set(generator.shuffled(pairs).prefix(pairs.count / 2)) : []
    switch kind {
    case .leace, .published, .shuffledLabels:
      let rows = try Matrix(
        pairs.flatMap { [concept.positive[$0, layer], concept.negative[$0, layer]] }.map {
          $0.map(Double.init)
        })
      let labels = pairs.flatMap { exchanged.contains($0) ? [0, 1] : [1, 0] }
      let shrinkage =
        kind == .published
        ? 0 : try ShrunkCovariance(centered: rows.subtracting(rows.columnMeans)).shrinkage
      return try LEACE(rows, labels: labels, shrinkage: shrinkage).eraser
    case .directional:
      let (positive, negative) = (
        concept.positive.selecting(pairs), concept.negative.selecting(pairs)
      )
      return try .directional(
        zip(positive.mean(layer: layer), negative.mean(layer: layer)).map { Float($0 - $1) })
    case .random:
      return try .directional(
        RandomDirections.isotropic(
          width: concept.positive.width, norm: 1, using: &generator))
    }
  }

  /// Trains and tests probes of a concept after an erasure at a layer; nil for none.
  ///
  /// Templates are dealt to two halves. The eraser is fitted on one, everything is tested on the other, and
  /// then the halves change places, so that every row is tested once.
  ///
  /// - Parameters:
  ///   - draw: which of the random draws, for the kinds that have any.
  ///   - isComplete: false measures ``ProbeOutcomes/sameTexts`` alone.
  func probe(
    after kind: ErasureKind?, of concept: some ConceptVector, templates: [String], layer: Int,
    draw: Int = 0,
    isComplete: Bool = true
  ) throws -> ProbeOutcomes {
    let parts = try templateFolds(templates, count: 4, seed: Subject.seed)
    var outcomes = ProbeOutcomes(pairs: templates)
    for (fitted, held) in [([0, 1], [2, 3]), ([2, 3], [0, 1])] {
      let fitting = fitted.flatMap { parts[$0] }.sorted()
      let eraser = try kind.map {
        try self.eraser($0, of: concept, layer: layer, pairs: fitting, draw: draw)
      }
      let positive =
        try eraser.map { try concept.positive.erasing($0, layer: layer) }
        ?? concept.positive
      let negative =
        try eraser.map { try concept.negative.erasing($0, layer: layer) }
        ?? concept.negative
      let rows = ErasedRows(positive: positive, negative: negative, layer: layer)
      let linear = try rows.linearProbe(trainedOn: fitting)
      let neighbors = isComplete ? rows.neighborProbe(trainedOn: fitting) : nil
      for part in held {
        outcomes.fill(\.sameTexts, rows.outcomes(of: linear, on: parts[part]), parts[part])
        guard isComplete, let neighbors else { continue }
        outcomes.fill(\.neighbors, rows.outcomes(of: neighbors, on: parts[part]), parts[part])
        let others = held.filter { $0 != part }.flatMap { parts[$0] }
        let fresh = try rows.linearProbe(trainedOn: others)
        outcomes.fill(\.newTexts, rows.outcomes(of: fresh, on: parts[part]), parts[part])
      }
    }
    return outcomes
  }

  /// ``probe(after:of:templates:layer:draw:isComplete:)`` on the rows of all draws, row by row their mean.
  func meanProbe(
    after kind: ErasureKind, of concept: some ConceptVector, templates: [String], layer: Int,
    draws: Int
  ) throws -> [Double] {
    let outcomes = try (0..<draws).map {
      try probe(
        after: kind, of: concept, templates: templates, layer: layer, draw: $0, isComplete: false
      ).sameTexts
    }
    return outcomes[0].indices.map { row in
      outcomes.reduce(0) { $0 + $1[row] } / Double(draws)
    }
  }
}

extension ProbeOutcomes {
  /// Nothing measured yet, two rows a pair.
  fileprivate init(pairs templates: [String]) {
    let blank = [Double](repeating: 50, count: 2 * templates.count)
    self.init(
      sameTexts: blank, newTexts: blank, neighbors: blank,
      templates: templates.flatMap { [$0, $0] })
  }

  fileprivate mutating func fill(
    _ outcomes: WritableKeyPath<ProbeOutcomes, [Double]>, _ values: [Double], _ pairs: [Int]
  ) {
    for (index, pair) in pairs.enumerated() {
      self[keyPath: outcomes][2 * pair] = values[2 * index]
      self[keyPath: outcomes][2 * pair + 1] = values[2 * index + 1]
    }
  }
}

/// The activations of pairs at one layer and probes of them.
private struct ErasedRows {
  let positive: Activations
  let negative: Activations
  let layer: Int

  /// Above 0 says positive.
  typealias Probe = (ArraySlice<Float>) -> Double

  func linearProbe(trainedOn pairs: [Int]) throws -> Probe {
    try LinearProbe(
      positive: positive.selecting(pairs), negative: negative.selecting(pairs), layer: layer
    ).logOdds
  }

  /// Of the five nearest rows, those that are positive less those that are negative.
  func neighborProbe(trainedOn pairs: [Int]) -> Probe {
    let known: [(row: ArraySlice<Float>, sign: Double)] = pairs.flatMap {
      [(positive[$0, layer], 1), (negative[$0, layer], -1)]
    }
    return { row in
      let distances = known.map { other in
        zip(row, other.row).reduce(0.0) { sum, pair in
          let d = Double(pair.0) - Double(pair.1)
          return sum + d * d
        }
      }
      let nearest = distances.indices.sorted { (distances[$0], $0) < (distances[$1], $1) }
      return nearest.prefix(5).reduce(0) { $0 + known[$1].sign }
    }
  }

  /// Positive and negative row of each pair in turn.
  func outcomes(of probe: Probe, on pairs: [Int]) -> [Double] {
    pairs.flatMap { pair in
      [probe(positive[pair, layer]), -probe(negative[pair, layer])].map {
        $0 == 0 ? 50 : $0 > 0 ? 100 : 0
      }
    }
  }
}
