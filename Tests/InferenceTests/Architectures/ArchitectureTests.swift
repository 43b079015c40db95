import Foundation
import TestSupport
import Testing

@testable import Inference

/// Every architecture against transformers' fp32 forward pass of the same weights.
@Suite("Architectures agree with transformers")
struct ArchitectureTests {
  /// Bar of the logits; fp32 in another order of summation differs by 2e-5.
  static let tolerance = 1e-3

  static func model(_ name: String) throws -> (LanguageModel, TinyModels.Model) {
    let known = try TinyModels.all.get()
    let reference = try #require(known.models[name] ?? known.quantised[name])
    return (try LanguageModel(gguf: reference.path), reference)
  }

  static func largestDifference(
    _ model: LanguageModel, _ prompts: [TinyModels.Prompt]
  ) throws -> Double {
    let logits = try model.logits(prompts.map { TokenTree($0.ids) })
    return zip(logits, prompts).map { ours, prompt in
      zip(ours, prompt.lastLogits).map { Double(abs($0 - $1)) }.max() ?? .infinity
    }.max() ?? .infinity
  }

  @Test(
    "logits of each architecture and quantisation within 1e-3",
    arguments: TinyModels.names + TinyModels.quantisations)
  func logits(name: String) throws {
    let (model, reference) = try Self.model(name)
    #expect(reference.prompts.count == 3)
    let worst = try Self.largestDifference(model, reference.prompts)
    print("\(name): largest difference of a logit \(worst)")
    #expect(worst < Self.tolerance)
  }

  @Test("residual stream after every layer within 1e-4 relative", arguments: TinyModels.names)
  func residuals(name: String) throws {
    let (model, reference) = try Self.model(name)
    let layers = 0..<model.configuration.layerCount
    let taps = try model.taps(
      layers.map { .residPost($0) }, reference.prompts.map { TokenTree($0.ids) })
    var worst = 0.0
    var last = -1
    for prompt in reference.prompts {
      last += prompt.ids.count
      let expected = try #require(prompt.residPostLast)
      #expect(expected.count == layers.count)
      for layer in layers {
        let ours = try #require(taps[.residPost(layer)])[last]
        let size = expected[layer].l2
        worst = max(worst, abs(norm(ours) / size - 1))
        for (a, b) in zip(ours, expected[layer].first8) {
          worst = max(worst, abs(Double(a) - b) / size)
        }
      }
    }
    print("\(name): largest relative difference of a residual stream \(worst)")
    #expect(worst < 1e-4)
  }

  @Test("greedy continuations", arguments: TinyModels.names)
  func greedy(name: String) throws {
    let (model, reference) = try Self.model(name)
    for prompt in reference.prompts {
      let expected = try #require(prompt.greedy)
      let margins = try #require(prompt.margins)
      let ours = try model.generate(
        [GenerationRequest(prompt: prompt.ids, maxNewTokens: expected.count)])
      // Up to a step that two orders of summation may decide differently.
      let clear = margins.prefix { $0 > 1e-3 }.count
      #expect(clear > 0)
      #expect(Array(ours[0].ids.prefix(clear)) == Array(expected.prefix(clear)))
    }
  }

  /// What a family does, left out or done otherwise: each must show.
  static let faults:
    [(model: String, fault: String, change: @Sendable (inout ModelConfiguration) -> Void)] =
      [
        ("llama", "theta", { $0.ropeTheta = 500_000 }),
        ("mistral", "theta", { $0.ropeTheta = 10_000 }),
        ("llama", "halves rotated", { $0.design.positions = .rotaryHalves }),
        ("qwen2", "neighbours rotated", { $0.design.positions = .rotaryNeighbours }),
        ("qwen3", "theta", { $0.ropeTheta = 10_000 }),
        ("gemma2", "no window", { $0.design.slidingWindow = nil }),
        ("gemma2", "window 9", { $0.design.slidingWindow?.size = 9 }),
        ("gemma2", "window 7", { $0.design.slidingWindow?.size = 7 }),
        ("gemma2", "all layers local", { $0.design.slidingWindow?.globalEvery = nil }),
        ("gemma2", "scores unbounded", { $0.design.attentionSoftcap = nil }),
        ("gemma2", "logits unbounded", { $0.design.logitSoftcap = nil }),
        ("gemma2", "embeddings as they are", { $0.design.embeddingScale = 1 }),
        ("gemma3", "one theta", { $0.design.slidingWindow?.ropeTheta = nil }),
        ("gemma3", "every second layer global", { $0.design.slidingWindow?.globalEvery = 2 }),
        ("gpt2", "exact GELU", { $0.design.activation = .gelu }),
        ("gptneox", "GELU by tanh", { $0.design.activation = .geluTanh }),
        ("gptneox", "in sequence", { $0.design.isParallel = false }),
        ("gptneox", "whole heads rotated", { $0.design.rotaryDimension = nil }),
        ("gptneox_seq", "in parallel", { $0.design.isParallel = true }),
        ("olmo2", "theta", { $0.ropeTheta = 10_000 }),
      ]

  @Test("planted faults are reported", arguments: faults.indices)
  func plantedFaults(index: Int) throws {
    let (name, fault, change) = Self.faults[index]
    let reference = try #require(try TinyModels.all.get().models[name])
    let file = try GGUFFile(path: reference.path)
    var configuration = try ModelConfiguration(file)
    change(&configuration)
    let model = try LanguageModel(
      name: name, configuration: configuration, tensors: file, tokenizer: file.tokenizer())
    let worst = try Self.largestDifference(model, reference.prompts)
    #expect(worst > Self.tolerance, "\(name), \(fault): \(worst)")
  }

  @Test("a tensor that the family does not have, or lacks, is an error")
  func tensors() throws {
    let reference = try #require(try TinyModels.all.get().models["qwen2"])
    let file = try GGUFFile(path: reference.path)
    var configuration = try ModelConfiguration(file)
    configuration.design.biases = .none
    #expect(
      throws: ModelError.badTensor(
        name: "blk.0.attn_k.bias", expected: "only tensors of a qwen2 model",
        got: "one that this engine would ignore")
    ) {
      try LanguageModel(
        name: "", configuration: configuration, tensors: file, tokenizer: file.tokenizer())
    }
    configuration.design.biases = .queryKeyValue
    configuration.design.queryKeyNorm = .eachHead
    #expect(throws: GGUFError.missingTensor("blk.0.attn_q_norm.weight")) {
      try LanguageModel(
        name: "", configuration: configuration, tensors: file, tokenizer: file.tokenizer())
    }
  }

  @Test("an unknown architecture is an error that lists the known ones")
  func unknown() {
    let error = #expect(throws: ModelError.self) { try Architecture.named("mamba") }
    #expect(
      error?.description
        == #"unknown architecture "mamba"; known: llama, qwen2, qwen3, gemma2, gemma3, phi3, gpt2, "#
        + "gptneox, olmo2"
    )
  }

  @Test("there is no stream between attention and MLP where they run in parallel")
  func parallel() throws {
    let (model, _) = try Self.model("gptneox")
    let hook = HookPoint.block(1, .residMid)
    let error = #expect(throws: ModelError.self) {
      try model.record([hook], of: [TokenTree([1])]) { _, _, _ in }
    }
    #expect(
      error?.description.hasPrefix("hook point blocks.1.hook_resid_mid does not exist: ") == true)
    #expect(throws: ModelError.self) {
      try model.run([TokenTree([1], edits: [Edit(at: hook) { _, _ in }])]) { _ in }
    }
    let (sequential, _) = try Self.model("gptneox_seq")
    try sequential.record([hook], of: [TokenTree([1])]) { _, _, _ in }
  }
}
