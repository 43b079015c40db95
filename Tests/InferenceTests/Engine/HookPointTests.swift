import TestSupport
import Testing

@testable import Inference

/// Names, widths and order of the hook points.
@Suite("Hook points")
struct HookPointTests {
  @Test("every name parses to the hook point that prints it")
  func roundTrip() throws {
    let hooks = try RandomLlama.grouped.model().allHooks
    #expect(hooks.count == 5 * 11 + 2)
    #expect(Set(hooks.map(\.description)).count == hooks.count)
    for hook in hooks { #expect(HookPoint(hook.description) == hook) }
    for layer in [0, 9, 10, 511, .max] {
      #expect(HookPoint("blocks.\(layer).hook_resid_post") == .residPost(layer))
    }
  }

  @Test("TransformerLens's names")
  func names() {
    let block = [
      "hook_resid_pre", "attn.hook_q", "attn.hook_k", "attn.hook_v", "attn.hook_pattern",
      "attn.hook_z", "hook_attn_out", "hook_resid_mid", "mlp.hook_post", "hook_mlp_out",
      "hook_resid_post",
    ]
    #expect(HookPoint.BlockHook.allCases.map(\.rawValue) == block)
    #expect(HookPoint("hook_embed") == .embed)
    #expect(HookPoint("ln_final.hook_normalized") == .finalNorm)
  }

  @Test(
    "other names are no hook points",
    arguments: [
      "", "blocks", "blocks.", "blocks..hook_resid_post", "blocks.1", "blocks.1.",
      "blocks.-1.hook_resid_post", "blocks.+1.hook_resid_post", "blocks.01.hook_resid_post",
      "blocks. 1.hook_resid_post", "blocks.1.hook_resid_post ", "blocks.1.hook_resid_posts",
      "blocks.1.hook_q", "blocks.1.attn.hook_resid_post", "block.1.hook_resid_post",
      "Blocks.1.hook_resid_post", "blocks.9223372036854775808.hook_resid_post", "hook_embed.",
      "ln_final", "blocks.1.attn.hook_q.", "blocks.\u{0661}.hook_resid_post",
    ])
  func rejected(name: String) { #expect(HookPoint(name) == nil) }

  @Test("order is the order of the forward pass, for any layer")
  func order() throws {
    let hooks = try RandomLlama.grouped.model().allHooks
    #expect(hooks.reversed().sorted() == hooks)
    var reached: [HookPoint] = []
    try RandomLlama.grouped.model().record(Set(hooks), of: [TokenTree([1])]) { hook, _, _ in
      reached.append(hook)
    }
    #expect(reached == hooks)
    let far = HookPoint.residPost(.max)
    #expect(HookPoint.residPost(3) < far && far < .finalNorm && HookPoint.embed < far)
    #expect(HookPoint.embed < .block(0, .residPre) && !(HookPoint.finalNorm < .finalNorm))
  }

  @Test("every activation is as wide as the model says", arguments: RandomLlama.variants)
  func widths(source: RandomLlama) throws {
    let model = try source.model()
    let c = source.configuration
    let tokens = source.tokens(6, seed: 1)
    var seen: [HookPoint: Int] = [:]
    try model.record(Set(model.allHooks), of: [TokenTree(tokens)]) { hook, place, activation in
      let expected = model.width(at: hook) ?? c.headCount * (place.offset + 1)
      #expect(activation.count == expected, "\(hook)")
      #expect(place == TreePosition(tree: 0, branch: 0, offset: seen[hook, default: 0]))
      seen[hook, default: 0] += 1
    }
    #expect(model.allHooks.allSatisfy { seen[$0] == tokens.count })
  }

  @Test("activations are what their names say", arguments: RandomLlama.variants)
  func meanings(source: RandomLlama) throws {
    let model = try source.model()
    let c = source.configuration
    let tokens = source.tokens(6, seed: 1)
    let taps = try model.taps(model.allHooks, [TokenTree(tokens)])
    func rows(_ hook: HookPoint) throws -> [[Float]] { try #require(taps[hook]) }
    func sum(_ a: HookPoint, _ b: HookPoint) throws -> [[Float]] {
      zip(try rows(a), try rows(b)).map { zip($0, $1).map(+) }
    }
    let table = try source.tensor("token_embd.weight", shape: [c.vocabularySize, c.dModel])
    let embeddings = tokens.map { Array(table[$0 * c.dModel..<($0 + 1) * c.dModel]) }
    let scaled = embeddings.map { $0.map { $0 * c.design.embeddingScale } }
    #expect(differences(try rows(.embed), scaled, "embed") == [])
    for layer in 0..<c.layerCount {
      let below = layer == 0 ? HookPoint.embed : .residPost(layer - 1)
      if layer > 0 || c.design.positions != .learned {
        #expect(differences(try rows(.block(layer, .residPre)), try rows(below), "pre") == [])
      } else {
        let table = try source.tensor("position_embd.weight", shape: [c.contextLength, c.dModel])
        let placed = try rows(.embed).enumerated().map { position, x in
          zip(x, table[position * c.dModel..<(position + 1) * c.dModel]).map(+)
        }
        #expect(
          differences(try rows(.block(layer, .residPre)), placed, "pre, with positions") == [])
      }
      let mid = try sum(.block(layer, .residPre), .block(layer, .attnOut))
      if !c.design.isParallel {
        #expect(differences(try rows(.block(layer, .residMid)), mid, "mid") == [])
      }
      let post = zip(mid, try rows(.block(layer, .mlpOut))).map { zip($0, $1).map(+) }
      #expect(differences(try rows(.residPost(layer)), post, "post") == [])
      for (position, pattern) in try rows(.block(layer, .pattern)).enumerated() {
        for head in 0..<c.headCount {
          let weights = pattern[head * (position + 1)..<(head + 1) * (position + 1)]
          #expect(weights.allSatisfy { $0 >= 0 } && abs(weights.reduce(0, +) - 1) < 1e-5)
          let seen = c.design.window(at: layer)?.size ?? .max
          #expect(weights.dropLast(min(seen, weights.count)).allSatisfy { $0 == 0 })
        }
      }
    }
  }
}
