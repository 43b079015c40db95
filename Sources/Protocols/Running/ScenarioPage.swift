import Claims
import Inference
import Reporting
import Statistics
import Steering
import Subjects

/// The page that a scenario writes while it runs on one model.
public final class ScenarioPage: Page {
  /// The model with what its scenarios share.
  public let lab: Laboratory
  /// The model under test.
  public var model: LanguageModel { lab.model }

  init(_ lab: Laboratory) {
    self.lab = lab
    super.init(
      engine: lab.subject.name, isInstrumentCheck: lab.subject.isInstrumentCheck,
      remark: lab.subject.remark)
  }

  /// Measures the effect of a claim and hands it in with what was measured for its checks.
  ///
  /// - Parameter checks: gates and controls, in any order.
  public func judge(
    _ claim: MeasuredClaim, checks: [Measurement], secondaries: [Secondary] = [],
    provenance: Provenance, fileID: StaticString = #fileID, line: UInt = #line
  ) throws {
    try judge(
      claim.claim, effect: claim.effect(lab), checks: checks, secondaries: secondaries,
      provenance: provenance, fileID: fileID, line: line)
  }

  /// Hands in the effect that a page measured itself.
  ///
  /// - Parameter checks: gates and controls, in any order.
  public func judge(
    _ claim: Claim, effect: PrimaryEffect, checks: [Measurement], secondaries: [Secondary] = [],
    provenance: Provenance, fileID: StaticString = #fileID, line: UInt = #line
  ) throws {
    judge(
      try Evidence(
        for: claim, effect: effect, checks: checks, secondaries: secondaries,
        provenance: provenance), fileID: fileID, line: line)
  }

  /// Where the evidence of a claim comes from.
  ///
  /// - Parameter dataHash: of texts that are not the subject's own.
  public func provenance(
    _ concept: some ConceptVector, layer: Int? = nil, coefficient: Double? = nil,
    dataHash: String? = nil
  ) throws -> Provenance {
    Provenance(
      engine: engine, modelHash: model.hash, precision: model.precision.rawValue,
      dataHash: dataHash ?? lab.corpora.hash, seed: Subject.seed, layer: layer,
      coefficient: coefficient,
      vectorNorm: layer.map(concept.vector.norm),
      relativeNorm: try layer.map {
        try lab.relativeNorm(concept.vector, layer: $0, coefficient: coefficient ?? 1)
      })
  }
}
