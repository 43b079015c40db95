import TestSupport
import Testing

@testable import Inference

/// The invariants again on real weights, thirty layers deep.
@Suite("Invariants on SmolLM2", .fullEngine, .serialized)
struct FullEngineInvariantTests {
  static let text = """
    The lighthouse keeper wrote a letter every evening. He told his sister about the ships that \
    passed, the storms that came without warning, and the seven gulls that shared his bread. In \
    winter the letters stayed in the drawer, because no boat could land, and in spring they went \
    out all together, a hundred evenings in one bundle. She read them in order, one a day, so that \
    her year was his year, three months late.
    """

  static func tokens(_ model: LanguageModel, _ count: Int) -> [Int] {
    let ids = model.tokenizer.encode(text)
    return (0..<count).map { ids[$0 % ids.count] }
  }

  @Test("1 · instruction sets and threads")
  func computes() throws {
    let model = try FullEngine.model
    let tokens = Self.tokens(model, 24)
    for compute in Compute.all {
      // The portable path is slow where it is not needed.
      let count = compute.instructionSet == .portable ? (compute.threads == 1 ? 2 : 3) : 24
      let ids = Array(tokens.prefix(count))
      let ours = try model.on(compute).logits([TokenTree(ids, readout: ids.indices)])
      let reference = try model.logits([TokenTree(ids, readout: ids.indices)])
      #expect(differences(ours, reference, compute.label) == [])
    }
  }

  @Test("1, 4 · batch 1 and batch 64")
  func batch() throws {
    let model = try FullEngine.model
    let tokens = Self.tokens(model, 80)
    let sequences = (0..<64).map { Array(tokens[$0..<$0 + 1 + $0 % 6]) }
    let together = try model.logits(sequences.map { TokenTree($0) })
    for index in [0, 1, 12, 31, 47, 63] {
      let alone = try model.logits([TokenTree(sequences[index])])
      #expect(differences(alone, [together[index]], "sequence \(index)") == [])
    }
  }

  @Test("1, 6 · a prompt longer than a pass of 256 rows, and its beginnings")
  func chunks() throws {
    let model = try FullEngine.model
    let tokens = Self.tokens(model, 270)
    let whole = try model.logits([TokenTree(tokens, readout: 255..<270)])
    for length in [256, 257] {
      let beginning = try model.logits([TokenTree(Array(tokens.prefix(length)))])
      #expect(differences(beginning, [whole[length - 256]], "first \(length)") == [])
    }
  }

  @Test("3, 5, 7 · steering at layer 15: nothing below changes, 2v is twice v, the model stays")
  func steering() throws {
    let model = try FullEngine.model
    let trees = [TokenTree(Self.tokens(model, 12), readout: 0..<12)]
    let direction = (0..<576).map { Float($0 % 11) * 0.05 - 0.25 }
    func steered(_ coefficient: Float, _ v: [Float]) -> [TokenTree] {
      trees.with([model.adding(coefficient, v, at: .residPost(15))])
    }
    let hooks = model.allHooks
    let plain = try model.taps(hooks, trees)
    let edited = try model.taps(hooks, steered(2, direction))
    for hook in hooks {
      let change = differences(edited[hook] ?? [], plain[hook] ?? [[]], "\(hook)")
      #expect(change.isEmpty == (hook < .residPost(15)), "\(hook)")
    }
    let before = try model.logits(trees)
    let once = try model.logits(steered(2, direction))
    let doubled = try model.logits(steered(1, direction.map { 2 * $0 }))
    #expect(differences(once, doubled, "c · (2v)") == [])
    #expect(differences(try model.logits(trees), before, "afterwards") == [])
    var read: [[Float]] = []
    try TreeRun(model: model, trees: trees, recording: Set(hooks), record: { _, _, _ in }).run {
      for row in 0..<$0.count { read.append(Array($0[row])) }
    }
    #expect(differences(read, before, "while reading") == [])
  }

  @Test("4 · cached decoding is a full recompute at each step")
  func decoding() throws {
    let model = try FullEngine.model
    let direction = (0..<576).map { Float($0 % 7) * 0.1 - 0.3 }
    let requests = [3, 9, 17].enumerated().map { index, length in
      GenerationRequest(
        prompt: Self.tokens(model, length), maxNewTokens: 5,
        edits: [model.adding(Float(index), direction, at: .residPost(15))])
    }
    let found = try CompanyTests.staleness({ try model.generate($0, rows: $1) }, requests, model)
    #expect(found == [])
    #expect(try requests.map { try model.generate([$0])[0] } == model.generate(requests))
  }

  @Test("resumed after layers 0, 15 and 29; a shared prompt")
  func resuming() throws {
    let model = try FullEngine.model
    let tokens = Self.tokens(model, 40)
    let direction = (0..<576).map { Float($0 % 7) * 0.1 - 0.3 }
    var tree = TokenTree(Array(tokens.prefix(20)), readout: 19..<20)
    for (first, last) in [(20, 25), (22, 40), (30, 31)] {
      tree.add(Array(tokens[first..<last]), after: 0, readout: 0..<last - first)
    }
    let kept = try model.checkpoints(of: [tree], after: [0, 15, 29])
    for layer in [0, 15, 29] {
      let trees = [tree].with([model.adding(1.5, direction, at: .residPost(layer))])
      let whole = try model.logits(trees)
      let resumed = try model.logits(trees, resumingFrom: checkpoint(kept, layer))
      #expect(differences(resumed, whole, "after layer \(layer)") == [])
      let separate = try model.logits(ResumableForwardTests.separate(trees))
      #expect(differences(separate, whole, "separate, layer \(layer)") == [])
    }
  }
}
