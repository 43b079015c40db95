import Claims
import Inference
import Protocols
import Selectivity
import Statistics
import Steering
import Store
import Subjects
import TestSupport
import Testing
import TinyModel

@testable import Scenarios

@Suite("S12 · Does it survive other wordings?")
struct S12RobustnessTests {
  @Test("planted fault: one wording that reverses the effect denies SUPPORTED by the control alone")
  func reversed() throws {
    let lab = Laboratory(
      try .planted(seed: Subject.seed, planting: .appraisal, size: .small))
    let rewording = try Rewording(of: .sentiment, in: lab)
    let items = rewording.items
    let vector = try rewording.concept.oneDose(of: rewording.coefficient)
    let written = try Measure(
      "sentiment", SelectiveLogOdds(items, in: lab), clusters: items.templates)
    let variants = try (0..<Instruction.wordings).map {
      PromptVariant(
        "\($0)",
        try SelectiveLogOdds(items, after: Instruction(.neutral, wording: $0), in: lab))
    }
    func verdict(_ variants: [PromptVariant]) throws -> Verdict {
      let found = try evaluateRobustness(
        of: vector, layer: rewording.concept.layer, on: lab.underTest, testPrompts: written,
        variants: variants)
      let claim = sentimentSurvivesRewording.claim
      let evidence = try Evidence(
        for: claim, effect: PrimaryEffect(found.rewordedSlopes, clusters: written.clusters),
        checks: rewordingChecks(found),
        provenance: Provenance(
          engine: "tiny", modelHash: "", precision: "exact", dataHash: "", seed: 1))
      return try #require(
        Registration([claim]).judge([evidence], on: "tiny", resamples: 999)
          .first
      ).verdict
    }
    #expect(try verdict(variants) == .supported)
    let faulty =
      variants.dropLast() + [PromptVariant("reversed", Reversed(base: variants[7].metric))]
    #expect(try verdict(Array(faulty)) == .inconclusive)
  }
}

/// A metric that answers with the opposite sign.
private struct Reversed: ItemMetric {
  let base: any ItemMetric
  var name: String { "reversed \(base.name)" }
  var count: Int { base.count }
  func key(of item: Int) -> CellKey { CellKey { $0.add("reversed \(base.key(of: item))") } }
  func part(_ items: Range<Int>) -> Reversed { Reversed(base: base.part(items)) }
  func checkpoints(
    on model: LanguageModel, after layers: some Sequence<Int>
  ) throws -> [Int: ResidualCheckpoint] { try base.checkpoints(on: model, after: layers) }
  func values(
    on model: LanguageModel, edits: [Edit], resumingFrom checkpoint: ResidualCheckpoint?
  ) throws -> [Double] {
    try base.values(on: model, edits: edits, resumingFrom: checkpoint).map { -$0 }
  }
}
