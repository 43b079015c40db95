import Files
import Foundation
import Inference
import TestSupport
import Testing

/// Kept results are found again by the engine's version, so a change of any bit needs a new one.
@Suite("The engine's version stands for its bits")
struct EngineVersionTests {
  /// The versions that these hashes are of.
  static let versions: [Precision: Int] = [.exact: 1, .fast: 3, .draft: 1]

  @Test(
    "bits of logits, by model and precision: where these change, so must engineVersion",
    arguments: [
      ("grouped", "6b50857ec5f6eadd"), ("odd", "593fb0eb052aa9b0"), ("narrow", "04333717103f1d89"),
      ("quantised", "6b98536e13ee1275"), ("fast", "3c1f5b8963135721"),
      ("draft", "57246987e2839819"),
    ])
  func bits(name: String, expected: String) throws {
    let source = try #require(Self.models[name])
    #expect(source.precision.engineVersion == Self.versions[source.precision])
    let model = try source.model()
    var bytes = Data()
    try model.run([TokenTree(Array(0..<36), readout: 0..<36)]) { block in
      for row in 0..<block.count {
        for logit in block[row] {
          withUnsafeBytes(of: logit.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
        }
      }
    }
    #expect(
      dataHash(of: bytes).prefix(16) == expected,
      "another arithmetic: raise Precision.engineVersion, and write these hashes anew")
  }

  static let models: [String: RandomLlama] = {
    var quantised = RandomLlama(
      "quantised", layers: 3, dModel: 64, heads: 4, keyValueHeads: 2, headDimension: 16,
      feedForward: 96)
    for part in ["attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down"] {
      quantised.storage[part] = .q41
    }
    var fast = quantised
    fast.precision = .fast
    return [
      "grouped": .grouped, "odd": .odd, "narrow": .narrow, "quantised": quantised, "fast": fast,
      "draft": fast.multiplied(.draft),
    ]
  }()
}
