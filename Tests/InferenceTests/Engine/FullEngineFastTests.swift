import TestSupport
import Testing

@testable import Inference

/// Fast precision and shared prompts on real weights, thirty layers deep.
@Suite("Fast precision and shared prompts on SmolLM2", .fullEngine, .serialized)
struct FullEngineFastTests {
  static let precisions: [Precision] = [.fast, .exact]

  static func model(_ precision: Precision) throws -> LanguageModel {
    try precision == .fast ? FullEngine.fastModel : FullEngine.model
  }

  static let direction = (0..<576).map { Float($0 % 7) * 0.1 - 0.3 }

  @Test("1 · instruction sets and threads")
  func computes() throws {
    let model = try FullEngine.fastModel
    let tokens = FullEngineInvariantTests.tokens(model, 24)
    for compute in Compute.all {
      // The portable path is slow where it is not needed.
      let count = compute.instructionSet == .portable ? (compute.threads == 1 ? 2 : 3) : 24
      let ids = Array(tokens.prefix(count))
      let ours = try model.on(compute).logits([TokenTree(ids, readout: ids.indices)])
      let reference = try model.logits([TokenTree(ids, readout: ids.indices)])
      #expect(differences(ours, reference, compute.label) == [])
    }
  }

  @Test("1, 4, 6 · batch 1 and batch 64; a prompt longer than a pass and its beginnings")
  func batch() throws {
    let model = try FullEngine.fastModel
    let tokens = FullEngineInvariantTests.tokens(model, 270)
    let sequences = (0..<64).map { Array(tokens[$0..<$0 + 1 + $0 % 6]) }
    let together = try model.logits(sequences.map { TokenTree($0) })
    for index in [0, 12, 31, 63] {
      let alone = try model.logits([TokenTree(sequences[index])])
      #expect(differences(alone, [together[index]], "sequence \(index)") == [])
    }
    let whole = try model.logits([TokenTree(tokens, readout: 255..<270)])
    for length in [256, 257] {
      let beginning = try model.logits([TokenTree(Array(tokens.prefix(length)))])
      #expect(differences(beginning, [whole[length - 256]], "first \(length)") == [])
    }
  }

  @Test("4 · a shared prompt, edited in many ways and scored: a run afresh", arguments: precisions)
  func sharedPrompt(precision: Precision) throws {
    let model = try Self.model(precision)
    let prompt = FullEngineInvariantTests.tokens(model, 14)
    let hooks: [HookPoint?] = [
      nil, .embed, .residPost(0), .block(8, .attnOut), .block(15, .pattern), .residPost(29), nil,
    ]
    let requests = try hooks.enumerated().map { index, hook in
      GenerationRequest(
        prompt: prompt, maxNewTokens: 4,
        edits: hook.map { hook in
          hook == .block(15, .pattern)
            ? [InvariantTests.disturbance(at: hook)]
            : [model.adding(1.5, Self.direction, at: hook)]
        } ?? [], sampler: index == 2 ? try Sampler(temperature: 1, seed: 3) : nil)
    }
    let found = try SharedPromptTests.violations(
      SharedPromptTests.ours(model, scored: true), requests, rows: [64, 3], model, scored: true)
    #expect(found == [])
  }

  @Test("an embedding is the file's, and fast is close to exact")
  func close() throws {
    let (fast, exact) = (try FullEngine.fastModel, try FullEngine.model)
    let tokens = FullEngineInvariantTests.tokens(exact, 40)
    let trees = [TokenTree(tokens, readout: tokens.indices)]
    let (ours, theirs) = (try fast.taps([.embed], trees), try exact.taps([.embed], trees))
    #expect(differences(ours[.embed] ?? [], theirs[.embed] ?? [[]], "embedding") == [])
    let items = [ScoringItem(text: tokens)]
    let (a, b) = (try fast.score(items)[0][0], try exact.score(items)[0][0])
    let changes = zip(a, b).map { abs($0 - $1) }
    let mean = changes.reduce(0, +) / Double(changes.count)
    print("fast precision, SmolLM2: a token's log-probability changes by \(mean) nats on average")
    // Rounding to 15 bits costs next to nothing; a mistake costs nats.
    #expect(mean > 1e-6 && mean < 0.002)
  }
}
