import Inference
import Randomness
import Statistics

/// The questions that need no run of the model.
extension ValidityBattery {
  func splitHalf() throws -> ValidityCheck {
    guard let ownMethod else {
      return ValidityCheck(
        .splitHalf, .notTestable, .plain(0), "no halves: it was not made of pairs")
    }
    let stability = try splitHalfStability(
      pairs.splitHalfCosines(
        by: ownMethod, templates: templates, splits: Self.splits, seed: seed))
    return ValidityCheck(
      .splitHalf, passes: stability >= Self.leastStability, .plain(stability),
      "corrected cosine, at least \(Self.leastStability)")
  }

  func methods() throws -> ValidityCheck {
    let others = [SteeringVector.Method.mean, .pca, .logistic].filter { $0 != vector.method }
    let parts = try templateFolds(templates, count: 1 + others.count, seed: seed).map { part in
      spread(Self.pairsOfMethod, over: part.count).map { part[$0] }
    }
    guard parts.count == 1 + others.count else {
      throw DataError.tooFewTemplates(
        file: "methods", expected: 1 + others.count, got: parts.count)
    }
    let own = ownMethod ?? .mean
    let first =
      try ownMethod.map { try pairs.selecting(parts[0]).direction(by: $0) }
      ?? vector.direction(layer)
    let observed = try agreement(of: first, others, on: pairs, parts)
    var generator = SeededGenerator(seed: seed, stream: "validity methods")
    let null = try (0..<Self.methodDraws).map { _ in
      let shuffled = try pairs.exchanging(share: 0.5, using: &generator)
      return try agreement(
        of: shuffled.selecting(parts[0]).direction(by: own), others, on: shuffled, parts)
    }
    let threshold = try quantile(null, 0.99)
    return ValidityCheck(
      .methods, passes: observed > threshold, .plain(observed),
      "least cosine with another method; 99th percentile with shuffled labels \(brief(threshold))")
  }

  /// Pairs that each method is given when they are compared: the null fits them a hundred times.
  private static let pairsOfMethod = 40
  private static let methodDraws = 100

  /// The least cosine with what another method makes of other templates: what they have in common is not the
  /// noise of common pairs.
  private func agreement(
    of direction: [Float], _ others: [SteeringVector.Method], on pairs: ContrastRows,
    _ parts: [[Int]]
  ) throws -> Double {
    try zip(others, parts.dropFirst()).map { method, part in
      cosine(direction, try pairs.selecting(part).direction(by: method))
    }.min() ?? 0
  }

  /// The method that made the vector of pairs, nil for another origin.
  var ownMethod: SteeringVector.Method? {
    SteeringVector.Method.ofPairs.contains(vector.method) ? vector.method : nil
  }
}

/// Two decimals.
func brief(_ value: Double) -> String {
  let hundredths = Int((value * 100).rounded().magnitude)
  let (whole, rest) = (hundredths / 100, hundredths % 100)
  return "\(value < 0 && hundredths > 0 ? "−" : "")\(whole).\(rest < 10 ? "0" : "")\(rest)"
}
