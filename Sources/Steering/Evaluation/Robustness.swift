import Inference
import Statistics

/// The same items under another wording: a paraphrase, a template, a system prompt.
public struct PromptVariant: Sendable {
  /// Which wording it is, for results and messages.
  public let name: String
  /// The same items in the same order, worded otherwise.
  public let metric: any ItemMetric

  /// - Parameter metric: of the same items in the same order, worded otherwise.
  public init(_ name: String, _ metric: any ItemMetric) {
    self.name = name
    self.metric = metric
  }
}

/// How far a vector's effect survives other wordings, and where it fails.
public struct Robustness: Sendable {
  /// Mean slope of the metric over the coefficient, as the items are written, in nats per unit of c.
  public let baseline: Estimate
  /// In the order given.
  public let variants: [Variant]
  /// R = (smallest mean slope over the variants) / (the baseline's): 1 when no wording weakens it.
  public let score: Estimate
  /// Share of items with a negative slope as they are written (Tan et al., arXiv 2407.12404).
  public let antiSteerable: Estimate
  /// Slope of each item as it is written.
  public let slopes: [Double]
  /// Slope of each item, the mean over the variants.
  public let rewordedSlopes: [Double]
  /// Variance of the items' slopes as they are written; 0 for a single item.
  public let varianceOverItems: Double
  /// Variance of the variants' mean slopes; 0 for a single variant.
  public let varianceOverVariants: Double

  /// What one other wording did to the effect.
  public struct Variant: Sendable {
    /// That of its ``PromptVariant``.
    public let name: String
    /// Mean slope over items, as of ``baseline``.
    public let slope: Estimate
    /// Slope of each item.
    public let slopes: [Double]
    /// Share of items with a negative slope.
    public let antiSteerable: Estimate
  }

  /// Robust when even the lower bound of R exceeds one half, and there is an effect to keep: with a
  /// negative slope as written, R of other negative slopes would be positive too.
  public var isRobust: Bool { score.interval.lower > 0.5 && baseline.interval.lower > 0 }

  /// Items on which steering fails as they are written (the slope is not positive), worst first.
  public var failures: [Int] {
    slopes.indices.filter { slopes[$0] <= 0 }.sorted { (slopes[$0], $0) < (slopes[$1], $1) }
  }
}

/// Measures a vector's effect on diverse wordings of the same items.
///
/// The seed's `evaluate_robustness(model, vector, layer, test_prompts)`. Steerability, the slope of the
/// metric over the coefficient prompt by prompt, is that of Tan et al. (arXiv 2407.12404).
///
/// - Parameters:
///   - testPrompts: the items as they are written.
///   - variants: the same items in other wordings, at least one; eight or more say something.
///   - coefficients: what the slope is taken over; two that differ in sign alone are enough for a straight line.
///   - direction: −1 when the metric should fall as the coefficient rises.
///   - progress: (wordings done, wordings in all).
/// - Throws: ``SteeringError/nothingToMeasure(_:)`` without variants, with another number of items, or
///   when the vector does not move the metric at all.
public func evaluateRobustness(
  of vector: SteeringVector, layer: Int, on model: ModelUnderTest, testPrompts: Measure,
  variants: [PromptVariant], coefficients: [Double] = [-1, 1], direction: Double = 1,
  seed: UInt64 = Measure.defaultSeed, progress: ((Int, Int) -> Void)? = nil
) throws -> Robustness {
  guard !variants.isEmpty else {
    throw SteeringError.nothingToMeasure("robustness needs other wordings to compare with")
  }
  if let odd = variants.first(where: { $0.metric.count != testPrompts.metric.count }) {
    throw SteeringError.nothingToMeasure(
      "\(odd.name): \(odd.metric.count) items where the test prompts have"
        + " \(testPrompts.metric.count)")
  }
  var done = 0
  func slopes(_ metric: any ItemMetric) throws -> [Double] {
    let curve = try Evaluation(of: metric, on: model, steeredAt: [layer])
      .coefficients(coefficients, of: vector, layer: layer)
    done += 1
    progress?(done, variants.count + 1)
    return try (0..<metric.count).map { item in
      direction * (try slope(x: coefficients, y: curve.values.map { $0[item] }))
    }
  }
  func share(_ slopes: [Double]) throws -> Estimate {
    try clopperPearson(
      successes: slopes.count { $0 < 0 }, trials: slopes.count, confidence: 0.95)
  }
  let written = try slopes(testPrompts.metric)
  guard written.contains(where: { $0 != 0 }) else {
    throw SteeringError.nothingToMeasure("the vector does not move the metric at layer \(layer)")
  }
  let reworded = try variants.map { try slopes($0.metric) }
  let items = Dictionary(grouping: written.indices, by: { testPrompts.clusters[$0] })
  let score = try bootstrapBCa(
    items.keys.sorted().map { items[$0] ?? [] }, confidence: 0.9, resamples: 1_999, seed: seed
  ) { drawn in
    // The number of items cancels in the ratio of means.
    let sums = reworded.map { slopes in drawn.reduce(0) { $0 + slopes[$1] } }
    return (sums.min() ?? 0) / drawn.reduce(0) { $0 + written[$1] }
  }
  return Robustness(
    baseline: try testPrompts.estimate(written, seed: seed),
    variants: try zip(variants, reworded).map {
      Robustness.Variant(
        name: $0.name, slope: try testPrompts.estimate($1, seed: seed), slopes: $1,
        antiSteerable: try share($1))
    },
    score: score, antiSteerable: try share(written), slopes: written,
    rewordedSlopes: try written.indices.map { item in try mean(reworded.map { $0[item] }) },
    varianceOverItems: try variance(written),
    varianceOverVariants: try variance(try reworded.map { try mean($0) }))
}

private func variance(_ values: [Double]) throws -> Double {
  guard values.count > 1 else { return 0 }
  let deviation = try standardDeviation(values)
  return deviation * deviation
}
