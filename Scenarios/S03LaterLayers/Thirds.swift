import Inference
import Protocols
import Steering

/// Comparing the effect in the last third of the layers with the other two.
extension LayerProfile {
  /// Item by item: mean effect over the last third minus the middle third, and minus the first.
  package func leads(of layerCount: Int) -> [[Double]] {
    let byThird = (0..<3).map { third in
      layers.indices.filter { layers[$0] * 3 / layerCount == third }
    }
    func mean(_ third: Int, _ item: Int) -> Double {
      byThird[third].reduce(0) { $0 + effects[$1][item] } / Double(max(byThird[third].count, 1))
    }
    return [1, 0].map { other in
      (effects.first ?? []).indices.map { mean(2, $0) - mean(other, $0) }
    }
  }

  /// The smaller of the two mean leads: what must be large for the last third to dominate.
  func smallestLead(of layerCount: Int) -> Double {
    leads(of: layerCount).map { $0.reduce(0, +) / Double(max($0.count, 1)) }.min() ?? 0
  }
}

extension Laboratory {
  /// At most ten layers, evenly spaced, the last among them: where null draws are compared by thirds.
  var coarseLayers: [Int] {
    let count = model.configuration.layerCount
    return spread(10, over: count).map { $0 + max(count / 10, 1) - 1 }
  }

  /// For each draw of a null, the smaller lead of the last third over the others.
  func nullLeads(
    _ kind: NullKind, like concept: ChosenVector, metric: any ItemMetric,
    coefficients: [Int: Double]
  ) throws -> [Double] {
    let layers = coarseLayers
    let evaluation = Evaluation(of: metric, on: underTest, steeredAt: layers)
    let baseline = try evaluation.baseline()
    let directions = try layers.map { try nullDirections(kind, like: concept, layer: $0) }
    return try (0..<Self.draws).map { draw in
      let effects = try layers.indices.map { index in
        difference(
          try evaluation.values(
            applying: [
              .add(
                directions[index][draw], coefficient: coefficients[layers[index]] ?? 0,
                at: .block(layers[index], concept.vector.hook))
            ]), baseline)
      }
      return LayerProfile(layers: layers, effects: effects)
        .smallestLead(of: model.configuration.layerCount)
    }
  }
}
