import Inference
import Statistics

/// Projects the activation of each token on a direction: where in a text a concept is expressed.
///
/// Source: representation reading, Zou et al., "Representation Engineering" (arXiv 2310.01405). Raw, a
/// score is r̂·x in units of the activation. ``standardized(on:of:)`` makes it (r̂·x − center) / scale,
/// with the mean and the standard deviation of reference text.
public struct ConceptMonitor: Sendable, Equatable {
  /// Where activations are read.
  public let hook: HookPoint
  /// What they are projected on.
  public let direction: UnitDirection
  /// The projection that scores 0.
  public private(set) var center = 0.0
  /// The length of a unit of score, in units of the activation.
  public private(set) var scale = 1.0

  /// - Throws: ``SteeringError/notFinite(at:)``, or ``SteeringError/invalid(_:expected:got:)`` for a
  ///   direction of length 0.
  public init(_ direction: [Float], at hook: HookPoint) throws {
    self.hook = hook
    self.direction = try UnitDirection(direction)
  }

  /// The monitor with scores centred on reference texts and in standard deviations of their tokens.
  ///
  /// The first token of a text is left out of both: many models park an activation hundreds of times as
  /// large there, whatever the token (Sun et al., arXiv 2402.17762). It is scored like any other, and
  /// may be far from 0 on every text.
  ///
  /// - Throws: ``SteeringError/nothingToMeasure(_:)`` below two tokens that are not the first of their
  ///   text; ``SteeringError/invalid(_:expected:got:)`` when all project alike.
  public func standardized(
    on texts: [[Int]], of model: LanguageModel
  ) throws -> ConceptMonitor {
    let projections = try self.projections(texts, on: model, []).flatMap { $0.dropFirst() }
    guard projections.count > 1 else {
      throw SteeringError.nothingToMeasure("reference texts of at least two tokens are needed")
    }
    var copy = self
    copy.center = try mean(projections)
    copy.scale = try standardDeviation(projections)
    guard copy.scale > 0 else {
      throw SteeringError.invalid(
        "reference texts", expected: "projections that vary", got: "\(copy.center) at every token")
    }
    return copy
  }

  /// Scores every token of texts.
  ///
  /// - Parameter interventions: in force while the texts are read.
  /// - Throws: ``SteeringError/widthMismatch(at:expected:got:)`` when the direction is not as wide as the
  ///   model's activation, and ``ModelError`` as ``Inference/LanguageModel/run(_:resumingFrom:_:)``.
  public func read(
    _ texts: [[Int]], on model: LanguageModel, applying interventions: [Intervention] = []
  ) throws -> [ConceptReading] {
    try readings(texts, promptCounts: texts.map(\.count), on: model, interventions)
  }

  /// Scores every token of prompts and of what a model wrote after them.
  ///
  /// - Parameter interventions: those that were in force while it wrote give the activations that it
  ///   wrote from, bit for bit; none gives the unsteered model's reading of the same text.
  /// - Throws: as ``read(_:on:applying:)``, and ``SteeringError/invalid(_:expected:got:)`` when the
  ///   lists differ in length.
  public func read(
    _ generations: [Generation], after prompts: [[Int]], on model: LanguageModel,
    applying interventions: [Intervention] = []
  ) throws -> [ConceptReading] {
    guard generations.count == prompts.count else {
      throw SteeringError.invalid(
        "generations", expected: "\(prompts.count), one a prompt", got: "\(generations.count)")
    }
    return try readings(
      zip(prompts, generations).map { $0 + $1.ids }, promptCounts: prompts.map(\.count), on: model,
      interventions)
  }

  private func readings(
    _ texts: [[Int]], promptCounts: [Int], on model: LanguageModel, _ interventions: [Intervention]
  ) throws -> [ConceptReading] {
    let projections = try projections(texts, on: model, interventions)
    return texts.indices.map { index in
      ConceptReading(
        ids: texts[index],
        tokens: texts[index].map { model.tokenizer.decode([$0], skippingControlTokens: false) },
        scores: projections[index].map { ($0 - center) / scale }, promptCount: promptCounts[index])
    }
  }

  /// r̂·x, [texts][tokens].
  private func projections(
    _ texts: [[Int]], on model: LanguageModel, _ interventions: [Intervention]
  ) throws -> [[Double]] {
    guard let width = model.width(at: hook) else {
      throw SteeringError.nothingToMeasure("\(hook) has no fixed width")
    }
    guard width == direction.width else {
      throw SteeringError.widthMismatch(at: "\(hook)", expected: width, got: direction.width)
    }
    let edits = try interventions.edits(on: model)
    var projections = texts.map { [Double](repeating: 0, count: $0.count) }
    let trees = texts.map { TokenTree($0, readout: [], edits: edits) }
    try model.record([hook], of: trees) { _, place, activation in
      projections[place.tree][place.offset] = direction.projection(of: activation)
    }
    return projections
  }
}
