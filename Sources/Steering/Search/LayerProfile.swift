import Inference
import Randomness
import Statistics

/// The effect of a vector at each of several layers, item by item.
public struct LayerProfile: Sendable {
  /// In the order measured.
  public let layers: [Int]
  /// [layer][item]: metric with the vector minus metric without, signed by the coefficient.
  public let effects: [[Double]]

  /// - Parameter effects: [layer][item], in the metric's unit.
  public init(layers: [Int], effects: [[Double]]) {
    self.layers = layers
    self.effects = effects
  }

  /// The mean over items at each layer, in the metric's unit; 0 without items.
  public var means: [Double] {
    effects.map { $0.reduce(0, +) / Double(max($0.count, 1)) }
  }

  /// [item][layer]
  public var byItem: [[Double]] {
    (effects.first ?? []).indices.map { item in effects.map { $0[item] } }
  }
}

/// How sure one may be of the best layer.
extension LayerProfile {
  /// The best layer with the 90 % interval that resampled clusters give it.
  ///
  /// - Parameter clusters: the template of each item.
  /// - Throws: ``SteeringError/nothingToMeasure(_:)`` unless there is one cluster an item, and
  ///   `StatisticsError` below two clusters.
  public func bestLayer(
    by clusters: [String], seed: UInt64 = Measure.defaultSeed
  ) throws -> Estimate {
    try bootstrapBCa(
      groups(by: clusters), confidence: 0.9, resamples: 1_999, seed: seed
    ) { Double(best(of: totals($0))) }
  }

  /// How often each layer is the best when clusters are drawn again, as shares [layer]: the bootstrap
  /// distribution of the choice.
  ///
  /// - Throws: as ``bestLayer(by:seed:)``.
  public func bestLayerShares(
    by clusters: [String], resamples: Int = 1_999, seed: UInt64 = Measure.defaultSeed
  ) throws -> [Double] {
    let groups = try groups(by: clusters)
    guard groups.count > 1, resamples > 0 else {
      throw StatisticsError.tooFew("clusters of a bootstrap", needed: 2, got: groups.count)
    }
    let totals = groups.map { self.totals($0) }
    var generator = SeededGenerator(seed: seed, stream: "best layer")
    var wins = [Int](repeating: 0, count: layers.count)
    for _ in 0..<resamples {
      var drawn = [Double](repeating: 0, count: layers.count)
      for _ in totals {
        let total = totals[generator.index(below: totals.count)]
        for layer in layers.indices { drawn[layer] += total[layer] }
      }
      let winner = best(of: drawn)
      wins[layers.firstIndex(of: winner) ?? 0] += 1
    }
    return wins.map { Double($0) / Double(resamples) }
  }

  /// Items by cluster, each an effect by layer; clusters in the order of their names.
  private func groups(by clusters: [String]) throws -> [[[Double]]] {
    let items = byItem
    guard clusters.count == items.count, !items.isEmpty else {
      throw SteeringError.nothingToMeasure(
        "a layer profile of \(items.count) items with \(clusters.count) clusters")
    }
    let indices = Dictionary(grouping: items.indices, by: { clusters[$0] })
    return indices.keys.sorted().map { name in (indices[name] ?? []).map { items[$0] } }
  }

  private func totals(_ items: [[Double]]) -> [Double] {
    layers.indices.map { layer in items.reduce(0) { $0 + $1[layer] } }
  }
}
