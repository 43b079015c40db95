import Inference
import Statistics

/// Something that steering should leave alone, and how much change of it is too much.
public struct SideEffectMeasure: Sendable {
  /// What should stay as it is.
  public let measure: Measure
  /// The largest change, up or down, that is tolerable.
  public let margin: Margin

  /// How much is tolerable, as a number or in proportion to the effect.
  public enum Margin: Sendable, Equatable {
    /// In the metric's own unit.
    case absolute(Double)
    /// A share of the effect on what is steered, for other behaviours.
    case shareOfEffect(Double)

    /// In the measure's unit, given the mean effect on what is steered.
    public func size(ofEffect effect: Double) -> Double {
      switch self {
      case .absolute(let margin): margin
      case .shareOfEffect(let share): share * abs(effect)
      }
    }
  }

  /// - Parameter margin: the largest change, up or down, that is tolerable.
  public init(_ measure: Measure, margin: Margin) {
    self.measure = measure
    self.margin = margin
  }

  /// The registered margin of ``TextNLL``: 0.1 nats per token.
  public static let likelihoodMargin = Margin.absolute(0.1)
  /// The registered margin of ``NextTokenDivergence``: 0.1 nats.
  public static let divergenceMargin = Margin.absolute(0.1)
  /// The registered margin of ``Accuracy``: 5 percentage points.
  public static let accuracyMargin = Margin.absolute(5)
  /// The registered margin of another behaviour: a quarter of the effect.
  public static let behaviorMargin = Margin.shareOfEffect(0.25)
}

/// What one side-effect measure showed at one dose.
public struct SideEffect: Sendable, Equatable {
  /// That of the measure.
  public let name: String
  /// Steered minus unsteered, in the measure's unit.
  public let change: Estimate
  /// The largest tolerable change, in the measure's unit.
  public let margin: Double

  /// A change that was measured elsewhere, with its margin in the same unit.
  public init(name: String, change: Estimate, margin: Double) {
    self.name = name
    self.change = change
    self.margin = margin
  }

  /// max |bound of the interval| / margin: below 1, even the worst plausible change is tolerable.
  ///
  /// No change at all is tolerable within a margin of 0 too, such as a share of no effect.
  public var ratio: Double {
    let worst = max(abs(change.interval.lower), abs(change.interval.upper))
    return worst == 0 ? 0 : worst / margin
  }
}

extension [SideEffect] {
  /// S, the largest ratio; safe when below 1. Zero when nothing was measured.
  public var score: Double { map(\.ratio).max() ?? 0 }
  /// The one that decides the score.
  public var worst: SideEffect? { self.max { $0.ratio < $1.ratio } }
}

/// Side-effect measures made ready to be taken at many doses.
struct SideEffectEvaluation {
  private let parts: [(measure: SideEffectMeasure, evaluation: Evaluation, baseline: [Double])]

  init(_ measures: [SideEffectMeasure], on model: ModelUnderTest, layers: [Int]) throws {
    parts = try measures.map { measure in
      let evaluation = Evaluation(of: measure.measure.metric, on: model, steeredAt: layers)
      return (measure, evaluation, try evaluation.baseline())
    }
  }

  /// - Parameter effect: the mean effect on what is steered, for margins that are a share of it.
  func values(
    applying interventions: [Intervention], effect: Double, seed: UInt64
  ) throws -> [SideEffect] {
    try parts.map { part in
      let steered = try part.evaluation.values(applying: interventions)
      let change = zip(steered, part.baseline).map { $0 - $1 }
      return SideEffect(
        name: part.measure.measure.name,
        change: try part.measure.measure.estimate(change, seed: seed),
        margin: part.measure.margin.size(ofEffect: effect))
    }
  }
}
