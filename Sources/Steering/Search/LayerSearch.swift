import Inference

/// Measures a vector at each layer with a coefficient of its own.
///
/// - Parameters:
///   - coefficients: layer → coefficient; the same for all, or one that gives equal ρ.
///   - direction: +1 when the metric should rise, −1 when it should fall.
public func layerProfile(
  of vector: SteeringVector, metric: any ItemMetric, on model: LanguageModel,
  coefficients: [Int: Double], direction: Double = 1, progress: ((Int, Int) -> Void)? = nil
) throws -> LayerProfile {
  let layers = coefficients.keys.sorted()
  let sweep = try Sweep(metric, on: model, layers: layers)
  let baseline = try sweep.baseline()
  var effects: [[Double]] = []
  for (done, layer) in layers.enumerated() {
    let steered = try sweep.values(
      applying: [.add(vector, layer: layer, coefficient: coefficients[layer] ?? 0)])
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
  of vector: SteeringVector, metric: any ItemMetric, on model: LanguageModel,
  coefficient: Double = 1, layers: [Int]? = nil, progress: ((Int, Int) -> Void)? = nil
) throws -> LayerProfile {
  let layers = layers ?? vector.layers
  return try layerProfile(
    of: vector, metric: metric, on: model,
    coefficients: Dictionary(uniqueKeysWithValues: Set(layers).map { ($0, coefficient) }),
    direction: coefficient < 0 ? -1 : 1, progress: progress)
}
