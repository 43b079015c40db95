import Claims
import Inference
import Protocols
import Statistics
import Steering
import Subjects

/// The coefficient that is fair to every layer.
enum LayerDose: String {
  case coefficientOne = "coefficient 1"
  case equalNorm = "equal ρ"
}

/// What a vector does at each layer of the model, on the test openings.
struct EffectByLayer {
  /// Layer → coefficient.
  let coefficients: [Int: Double]
  /// The layer of the largest effect on the select openings.
  let peak: Int
  /// Of all layers.
  let profile: LayerProfile
  let openings: TextCorpus

  /// The lead of the last third over each of the others, beside the effect at the peak.
  func lead() throws -> PrimaryEffect {
    PrimaryEffect(
      contrasts: profile.leads(of: profile.layers.count), clusters: openings.templates,
      reference: try mean(profile.effects[peak]))
  }
}

/// Comparing the effect in the last third of the layers with the other two.
extension LayerProfile {
  /// Item by item: mean effect over the last third minus the middle third, and minus the first.
  func leads(of layerCount: Int) -> [[Double]] {
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

  /// What the checks against null directions read: the smaller lead of the last third over the others, by
  /// the vector and by each of those directions.
  func nullLeads(
    _ kinds: [NullKind], like concept: ChosenVector, metric: any ItemMetric,
    coefficients: [Int: Double]
  ) throws -> [Measurement] {
    let coarse = coarseLayers
    let observed = try layerProfile(
      of: concept.vector, metric: metric, on: underTest,
      coefficients: coefficients.filter { coarse.contains($0.key) }
    ).smallestLead(of: model.configuration.layerCount)
    return try kinds.map { kind in
      let draws = try nullLeads(kind, like: concept, metric: metric, coefficients: coefficients)
      return Measurement(of: kind.check, .null(observed: observed, draws: draws))
    }
  }

  private func nullLeads(
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
