import Foundation
import Inference
import TestSupport
import Testing

/// Our forward pass against transformers' fp32 logits of the same weights.
///
/// Tolerances: two transformers variants differ by 6e-5 in log-probability; 2e-3 leaves room for
/// another order of summation in thirty layers and none for a wrong formula.
@Suite("Forward pass agrees with transformers", .fullEngine)
struct ForwardOracleTests {
  struct Reference: Decodable {
    struct Prompt: Decodable {
      struct Position: Decodable {
        let top: [Int]
        let lp: [Double]
        let lse: Double
      }
      struct Activation: Decodable {
        let l2: Double
        let first8: [Double]
      }
      let name: String
      let text: String
      let parseSpecial: Bool
      let ids: [Int]
      let meanNll: Double?
      let positions: [Position]
      let layersLastToken: [String: [Activation]]
    }
    let prompts: [Prompt]
  }

  static let reference = Result {
    try decodeSnakeCase(Reference.self, from: fixture("forward.json", in: .module))
  }

  @Test("top-10 log-probabilities at every position within 2e-3")
  func logProbabilities() throws {
    let model = try FullEngine.model
    let prompts = try Self.reference.get().prompts
    var worst = 0.0
    var worstNormaliser = 0.0
    var positions = 0
    let trees = prompts.map { TokenTree($0.ids, readout: $0.ids.indices) }
    try model.run(trees) { block in
      let normalisers = block.logSumExp()
      for (row, place) in block.places.enumerated() {
        let expected = prompts[place.tree].positions[place.offset]
        worstNormaliser = max(worstNormaliser, abs(normalisers[row] - expected.lse))
        for (id, logProbability) in zip(expected.top, expected.lp) {
          let ours = Double(block[row][id]) - normalisers[row]
          worst = max(worst, abs(ours - logProbability))
        }
        positions += 1
      }
    }
    print(
      "log-probabilities: largest difference \(worst) over \(positions) positions, "
        + "logsumexp \(worstNormaliser)")
    #expect(positions == prompts.reduce(0) { $0 + $1.ids.count })
    #expect(worst < 2e-3)
    #expect(worstNormaliser < 2e-3)
  }

  @Test("residual stream, attention and MLP outputs of every layer: norms within 1e-4 relative")
  func activations() throws {
    let model = try FullEngine.model
    let prompts = try Self.reference.get().prompts
    let kinds: [(HookPoint.BlockHook, String)] = [
      (.residPost, "resid_post"), (.residMid, "resid_mid"), (.attnOut, "attn_out"),
      (.mlpOut, "mlp_out"),
    ]
    // [12, 30, 576]
    let residuals = floats(try fixture("forward_last_resid_post.f32", in: .module))
    for (kind, name) in kinds {
      let recorded = try model.record(
        Set((0..<30).map { .block($0, kind) }), prompts: prompts.map(\.ids))
      var worst = 0.0
      var worstVector = 0.0
      for (index, prompt) in prompts.enumerated() {
        for layer in 0..<30 {
          let ours = try #require(recorded[.block(layer, kind)]?[index])
          let expected = try #require(prompt.layersLastToken[name]?[layer])
          worst = max(worst, abs(norm(ours) / expected.l2 - 1))
          if kind == .residPost {
            let start = (index * 30 + layer) * 576
            let theirs = residuals[start..<start + 576]
            let difference = norm(zip(ours, theirs).map { $0 - $1 })
            worstVector = max(worstVector, difference / norm(theirs))
          }
        }
      }
      print("\(name): largest relative difference of norms \(worst), of vectors \(worstVector)")
      #expect(worst < 1e-4, "\(name)")
      #expect(worstVector < 1e-4, "\(name)")
    }
  }

  @Test("mean negative log-likelihood of each prompt")
  func likelihood() throws {
    let model = try FullEngine.model
    let prompts = try Self.reference.get().prompts.filter { $0.meanNll != nil }
    let scores = try model.score(prompts.map { ScoringItem(text: $0.ids) })
    var worst = 0.0
    for (prompt, score) in zip(prompts, scores) {
      let mean = -score[0].reduce(0, +) / Double(score[0].count)
      worst = max(worst, abs(mean - (prompt.meanNll ?? .nan)))
    }
    print("mean NLL: largest difference \(worst)")
    #expect(worst < 1e-3)
  }

  @Test("planted fault: a prompt shifted by one position fails the comparison")
  func plantedFault() throws {
    let model = try FullEngine.model
    let prompt = try #require(try Self.reference.get().prompts.first { $0.ids.count == 19 })
    var worst = 0.0
    try model.run([TokenTree(Array(prompt.ids.dropFirst()))]) { block in
      let normaliser = block.logSumExp()[0]
      let expected = try #require(prompt.positions.last)
      for (id, logProbability) in zip(expected.top, expected.lp) {
        worst = max(worst, abs(Double(block[0][id]) - normaliser - logProbability))
      }
    }
    #expect(worst > 2e-3)
  }
}

extension LanguageModel {
  /// The last token's activations at each hook point: hook → [prompt][width].
  fileprivate func record(_ hooks: Set<HookPoint>, prompts: [[Int]]) throws -> [HookPoint:
    [[Float]]]
  {
    var recorded: [HookPoint: [[Float]]] = [:]
    try record(hooks, of: prompts.map { TokenTree($0, readout: 0..<0) }) {
      hook, place, activation in
      if place.offset == prompts[place.tree].count - 1 {
        recorded[hook, default: []].append(Array(activation))
      }
    }
    return recorded
  }
}
