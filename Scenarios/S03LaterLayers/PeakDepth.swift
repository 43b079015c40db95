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
  /// A tenth of the better layer's mean effect at equal cost: what a lead has to exceed.
  let tenth: Double
  /// At the layer that the select items prefer, at equal cost, item by item.
  let effectAtPeak: [Double]
  /// That layer, and what costs the registered amount there.
  let peak: Int
  let coefficient: Double
  let vector: SteeringVector
  private let layerCount: Int
  private let coefficients: [Double]
  private let prompts: [[Int]]

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
    let test = corpus.items.test.firstOfEachTemplate(lab.counts.depthItems)
    let chosen = try coefficients.map { try profile(select, $0) }
    let reported = try coefficients.map { try profile(test, $0) }
    func isInside(_ layer: Int) -> Bool {
      inside.contains(Self.depth(of: Double(layer), in: count))
    }
    let compared = zip(chosen, reported).map { Self.lead(chosen: $0, reported: $1, isInside) }
    leads = compared.map(\.items)
    tenth = compared[1].tenth
    peak = chosen[1].best
    let place = layers.firstIndex(of: peak) ?? 0
    (effectAtPeak, coefficient) = (reported[1].effects[place], coefficients[1][place])
    profiles = Array(zip(Self.doses, reported))
    templates = test.templates
    layerCount = count
    self.coefficients = coefficients[1]
    prompts = test.prompts
    self.vector = vector
  }

  /// What the claim reads.
  var effect: PrimaryEffect {
    PrimaryEffect(contrasts: leads, clusters: templates, reference: tenth)
  }

  /// How far the best layer inside leads the best one outside, item by item, less a tenth of the effect at the better
  /// of the two; and the mean of that tenth. Layers are chosen on the one profile and read off the other.
  static func lead(
    chosen: LayerProfile, reported: LayerProfile, _ isInside: (Int) -> Bool
  ) -> (items: [Double], tenth: Double) {
    let places = chosen.layers.indices
    func best(_ keep: (Int) -> Bool) -> Int {
      places.filter { keep(chosen.layers[$0]) }.max { chosen.means[$0] < chosen.means[$1] } ?? 0
    }
    let (inner, outer) = (best(isInside), best { !isInside($0) })
    let top = chosen.means[inner] >= chosen.means[outer] ? inner : outer
    let effects = reported.effects
    return (
      effects[top].indices.map { effects[inner][$0] - effects[outer][$0] - effects[top][$0] / 10 },
      reported.means[top] / 10
    )
  }

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

  /// What it writes under the vector at equal cost, layer by layer: change of VADER's compound score; nil without the
  /// lexicon.
  func writtenProfile(in lab: Laboratory) throws -> LayerProfile? {
    let layers = profiles[1].profile.layers
    let places = spread(Self.writtenLayers, over: layers.count)
    let texts = TextCorpus(ids: prompts, templates: templates)
    func written(_ place: Int, _ coefficient: Double) throws -> [Double]? {
      try lab.compounds(of: vector, layer: layers[place], coefficient: coefficient, on: texts)
    }
    guard let unsteered = try written(0, 0) else { return nil }
    let effects = try places.compactMap { place in
      try written(place, coefficients[place]).map { difference($0, unsteered) }
    }
    return LayerProfile(layers: places.map { layers[$0] }, effects: effects)
  }

  private static let writtenLayers = 6

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
