import Claims
import Protocols
import Reporting
import Selectivity
import Statistics
import Steering
import Subjects

/// Where in the depth of a model its sentiment vector has the largest selective effect.
///
/// The depth of a layer is the share of the blocks that have run when the vector is added.
struct PeakDepth {
  /// One a dose: coefficient 1 at every layer, and what costs the same at every layer.
  let profiles: [(dose: String, profile: LayerProfile)]
  /// Of the test items.
  let templates: [String]
  /// Item by item, one a dose: how far the best layer inside leads the best one outside, less a tenth of the effect
  /// at the better of the two; both layers were chosen on the select items.
  let leads: [[Double]]
  /// At the layer that the select items prefer, at equal cost, item by item.
  let effectAtPeak: [Double]
  /// That layer, and what costs the registered amount there.
  let peak: Int
  let coefficient: Double
  let vector: SteeringVector
  private let layerCount: Int

  /// What counts as inside.
  static let inside = 0.5...0.8
  /// Layers that are tried, evenly spaced over all of them.
  private static let layers = 12
  private static let doses = ["coefficient 1", "equal cost"]

  private static func depth(of layer: Double, in layerCount: Int) -> Double {
    (layer + 1) / Double(layerCount)
  }

  /// - Parameter inside: depths that count as inside.
  init(in lab: Laboratory, inside: ClosedRange<Double> = Self.inside) throws {
    let corpus = try lab.subject.dialogues(.sentiment)
    let vector = try SelectiveVector(.sentiment, in: lab).vector
    let count = lab.model.configuration.layerCount
    let layers = spread(Self.layers, over: count)
    let cost = try EqualCost(in: lab, at: layers)
    let coefficients = try [
      layers.map { _ in 1 },
      layers.map { try cost.coefficient(of: vector.direction($0), layer: $0) },
    ]
    func profile(_ items: ChoiceCorpus, _ coefficients: [Double]) throws -> LayerProfile {
      let items = try SelectiveItems(items, in: lab, steeredAt: layers)
      let before = try items.values()
      return LayerProfile(
        layers: layers,
        effects: try zip(layers, coefficients).map { layer, coefficient in
          try items.values(
            adding: vector.direction(layer), layer: layer, coefficient: coefficient
          ).selectiveChange(from: before)
        })
    }
    let select = corpus.items.select.firstOfEachTemplate(2)
    let test = corpus.items.test.firstOfEachTemplate()
    let chosen = try coefficients.map { try profile(select, $0) }
    let reported = try coefficients.map { try profile(test, $0) }
    func isInside(_ layer: Int) -> Bool {
      inside.contains(Self.depth(of: Double(layer), in: count))
    }
    leads = zip(chosen, reported).map { chosen, reported in
      func best(_ keep: (Int) -> Bool) -> Int {
        layers.indices.filter { keep(layers[$0]) }.max { chosen.means[$0] < chosen.means[$1] } ?? 0
      }
      let (inner, outer) = (best(isInside), best { !isInside($0) })
      let top = chosen.means[inner] >= chosen.means[outer] ? inner : outer
      return test.templates.indices.map {
        reported.effects[inner][$0] - reported.effects[outer][$0] - reported.effects[top][$0] / 10
      }
    }
    peak = chosen[1].best
    let place = layers.firstIndex(of: peak) ?? 0
    (effectAtPeak, coefficient) = (reported[1].effects[place], coefficients[1][place])
    profiles = Array(zip(Self.doses, reported))
    templates = test.templates
    layerCount = count
    self.vector = vector
  }

  /// What the claim reads.
  var effect: PrimaryEffect { PrimaryEffect(contrasts: leads, clusters: templates) }

  /// The depth of the largest mean effect on the test items, with the interval that resampled templates give it.
  func secondaries() throws -> [Secondary] {
    try profiles.map { dose, profile in
      let best = try profile.bestLayer(by: templates)
      func depth(_ layer: Double) -> Double { Self.depth(of: layer, in: layerCount) }
      return Secondary(
        "depth of the peak, \(dose)",
        .estimate(
          Estimate(
            value: depth(best.value),
            interval: Interval(
              lower: depth(best.interval.lower), upper: depth(best.interval.upper),
              confidence: best.interval.confidence))),
        note: "share of the blocks that have run; interval from resampled templates")
    }
  }

  /// Both profiles, inside marked.
  func figure() throws -> Chart {
    .effectByLayer(
      "Selective effect by layer", effect: "selective effect (nats)",
      try profiles.map { try $0.profile.series($0.dose, by: templates) },
      threshold: SelectiveStudy.delta,
      xMarks: [Self.inside.lowerBound, Self.inside.upperBound].map {
        AxisMark("depth \($0)", at: $0 * Double(layerCount) - 1)
      })
  }
}
