import TestSupport
import Testing

@testable import Inference

/// Runs that share beginnings and runs that start above a kept layer: the same bits as a plain run.
@Suite("Resumable forward and shared prefixes")
struct ResumableForwardTests {
  /// Several groups of trees, a tree longer than a pass, and a trunk with branches, branches of
  /// branches and an empty one.
  static func trees(_ source: RandomLlama, edits: [Edit] = []) -> [TokenTree] {
    let long = [120, 100, 300].map { count in
      let tokens = source.tokens(count, seed: UInt64(count))
      return TokenTree(tokens, readout: count - 50..<count, edits: edits)
    }
    var tree = TokenTree(edits: edits)
    func add(_ count: Int, after parent: Int?) -> Int {
      let tokens = source.tokens(count, seed: UInt64(tree.branches.count))
      return tree.add(tokens, after: parent, readout: tokens.indices)
    }
    let trunk = add(19, after: nil)
    _ = add(3, after: trunk)
    let middle = add(16, after: trunk)
    _ = add(1, after: middle)
    let empty = add(0, after: middle)
    _ = add(7, after: empty)
    _ = add(5, after: nil)  // a second root
    return long + [tree]
  }

  /// The same sequences without any sharing.
  static func separate(_ trees: [TokenTree]) -> [TokenTree] {
    trees.flatMap { tree in
      var paths: [[Int]] = []
      return tree.branches.map { branch in
        let prefix = branch.parent.map { paths[$0] } ?? []
        paths.append(prefix + branch.tokens)
        return TokenTree(
          prefix + branch.tokens, readout: branch.readout.map { $0 + prefix.count },
          edits: tree.edits)
      }
    }
  }

  typealias Resume = (_ layer: Int, _ trees: [TokenTree]) throws -> [[Float]]

  /// Layers from whose residual a run ends in other logits than the whole run.
  static func violations(
    _ resume: Resume, _ model: LanguageModel, _ trees: [TokenTree]
  ) throws -> [String] {
    let whole = try model.logits(trees)
    return try (0..<model.configuration.layerCount).flatMap {
      differences(try resume($0, trees), whole, "resumed after layer \($0)")
    }
  }

  /// Keeps the residual of the trees without their edits and runs on with them.
  static func resume(_ model: LanguageModel) -> Resume {
    { layer, trees in
      let kept = try model.checkpoints(of: trees.with([]), after: [layer])
      return try model.logits(trees, resumingFrom: checkpoint(kept, layer))
    }
  }

  // MARK: The engine

  @Test("a branch of a tree is the same sequence on its own", arguments: RandomLlama.variants)
  func sharedPrefix(source: RandomLlama) throws {
    let model = try source.model()
    let steer = InvariantTests.disturbance(
      at: .residPost(1), positions: .only([2, 18, 20, 36, 38]))
    for edits in [[], [steer]] {
      let trees = Self.trees(source, edits: edits)
      let (shared, separate) = try (model.logits(trees), model.logits(Self.separate(trees)))
      #expect(differences(shared, separate, "shared prefix") == [])
    }
  }

  @Test("resumed after every layer, without edits", arguments: RandomLlama.variants)
  func everyLayer(source: RandomLlama) throws {
    let model = try source.model()
    #expect(try Self.violations(Self.resume(model), model, Self.trees(source)) == [])
    // All layers kept by one run, and used twice.
    let trees = Self.trees(source)
    let kept = try model.checkpoints(of: trees, after: 0..<model.configuration.layerCount)
    let twice: Resume = { layer, trees in
      _ = try model.logits(trees, resumingFrom: checkpoint(kept, layer))
      return try model.logits(trees, resumingFrom: checkpoint(kept, layer))
    }
    #expect(try Self.violations(twice, model, trees) == [])
  }

  @Test("resumed with edits at and above the layer", arguments: RandomLlama.variants)
  func edits(source: RandomLlama) throws {
    let model = try source.model()
    let last = model.configuration.layerCount - 1
    for layer in 0...last {
      var hooks: [HookPoint] = [.residPost(layer), .residPost(last), .finalNorm]
      if layer < last { hooks += [.block(layer + 1, .pattern), .block(last, .k)] }
      for hook in hooks {
        let edit = InvariantTests.disturbance(at: hook, positions: .from(4))
        let trees = Self.trees(source, edits: [edit])
        let resumed = try Self.resume(model)(layer, trees)
        #expect(differences(resumed, try model.logits(trees), "\(hook) after \(layer)") == [])
      }
    }
  }

  @Test("a residual is kept before the edits there, so that the same trees can be resumed")
  func editsWhenKept() throws {
    let source = RandomLlama.grouped
    let model = try source.model()
    for layer in 0..<model.configuration.layerCount {
      let edit = InvariantTests.disturbance(at: .residPost(layer))
      let trees = Self.trees(source, edits: [edit])
      let kept = try model.checkpoints(of: trees, after: [layer])
      let resumed = try model.logits(trees, resumingFrom: checkpoint(kept, layer))
      #expect(differences(resumed, try model.logits(trees), "after layer \(layer)") == [])
    }
  }

  @Test("edits below a kept layer are part of what is kept")
  func editsBelow() throws {
    let source = RandomLlama.grouped
    let model = try source.model()
    let trees = Self.trees(source, edits: [InvariantTests.disturbance(at: .block(1, .mlpOut))])
    let kept = try model.checkpoints(of: trees, after: [2])
    let resumed = try model.logits(trees.with([]), resumingFrom: checkpoint(kept, 2))
    #expect(differences(resumed, try model.logits(trees), "") == [])
  }

  @Test("hook points above a resumed layer read the same")
  func taps() throws {
    let source = RandomLlama.odd
    let model = try source.model()
    let trees = Self.trees(source, edits: [InvariantTests.disturbance(at: .residPost(1))])
    let above = model.allHooks.filter { $0 >= .residPost(1) }
    let kept = try model.checkpoints(of: trees.with([]), after: [1])
    let whole = try model.taps(above, trees)
    let resumed = try model.taps(above, trees, resumingFrom: checkpoint(kept, 1))
    for hook in above {
      #expect(differences(resumed[hook] ?? [], whole[hook] ?? [[]], "\(hook)") == [])
    }
  }

  /// Items with and without edits of their own, many of which begin alike.
  static func items(_ source: RandomLlama, _ model: LanguageModel) -> [ScoringItem] {
    let direction = (0..<source.configuration.dModel).map { Float($0 % 5) / 4 }
    let edit = model.adding(0.5, direction, at: .residPost(2))
    return (0..<60).map { index in
      ScoringItem(
        prompt: source.tokens(1 + index % 13, seed: UInt64(index / 20)),
        continuations: (0..<index % 4).map { source.tokens($0 * 2, seed: UInt64(index % 5 + $0)) },
        edits: index % 3 == 0 ? [edit] : [])
    }
  }

  @Test("scores are those of each sequence on its own, also from a kept residual")
  func scores() throws {
    let source = RandomLlama.grouped
    let model = try source.model()
    let items = Self.items(source, model)
    let whole = try model.score(items)
    let kept = try model.checkpoints(of: items, after: [1, 2])
    for layer in [1, 2] {
      let checkpoint = try checkpoint(kept, layer)
      #expect(try model.score(items, resumingFrom: checkpoint) == whole)
    }
    for (item, scores) in zip(items, whole) {
      #expect(scores.map(\.count) == item.continuations.map(\.count))
      for (continuation, score) in zip(item.continuations, scores) {
        #expect(score.allSatisfy { $0 < 0 })
        // log p by hand, of the plain sequence
        let tokens = item.prompt + continuation
        var expected: [Double] = []
        let places = item.prompt.count - 1..<tokens.count - 1
        try model.run([TokenTree(tokens, readout: places, edits: item.edits)]) { block in
          for (row, (place, sum)) in zip(block.places, block.logSumExp()).enumerated() {
            expected.append(Double(block[row][tokens[place.offset + 1]]) - sum)
          }
        }
        #expect(score == expected)
      }
    }
  }

  // MARK: Planted faults

  @Test("planted faults: a wrong layer, rows in another order, an edit forgotten are reported")
  func plantedFaults() throws {
    let source = RandomLlama.grouped
    let model = try source.model()
    let trees = Self.trees(source, edits: [InvariantTests.disturbance(at: .finalNorm)])
    let layers = model.configuration.layerCount
    func kept(_ layer: Int, _ trees: [TokenTree]) throws -> ResidualCheckpoint {
      try #require(try model.checkpoints(of: trees.with([]), after: [layer])[layer])
    }
    let faults: [Resume] = [
      { layer, trees in
        let other = try kept((layer + 1) % layers, trees)
        let wrong = ResidualCheckpoint(
          layer: layer, residual: other.residual, trees: other.trees,
          configuration: other.configuration)
        return try model.logits(trees, resumingFrom: wrong)
      },
      { try model.logits($1.with([]), resumingFrom: kept($0, $1)) },
      { layer, trees in
        let checkpoint = try kept(layer, trees)
        let row = checkpoint.residual.pointer
        for i in 0..<48 { swap(&row[119 * 48 + i], &row[118 * 48 + i]) }
        return try model.logits(trees, resumingFrom: checkpoint)
      },
    ]
    for fault in faults { #expect(try Self.violations(fault, model, trees).count == layers) }
    let reversed = Self.separate(trees).reversed()
    #expect(
      !differences(try model.logits(Array(reversed)), try model.logits(trees), "").isEmpty)
  }
}
