import Statistics

/// What one coefficient does: the effect wanted and what else changed.
public struct Dose: Sendable, Equatable {
  public let layer: Int
  public let coefficient: Double
  /// Change of the metric in the wanted direction, with its 90 % interval.
  public let effect: Estimate
  public let sideEffects: [SideEffect]

  public init(layer: Int, coefficient: Double, effect: Estimate, sideEffects: [SideEffect]) {
    self.layer = layer
    self.coefficient = coefficient
    self.effect = effect
    self.sideEffects = sideEffects
  }

  /// S: see ``Swift/Array/score``.
  public var score: Double { sideEffects.score }

  /// Whether the effect surely exceeds δ and no side effect can reach its margin.
  public func isSweet(above delta: Double) -> Bool { effect.interval.lower > delta && score < 1 }
}

extension [Dose] {
  /// The sweet spot: doses whose effect surely exceeds δ and whose side effects stay within their
  /// margins (S < 1). It may be empty.
  public func sweetSpot(above delta: Double) -> [Dose] { filter { $0.isSweet(above: delta) } }

  /// Doses than which none has more effect for no more side effect, by rising score.
  public var paretoFront: [Dose] {
    filter { dose in
      !contains {
        ($0.effect.value > dose.effect.value && $0.score <= dose.score)
          || ($0.effect.value == dose.effect.value && $0.score < dose.score)
      }
    }.sorted { ($0.score, $0.effect.value) < ($1.score, $1.effect.value) }
  }

  /// The dose to use: the largest effect in the sweet spot; where that is empty, the smallest score
  /// among doses that surely have the effect; where there are none, the largest effect.
  public func best(above delta: Double) -> Dose? {
    let effective = filter { $0.effect.interval.lower > delta }
    return sweetSpot(above: delta).max { $0.effect.value < $1.effect.value }
      ?? effective.min { $0.score < $1.score }
      ?? self.max { $0.effect.value < $1.effect.value }
  }
}
