import Inference
import Statistics

/// Something that steering should leave alone, and how much change of it is too much.
public struct SideEffectMeasure: Sendable {
  /// What should stay as it is.
  public let measure: Measure
  /// The largest change, up or down, that is tolerable, in the metric's own unit.
  ///
  /// Nil for another behaviour: what is off target grows with the dose as the effect does, so that no dose keeps it
  /// within a share of it. Its share of the effect tells the vectors apart, and not the doses.
  public let margin: Double?

  /// - Parameter margin: the largest change, up or down, that is tolerable; nil where no dose can be held to one.
  public init(_ measure: Measure, margin: Double? = nil) {
    self.measure = measure
    self.margin = margin
  }

  /// The registered margin of ``TextNLL``: 0.1 nats per token.
  public static let likelihoodMargin = 0.1
  /// The registered margin of ``NextTokenDivergence``: 0.1 nats.
  public static let divergenceMargin = 0.1
  /// The registered margin of ``Accuracy``: 5 percentage points.
  public static let accuracyMargin = 5.0
}

/// What one side-effect measure showed at one dose.
public struct SideEffect: Sendable, Equatable {
  /// That of the measure.
  public let name: String
  /// Steered minus unsteered, in the measure's unit.
  public let change: Estimate
  /// The largest tolerable change, in the measure's unit; nil where there is none.
  public let margin: Double?

  /// A change that was measured elsewhere, with its margin in the same unit.
  public init(name: String, change: Estimate, margin: Double?) {
    self.name = name
    self.change = change
    self.margin = margin
  }

  /// max |bound of the interval| / margin: below 1, even the worst plausible change is tolerable. Nil without a
  /// margin.
  ///
  /// No change at all is tolerable within a margin of 0 too.
  public var ratio: Double? {
    let worst = max(abs(change.interval.lower), abs(change.interval.upper))
    return margin.map { worst == 0 ? 0 : worst / $0 }
  }
}

extension [SideEffect] {
  /// S, the largest ratio; safe when below 1. Zero when nothing with a margin was measured.
  public var score: Double { compactMap(\.ratio).max() ?? 0 }
  /// The one that decides the score.
  public var worst: SideEffect? {
    filter { $0.margin != nil }.max { ($0.ratio ?? 0) < ($1.ratio ?? 0) }
  }
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

  func values(applying interventions: [Intervention], seed: UInt64) throws -> [SideEffect] {
    try parts.map { part in
      let steered = try part.evaluation.values(applying: interventions)
      let change = zip(steered, part.baseline).map { $0 - $1 }
      return SideEffect(
        name: part.measure.measure.name,
        change: try part.measure.measure.estimate(change, seed: seed),
        margin: part.measure.margin)
    }
  }
}
