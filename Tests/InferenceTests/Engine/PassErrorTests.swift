import TestSupport
import Testing

@testable import Inference

/// What a run cannot do is a typed error that says where, never a trap.
@Suite("Errors of a run")
struct PassErrorTests {
  static let source = RandomLlama.grouped
  static let model = Result { try source.model() }

  static func error(_ body: (LanguageModel) throws -> Void) throws -> ModelError? {
    do {
      try body(model.get())
      return nil
    } catch let error as ModelError {
      return error
    }
  }

  static func run(_ trees: [TokenTree]) throws -> ModelError? {
    try error { try $0.run(trees) { _ in } }
  }

  @Test("no tokens")
  func empty() throws {
    #expect(try Self.run([TokenTree([1]), TokenTree([])]) == .emptySequence(at: "sequence 1"))
    #expect(try Self.run([]) == nil)
    #expect(try Self.run([TokenTree()]) == nil)
    let request = GenerationRequest(prompt: [], maxNewTokens: 1)
    #expect(try Self.error { _ = try $0.generate([request]) } == .emptySequence(at: "prompt 0"))
    let item = ScoringItem(prompt: [], continuations: [[1]])
    #expect(try Self.error { _ = try $0.score([item]) } != nil)
    #expect(try Self.error { _ = try $0.score([ScoringItem(text: [])]) } != nil)
  }

  @Test("tokens outside the vocabulary", arguments: [-1, 131, .max, .min])
  func token(id: Int) throws {
    let expected = ModelError.tokenOutOfRange(id, vocabularySize: 131, at: "sequence 0")
    #expect(try Self.run([TokenTree([1, id])]) == expected)
    let request = GenerationRequest(prompt: [id], maxNewTokens: 1)
    #expect(
      try Self.error { _ = try $0.generate([request]) }
        == .tokenOutOfRange(id, vocabularySize: 131, at: "prompt 0"))
    let item = ScoringItem(prompt: [1], continuations: [[2], [3, id]])
    #expect(
      try Self.error { _ = try $0.score([item]) }
        == .tokenOutOfRange(id, vocabularySize: 131, at: "item 0, continuation"))
  }

  @Test("more positions than the context holds")
  func tooLong() throws {
    let context = Self.source.configuration.contextLength
    let tokens = [Int](repeating: 1, count: context)
    #expect(try Self.run([TokenTree(tokens)]) == nil)
    var tree = TokenTree(tokens)
    tree.add([2], after: 0, readout: 0..<1)
    #expect(
      try Self.run([tree])
        == .tooLong(positions: context + 1, contextLength: context, at: "sequence 0, branch 1"))
    for (prompt, new) in [(context, 1), (1, context), (1, .max), (2, .max - 1)] {
      let request = GenerationRequest(prompt: Array(tokens.prefix(prompt)), maxNewTokens: new)
      let error = try Self.error { _ = try $0.generate([request]) }
      guard case .tooLong(_, context, "prompt 0") = error else {
        Issue.record("\(prompt) tokens and \(new) new ones fit")
        continue
      }
    }
    let negative = GenerationRequest(prompt: [1], maxNewTokens: .min)
    #expect(try Self.model.get().generate([negative]) == [Generation(ids: [], ended: false)])
  }

  @Test("a parent that is no earlier branch", arguments: [-1, 1, 2, .max, .min])
  func parent(index: Int) throws {
    var tree = TokenTree([1, 2])
    tree.add([3], after: index, readout: 0..<1)
    #expect(
      try Self.run([tree])
        == .badConfiguration(
          field: "sequence 0, branch 1 parent", expected: "an earlier branch", got: "\(index)"))
  }

  @Test("hook points that the model lacks", arguments: [-1, 5, .max, .min])
  func hook(layer: Int) throws {
    let hook = HookPoint.block(layer, .q)
    let expected = ModelError.hookOutOfRange("\(hook)", layerCount: 5)
    let edit = Edit(at: hook) { _, _ in }
    #expect(try Self.run([TokenTree([1], edits: [edit])]) == expected)
    let request = GenerationRequest(prompt: [1], maxNewTokens: 1, edits: [edit])
    #expect(try Self.error { _ = try $0.generate([request]) } == expected)
    #expect(try Self.error { _ = try $0.taps([hook], [TokenTree([1])]) } == expected)
    let kept = HookPoint.residPost(layer)
    #expect(
      try Self.error { _ = try $0.checkpoints(of: [TokenTree([1])], after: [layer]) }
        == .hookOutOfRange("\(kept)", layerCount: 5))
  }

  @Test("readouts beyond a branch's tokens read what there is")
  func readout() throws {
    let model = try Self.model.get()
    #expect(try model.logits([TokenTree([1, 2], readout: -5..<100)]).count == 2)
    #expect(try model.logits([TokenTree([1, 2], readout: 7..<9)]).isEmpty)
  }

  // MARK: Checkpoints

  static func resume(
    _ trees: [TokenTree], from kept: [TokenTree], layer: Int = 2, keptBy other: LanguageModel? = nil
  ) throws -> ModelError? {
    try error { model in
      let checkpoint = try #require(
        (other ?? model).checkpoints(of: kept, after: [layer])[layer])
      try model.run(trees, resumingFrom: checkpoint) { _ in }
    }
  }

  @Test("an edit or a tap below the kept layer")
  func belowCheckpoint() throws {
    let model = try Self.model.get()
    for hook in model.allHooks {
      let edit = Edit(at: hook) { _, _ in }
      let error = try Self.resume([TokenTree([1], edits: [edit])], from: [TokenTree([1])])
      #expect((error == nil) == (hook >= .residPost(2)), "edit at \(hook)")
      let tap = try Self.error { model in
        let kept = try #require(model.checkpoints(of: [TokenTree([1])], after: [2])[2])
        _ = try model.taps([hook], [TokenTree([1])], resumingFrom: kept)
      }
      #expect((tap == nil) == (hook >= .residPost(2)), "tap at \(hook)")
    }
  }

  @Test("a residual kept from other trees")
  func otherTrees() throws {
    let kept = [TokenTree([1, 2, 3]), TokenTree([4])]
    #expect(try Self.resume(kept, from: kept) == nil)
    let others: [[TokenTree]] = [
      [], [kept[0]], kept + [TokenTree([5])], [kept[1], kept[0]],
      [TokenTree([1, 2, 9]), TokenTree([4])], [TokenTree([1, 2]), TokenTree([3, 4])],
    ]
    for trees in others { #expect(try Self.resume(trees, from: kept) != nil, "\(trees)") }
    var branched = TokenTree([1, 2, 3])
    branched.add([4], after: 0, readout: 0..<1)
    #expect(try Self.resume([branched], from: kept) != nil)
  }

  @Test("a residual kept by another model")
  func otherModel() throws {
    let trees = [TokenTree([1, 2])]
    #expect(try Self.resume(trees, from: trees, keptBy: RandomLlama.odd.model()) != nil)
    var deep = RandomLlama.grouped
    deep.configuration.layerCount = 7
    #expect(try Self.resume(trees, from: trees, layer: 6, keptBy: deep.model()) != nil)
    #expect(try Self.resume(trees, from: trees, layer: 5, keptBy: deep.model()) != nil)
  }

  // MARK: Numbers

  @Test(
    "a run that blows up says so: NaN, infinity, and values too large to square",
    arguments: [Float.nan, .infinity, -.infinity, 1e25, -1e25, 3e38])
  func notFinite(value: Float) throws {
    let model = try Self.model.get()
    for hook in model.allHooks {
      // An inner activation may be large and its effect finite; a key at infinity may be masked.
      let isStream = hook.layer.map { hook == .residPost($0) } ?? (hook == .embed)
      let isInner = hook.layer == 2 && hook != .block(2, .k)
      guard value.isNaN || isStream || (value.isInfinite && isInner) else { continue }
      // One element, from the second token on.
      let edit = Edit(at: hook, positions: .from(1)) { activation, _ in activation[1] = value }
      let logits = try model.logits([TokenTree([1, 2, 3], readout: 0..<3, edits: [edit])])
      #expect(logits[0].allSatisfy { $0.isFinite }, "before, \(hook)")
      #expect(logits[1].allSatisfy { !$0.isFinite }, "\(value) at \(hook)")
      let request = GenerationRequest(prompt: [1, 2], maxNewTokens: 2, edits: [edit])
      guard case .notFinite = try Self.error({ _ = try $0.generate([request]) }) else {
        Issue.record("generate hides \(value) at \(hook)")
        continue
      }
      let item = ScoringItem(prompt: [1, 2], continuations: [[3]], edits: [edit])
      guard case .notFinite = try Self.error({ _ = try $0.score([item]) }) else {
        Issue.record("score hides \(value) at \(hook)")
        continue
      }
    }
  }

  @Test("one bad row of the head is not passed over")
  func oneBadLogit() throws {
    let model = try RandomLlama.odd.model()
    for id in [0, 77, 130] {
      let holed = HoledHead(source: .odd, row: id)
      let broken = try LanguageModel(
        name: "broken", configuration: holed.source.configuration, tensors: holed,
        tokenizer: model.tokenizer)
      #expect(throws: ModelError.self) {
        _ = try broken.generate([GenerationRequest(prompt: [1], maxNewTokens: 1)])
      }
      #expect(throws: ModelError.self) {
        _ = try broken.score([ScoringItem(prompt: [1], continuations: [[2]])])
      }
    }
    #expect(throws: Never.self) {
      _ = try model.generate([GenerationRequest(prompt: [1], maxNewTokens: 1)])
    }
  }
}

/// A model's weights with a NaN at the start of one row of the head.
private struct HoledHead: TensorSource {
  let source: RandomLlama
  let row: Int

  func hasTensor(_ name: String) -> Bool { source.hasTensor(name) }

  func tensor(_ name: String, shape: [Int]) throws -> [Float] {
    var values = try source.tensor(name, shape: shape)
    if name == "output.weight" { values[row * shape[1]] = .nan }
    return values
  }
}
