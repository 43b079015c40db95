import Inference

/// Measures a vector at each layer with a coefficient of its own.
///
/// - Parameters:
///   - coefficients: layer → coefficient; the same for all, or one that gives equal ρ.
///   - direction: +1 when the metric should rise, −1 when it should fall.
public func layerProfile(
  of vector: SteeringVector, metric: any ItemMetric, on model: ModelUnderTest,
  coefficients: [Int: Double], by operation: VectorOperation = .addition, direction: Double = 1,
  progress: ((Int, Int) -> Void)? = nil
) throws -> LayerProfile {
  let layers = coefficients.keys.sorted()
  let evaluation = Evaluation(of: metric, on: model, steeredAt: layers)
  let baseline = try evaluation.baseline()
  var effects: [[Double]] = []
  for (done, layer) in layers.enumerated() {
    let steered = try evaluation.values(
      applying: [
        operation.intervention(with: vector, layer: layer, amount: coefficients[layer] ?? 0)
      ])
    effects.append(zip(steered, baseline).map { direction * ($0 - $1) })
    progress?(done + 1, layers.count)
  }
  return LayerProfile(layers: layers, effects: effects)
}

/// The layer at which adding the vector moves the metric most, on the items given: choose it on a
/// select split, report it on a test split.
///
/// The seed's `find_best_layer`.
public func findBestLayer(
  of vector: SteeringVector, metric: any ItemMetric, on model: ModelUnderTest,
  coefficient: Double = 1, by operation: VectorOperation = .addition, layers: [Int]? = nil,
  progress: ((Int, Int) -> Void)? = nil
) throws -> LayerProfile {
  let layers = layers ?? vector.layers
  return try layerProfile(
    of: vector, metric: metric, on: model,
    coefficients: Dictionary(uniqueKeysWithValues: Set(layers).map { ($0, coefficient) }),
    by: operation, direction: coefficient < 0 ? -1 : 1, progress: progress)
}

/// The rule by which a layer is chosen.
extension LayerProfile {
  /// The layer with the largest mean effect; the lowest wins a tie.
  public var best: Int { best(of: means) }

  func best(of totals: [Double]) -> Int { ranked(layers, by: totals).first ?? 0 }
}

/// Layers by falling effect; the lower of two with the same comes first.
func ranked(_ layers: [Int], by effects: [Double]) -> [Int] {
  zip(layers, effects).sorted { ($0.1, $1.0) > ($1.1, $0.0) }.map(\.0)
}

/// All layers but the last fifth of the network, where a write is read by few layers or by the head
/// alone (Arditi et al., arXiv 2406.11717, leave out the same part); at most twelve, evenly spaced.
public func candidateLayers(of model: LanguageModel) -> [Int] {
  spread(12, over: model.configuration.layerCount * 4 / 5)
}
