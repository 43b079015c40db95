import Inference
import Statistics

extension ContrastRows {
  /// Cosines of the directions that a method finds in two halves of the pairs with no template in common,
  /// for random halves [splits].
  ///
  /// A direction that depends on the wording of few pairs differs from half to half.
  ///
  /// - Parameter templates: the template of each pair.
  /// - Throws: ``SteeringError`` where texts are not paired, or pairs and templates differ in number;
  ///   ``DataError/tooFewTemplates(file:expected:got:)`` below two templates; as
  ///   ``direction(by:)``.
  public func splitHalfCosines(
    by method: SteeringVector.Method, templates: [String], splits: Int, seed: UInt64
  ) throws -> [Double] {
    try requireTemplates(templates)
    return try (0..<splits).map { split in
      let halves = try templateFolds(templates, count: 2, seed: seed &+ UInt64(split))
      let (first, second) = (
        try selecting(halves[0]).direction(by: method),
        try selecting(halves[1]).direction(by: method)
      )
      return cosine(first, second)
    }
  }

  /// - Throws: ``SteeringError/invalid(_:expected:got:)`` unless there is one template a pair.
  func requireTemplates(_ templates: [String]) throws {
    guard try pairCount == templates.count else {
      throw SteeringError.invalid(
        "templates", expected: "\(try pairCount), one a pair", got: "\(templates.count)")
    }
  }
}

/// What the agreement of vectors from halves says of the vector from all pairs: Spearman and Brown's
/// correction of the mean cosine.
///
/// Cosines of means with independent errors behave as correlations of half tests do: signal over signal
/// and noise.
///
/// - Throws: `StatisticsError` without cosines, or when their mean is −1.
public func splitHalfStability(_ cosines: [Double]) throws -> Double {
  // Above 1 by rounding only.
  try spearmanBrown(halves: min(1, try mean(cosines)))
}
