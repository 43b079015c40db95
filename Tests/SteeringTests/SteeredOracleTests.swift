import Foundation
import Inference
import Steering
import TestSupport
import Testing

/// Extraction and steering against transformers with a hook that adds c·v to a block's output at every
/// position, prompt and generated.
@Suite("Steering agrees with transformers", .fullEngine)
struct SteeredOracleTests {
  struct Reference: Decodable {
    struct Meta: Decodable {
      let promptIds: [[Int]]
    }
    struct Vectors: Decodable {
      struct Layer: Decodable {
        let layer: Int
        let vL2: Double
        let vFirst16: [Double]
      }
      let posIds: [[Int]]
      let negIds: [[Int]]
      let layers: [Layer]
    }
    struct Run: Decodable {
      let prompt: Int
      let layer: Int
      let c: Double
      let ids: [Int]
      let margin: [Double]
      let lpSteered: [Double]
      let lpBase: [Double]
    }
    let meta: Meta
    let vectors: Vectors
    let runs: [Run]
  }

  static let reference = Result {
    try decodeSnakeCase(Reference.self, from: fixture("steered.json", in: .module))
  }

  static func vector(_ reference: Reference) throws -> SteeringVector {
    let model = try FullEngine.model
    return try .meanDifference(
      positive: model.record(reference.vectors.posIds),
      negative: model.record(reference.vectors.negIds))
  }

  @Test("mean(love) − mean(hate) at every layer, within 1e-3 of its norm")
  func vectors() throws {
    let reference = try Self.reference.get()
    let vector = try Self.vector(reference)
    var worst = 0.0
    for layer in reference.vectors.layers {
      let ours = try vector.direction(layer.layer)
      worst = max(worst, abs(norm(ours) / layer.vL2 - 1))
      for (a, b) in zip(ours, layer.vFirst16) {
        worst = max(worst, abs(Double(a) - b) / layer.vL2)
      }
    }
    print("vectors: largest difference relative to the norm \(worst)")
    #expect(worst < 1e-3)
  }

  /// Greedy ids must agree up to the first step at which the reference's two best logits are closer
  /// than 1e-2.
  @Test("greedy text is identical up to the first near-tie; log-probabilities within 5e-3")
  func text() throws {
    let model = try FullEngine.model
    let reference = try Self.reference.get()
    let vector = try Self.vector(reference)
    let edits = try reference.runs.map {
      try [Intervention.add(vector, layer: $0.layer, coefficient: $0.c)].edits(on: model)
    }
    let written = try model.generate(
      zip(reference.runs, edits).map { run, edits in
        GenerationRequest(
          prompt: reference.meta.promptIds[run.prompt], maxNewTokens: run.ids.count, edits: edits)
      })
    var compared = 0
    var identical = 0
    for (run, generation) in zip(reference.runs, written) {
      let decided = run.margin.firstIndex { $0 < 1e-2 } ?? run.ids.count
      compared += decided
      identical += generation.ids == run.ids ? 1 : 0
      #expect(
        generation.ids.prefix(decided) == run.ids.prefix(decided),
        "prompt \(run.prompt), layer \(run.layer), c \(run.c)")
    }
    func items(_ edits: [[Edit]]) -> [ScoringItem] {
      zip(reference.runs, edits).map { run, edits in
        ScoringItem(
          prompt: reference.meta.promptIds[run.prompt], continuations: [run.ids], edits: edits)
      }
    }
    var worst = 0.0
    for (steered, (base, run)) in try zip(
      model.score(items(edits)), zip(model.score(items(edits.map { _ in [] })), reference.runs))
    {
      for (ours, theirs) in [(steered[0], run.lpSteered), (base[0], run.lpBase)] {
        worst = max(worst, zip(ours, theirs).map { abs($0 - $1) }.max() ?? 0)
      }
    }
    print(
      "steered text: \(identical) of \(written.count) continuations identical to the end, "
        + "\(compared) decided steps compared; log-probabilities differ by at most \(worst)")
    #expect(worst < 5e-3)
  }
}
