import Claims
import Formatting
import Protocols
import Reporting
import Statistics
import Steering
import Subjects

/// Doses of one behaviour's vector at its layer: chosen on the select texts, seen again on the test texts.
struct DoseStudy: Sendable {
  /// Every coefficient on the select texts.
  let select: [Dose]
  /// Mean effects of random directions as long as the vector, on some of the select items.
  let random: [DoseResponse]
  /// Of `select`, by the rule of ``Swift/Array/best(above:)``.
  let chosen: Dose
  /// The chosen coefficient and the ones beside it on the test texts.
  let test: [Dose]
  /// The chosen one on the test texts.
  let heldOut: Dose

  /// δ, in nats.
  static let smallestEffect = 0.25
  /// What is usually tried, and finer steps between and below.
  static let coefficients: [Double] = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 3, 5]
  private static let labelled: Set<Double> = [0.5, 1, 2, 3, 5]

  /// So that the decimals of small multiples are printed beside large ones.
  static let largestShown = 9.9

  /// A row a side effect that has a margin, a column a coefficient: the worse end of its interval in multiples of
  /// the margin, at most ``largestShown``.
  var sideEffectRows: [HeatMap.Row] {
    let sides = select.first?.sideEffects ?? []
    return sides.indices.filter { sides[$0].margin != nil }.map { index in
      HeatMap.Row(
        sides[index].name,
        select.map {
          let ratio = $0.sideEffects[index].ratio ?? 0
          return HeatMap.Cell(min(ratio, Self.largestShown), isMarked: ratio >= 1)
        })
    }
  }

  /// Doses as points: S across, the effect in nats upward, and the coefficient beside some of them.
  func scatter(
    _ name: String, _ doses: [Dose], isConnected: Bool = false, isNull: Bool = false
  ) -> ScatterChart.Series {
    ScatterChart.Series(
      name,
      doses.map { dose in
        .init(
          Self.labelled.contains(dose.coefficient) ? Formatted.number(dose.coefficient) : "",
          x: exactly(dose.score), y: dose.effect)
      }, isConnected: isConnected, isNull: isNull)
  }
}

extension SideEffect {
  /// Its name and change, then margin and multiple, or without a margin its share of an effect.
  func row(beside effect: Estimate) -> [Table.Cell] {
    [
      .text(name), .estimate(change), margin.map { .number($0) } ?? .empty,
      ratio.map { .number($0) } ?? .empty,
      margin == nil && effect.value != 0 ? .number(change.value / effect.value) : .empty,
    ]
  }
}

/// A number without an interval, for a figure that shows one.
func exactly(_ value: Double) -> Estimate {
  Estimate(value: value, interval: Interval(lower: value, upper: value, confidence: 1))
}

extension Laboratory {
  /// - Parameter count: items of each side effect.
  func doseStudy(of behavior: Behavior, items count: Int) throws -> DoseStudy {
    let concept = try concept(behavior)
    var fewer = counts
    fewer.sideEffectItems = count
    let smaller = with(fewer)
    func doses(
      _ coefficients: [Double], _ part: Corpora.Part, items: Int
    ) throws -> [Dose] {
      try measureDoses(
        of: concept.vector, at: [concept.layer], coefficients.map { behavior.wanted * $0 },
        on: underTest, effect: measure(behavior, part, items: items), direction: behavior.wanted,
        sideEffects: smaller.sideEffects(of: behavior, part))
    }
    let coefficients = DoseStudy.coefficients
    let select = try doses(coefficients, .select, items: selectItems(for: behavior))
    guard let chosen = select.best(above: DoseStudy.smallestEffect),
      let place = select.firstIndex(of: chosen)
    else { throw SteeringError.nothingToMeasure("no dose") }
    let near = coefficients[max(place - 1, 0)...min(place + 1, coefficients.count - 1)]
    let part = try measure(behavior, .select, items: counts.controlItems / 2)
    let random = try Evaluation(of: part.metric, on: underTest, steeredAt: [concept.layer])
      .responses(
        [0, 1, 2, 5].map { behavior.wanted * $0 },
        to: nullDirections(.isotropic, like: concept, layer: concept.layer), layer: concept.layer)
    let test = try doses(Array(near), .test, items: counts.choiceTestItems)
    return DoseStudy(
      select: select, random: random, chosen: chosen, test: test, heldOut: test[place == 0 ? 0 : 1])
  }
}
