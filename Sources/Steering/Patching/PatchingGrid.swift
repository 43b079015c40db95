import Inference
import Statistics

/// Which run is changed, and which gives the activations.
public enum PatchingMode: String, Sendable, Codable, CaseIterable {
  /// Clean activations into the corrupted run: what is *enough* to restore the answer.
  case denoising
  /// Corrupted activations into the clean run: what is *needed* to keep it.
  case noising
}

/// How much of an answer each layer and position carries.
public struct PatchingGrid: Sendable, Equatable {
  /// Which run was changed.
  public let mode: PatchingMode
  /// The place in each block that was patched.
  public let hook: HookPoint.BlockHook
  /// In the order given: the rows of the grid.
  public let layers: [Int]
  /// Their names, in the order given: the columns of the grid.
  public let positions: [String]
  /// Log-odds of the answer in each pair's clean run, in nats.
  public let clean: [Double]
  /// Log-odds of the answer in each pair's corrupted run, in nats.
  public let corrupted: [Double]
  /// Log-odds of the answer in the patched run, in nats, [layer][position][pair].
  public let patched: [[[Double]]]
  /// Mean of clean − corrupted, in nats: what there is to restore or to lose.
  public let difference: Estimate
  /// The share of the difference that a patch moves, [layer][position]; 0 is nothing, 1 all of it.
  ///
  /// Denoising: recovery, Σ(patched − corrupted) / Σ(clean − corrupted). Noising: what is lost, Σ(clean −
  /// patched) / Σ(clean − corrupted), which is 1 − recovery. A ratio of sums over pairs, because a ratio
  /// of one pair explodes where that pair's difference is small.
  public let shares: [[Estimate]]

  /// The cell that moves the largest share; the lowest layer, then the first position, wins a tie.
  public var best: (layer: Int, position: String, share: Estimate)? {
    var best: (layer: Int, position: String, share: Estimate)?
    for (layer, row) in zip(layers, shares) {
      for (position, share) in zip(positions, row) {
        if share.value > best?.share.value ?? -.infinity { best = (layer, position, share) }
      }
    }
    return best
  }
}

/// Patches each layer × position of one run with the other run's activation, and measures how much of
/// the answer goes with it.
///
/// The metric is the log-odds of the answer at the last token: logsumexp(logits of `answer`) −
/// logsumexp(logits of `alternative`), in nats. Each cell's interval is a BCa bootstrap over templates,
/// with the same draws for every cell. The layers below a patch are run once.
///
/// Source: Heimersheim & Nanda, "How to use and interpret activation patching" (arXiv 2404.15255); the
/// method is causal tracing, Meng et al. (2202.05262).
///
/// - Parameters:
///   - layers: nil takes all.
///   - positions: names that every pair knows; see ``PatchingPair/positions(of:)``. A group of several
///     positions is patched at once.
///   - isControl: puts random changes in place of the other run's activations: the changed run's own,
///     moved as far as the other's lie from them. What such a patch moves, any push of that size does.
///   - progress: gets the number of cells done and that of all.
/// - Throws: ``SteeringError/noDifference(_:)`` when the interval of `difference` includes 0, before any
///   patch is run; ``SteeringError/invalid(_:expected:got:)`` for a position that a pair lacks;
///   `StatisticsError` below two templates; ``ModelError`` for a token or layer out of range.
public func patchingGrid(
  _ pairs: [PatchingPair], _ mode: PatchingMode = .denoising, on model: LanguageModel,
  at hook: HookPoint.BlockHook = .residPost, layers: [Int]? = nil, positions: [String],
  isControl: Bool = false, confidence: Double = 0.9, resamples: Int = 9_999, seed: UInt64,
  progress: ((Int, Int) -> Void)? = nil
) throws -> PatchingGrid {
  let run = PatchingRun(
    model: model, pairs: pairs, mode: mode, hook: hook,
    layers: layers ?? Array(0..<model.configuration.layerCount), positions: positions,
    randomSeed: isControl ? seed : nil)
  try run.validate()
  let (clean, corrupted) = try run.baselines()
  let differences = zip(clean, corrupted).map { $0 - $1 }
  let templates = pairs.map(\.template)
  let difference = try bootstrapBCa(
    ClusteredSample(values: differences, clusters: templates), confidence: confidence,
    resamples: resamples, seed: seed)
  if difference.interval.contains(0) { throw SteeringError.noDifference(difference) }

  let patched = try run.patched(progress)
  let shares = try patched.map { row in
    try row.map { values in
      let moved = pairs.indices.map {
        mode == .denoising ? values[$0] - corrupted[$0] : clean[$0] - values[$0]
      }
      return try ratioOfSums(
        moved, differences, clusters: templates, confidence: confidence, resamples: resamples,
        seed: seed)
    }
  }
  return PatchingGrid(
    mode: mode, hook: hook, layers: run.layers, positions: positions, clean: clean,
    corrupted: corrupted, patched: patched, difference: difference, shares: shares)
}

/// Σ numerators / Σ denominators with its BCa interval over clusters.
func ratioOfSums(
  _ numerators: [Double], _ denominators: [Double], clusters: [String], confidence: Double,
  resamples: Int, seed: UInt64
) throws -> Estimate {
  // A cluster's two sums are all that a resample needs of it.
  let tops = try ClusteredSample(values: numerators, clusters: clusters).groups
  let bottoms = try ClusteredSample(values: denominators, clusters: clusters).groups
  let sums = zip(tops, bottoms).map { [(top: $0.reduce(0, +), bottom: $1.reduce(0, +))] }
  return try bootstrapBCa(sums, confidence: confidence, resamples: resamples, seed: seed) { drawn in
    drawn.reduce(0) { $0 + $1.top } / drawn.reduce(0) { $0 + $1.bottom }
  }
}
