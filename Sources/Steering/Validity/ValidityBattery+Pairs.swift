import Inference
import Randomness
import Statistics

/// The questions that need no run of the model.
extension ValidityBattery {
  func splitHalf() throws -> ValidityCheck {
    guard SteeringVector.Method.ofPairs.contains(vector.method) else {
      return ValidityCheck(
        .splitHalf, .notTestable, .plain(0), "no halves: it was not made of pairs")
    }
    let stability = try splitHalfStability(
      pairs.splitHalfCosines(
        by: vector.method, templates: templates, splits: Self.splits, seed: seed))
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
    let observed = try agreement(of: others, on: pairs, parts)
    var generator = SeededGenerator(seed: seed, stream: "validity methods")
    let null = try (0..<Self.methodDraws).map { _ in
      try agreement(of: others, on: pairs.exchanging(share: 0.5, using: &generator), parts)
    }
    let threshold = try quantile(null, 0.99)
    return ValidityCheck(
      .methods, passes: observed > threshold, .plain(observed),
      "least cosine with another method; 99th percentile with shuffled labels \(brief(threshold))")
  }

  /// Pairs that each method is given when they are compared: the null fits them a hundred times.
  private static let pairsOfMethod = 40
  private static let methodDraws = 100

  /// The least cosine of the vector with what another method makes of other templates: what they have in
  /// common is not the noise of common pairs.
  private func agreement(
    of others: [SteeringVector.Method], on pairs: ContrastRows, _ parts: [[Int]]
  ) throws -> Double {
    let own =
      try SteeringVector.Method.ofPairs.contains(vector.method)
      ? pairs.selecting(parts[0]).direction(by: vector.method) : vector.direction(layer)
    return try zip(others, parts.dropFirst()).map { method, part in
      cosine(own, try pairs.selecting(part).direction(by: method))
    }.min() ?? 0
  }
}

/// Two decimals.
func brief(_ value: Double) -> String {
  let hundredths = Int((value * 100).rounded().magnitude)
  let (whole, rest) = (hundredths / 100, hundredths % 100)
  return "\(value < 0 && hundredths > 0 ? "−" : "")\(whole).\(rest < 10 ? "0" : "")\(rest)"
}
