import Claims
import Formatting
import Inference
import Protocols
import Randomness
import Reporting
import Statistics
import Steering
import Subjects

/// A direction at one layer with where it comes from.
struct NamedDirection: Sendable {
  /// How it was made.
  let method: SteeringVector.Method
  /// The tokens whose activations it was made from.
  let position: ReadPosition
  /// [width]
  let direction: [Float]

  /// "PCA, last token"
  var name: String { "\(method.title), \(position.title)" }
}

extension SteeringVector.Method {
  /// What it is called in reports.
  var title: String {
    switch self {
    case .mean: "mean difference"
    case .pca: "PCA"
    case .logistic: "logistic"
    case .linearDiscriminant: "LDA"
    case .random: "random"
    case .imported: "imported"
    }
  }
}

extension ReadPosition {
  /// What it is called in reports.
  var title: String {
    switch self {
    case .last: "last token"
    case .mean: "mean of tokens"
    case .all: "every token"
    }
  }
}

/// What wrong labels do to a method.
struct LabelNoise: Sendable {
  /// The method that was given the wrong labels.
  let method: SteeringVector.Method
  /// The share of pairs whose labels are exchanged.
  let share: Double
  /// With the direction from clean labels, draw by draw.
  let cosines: [Double]
  /// Mean effect on the items, draw by draw, at the length of the clean mean difference.
  let effects: [Double]
}

extension Laboratory {
  /// Every method at every position, at one layer and at one length, that of the mean difference of
  /// last tokens.
  ///
  /// - Parameter recording: of every token of positive and negative texts.
  func directions(
    of recording: (positive: Activations, negative: Activations), layer: Int
  ) throws -> [NamedDirection] {
    var length: Double?
    return try [ReadPosition.last, .mean, .all].flatMap { position in
      let rows = try ContrastRows(
        positive: recording.positive.reading(at: position),
        negative: recording.negative.reading(at: position), layer: layer)
      return try SteeringVector.Method.ofPairs.map { method in
        let found = try rows.direction(by: method)
        let target = length ?? norm(found)
        length = target
        return NamedDirection(
          method: method, position: position,
          direction: rescaled(found.map(Double.init), to: target))
      }
    }
  }

  /// Mean difference and PCA over tokens, at a layer and at a length, with the first token of each
  /// text left out.
  func directionsWithoutFirstTokens(
    of recording: (positive: Activations, negative: Activations), layer: Int, length: Double
  ) throws -> [NamedDirection] {
    let (positive, negative) = try (
      recording.positive.withoutFirstTokens(), recording.negative.withoutFirstTokens()
    )
    return try [ReadPosition.mean, .all].flatMap { position in
      let rows = try ContrastRows(
        positive: positive.reading(at: position), negative: negative.reading(at: position),
        layer: layer)
      return try [SteeringVector.Method.mean, .pca].map {
        NamedDirection(
          method: $0, position: position,
          direction: rescaled(try rows.direction(by: $0).map(Double.init), to: length))
      }
    }
  }

  /// Item by item, what adding a direction at a layer changes.
  func changes(
    by direction: [Float], layer: Int, on evaluation: Evaluation, baseline: [Double]
  ) throws -> [Double] {
    difference(
      try evaluation.values(applying: [.add(direction, coefficient: 1, at: .residPost(layer))]),
      baseline
    )
  }

  /// A method's directions from pairs of which some are mislabelled.
  ///
  /// All methods get the same mislabelled pairs, and all directions the length of the clean mean
  /// difference.
  func labelNoise(
    _ method: SteeringVector.Method, shares: [Double], draws: Int, pairs: ContrastRows, layer: Int,
    on evaluation: Evaluation
  ) throws -> [LabelNoise] {
    let clean = try pairs.direction(by: method)
    let baseline = try evaluation.baseline()
    // PCA finds the same line whatever the labels: what was measured once is not measured again.
    var known: [[Float]: Double] = [:]
    func effect(_ direction: [Float]) throws -> Double {
      if let effect = known[direction] { return effect }
      let effect = try mean(
        changes(by: direction, layer: layer, on: evaluation, baseline: baseline))
      known[direction] = effect
      return effect
    }
    return try shares.map { share in
      var generator = SeededGenerator(seed: Subject.seed, stream: "label noise \(share)")
      let found = try (0..<(share > 0 ? draws : 1)).map { _ in
        let noisy = try pairs.exchanging(share: share, using: &generator).direction(by: method)
        return rescaled(noisy.map(Double.init), to: norm(clean))
      }
      return LabelNoise(
        method: method, share: share, cosines: found.map { cosine($0, clean) },
        effects: try found.map(effect))
    }
  }
}

/// The mean of some values with their whole range for an interval.
func range(of values: [Double]) throws -> Estimate {
  Estimate(
    value: try mean(values),
    interval: Interval(lower: values.min() ?? 0, upper: values.max() ?? 0, confidence: 1))
}

/// "0.87 [0.82, 0.92]": the mean of some values and their whole range, in two decimals.
func rangeText(_ values: [Double]) throws -> String {
  let texts = try [mean(values), values.min() ?? 0, values.max() ?? 0].map {
    Formatted.fixed($0, decimals: 2)
  }
  return "\(texts[0]) [\(texts[1]), \(texts[2])]"
}
