import TestSupport
import Testing

@testable import Inference

/// Invariants 2, 3, 5, 6 and 7 on random models; 1 and 4 have suites of their own.
@Suite("Invariants 2, 3, 5, 6, 7")
struct InvariantTests {
  static let sequences = [1, 4, 17, 9].map { RandomLlama.narrow.tokens($0, seed: UInt64($0)) }
  static var trees: [TokenTree] { sequences.map { TokenTree($0, readout: $0.indices) } }
  static func trees(_ edits: [Edit]) -> [TokenTree] {
    sequences.map { TokenTree($0, readout: $0.indices, edits: edits) }
  }

  static func direction(_ model: LanguageModel, _ hook: HookPoint) -> [Float] {
    (0..<(model.width(at: hook) ?? 0)).map { Float(1 + $0 % 7) * ($0 % 2 == 0 ? 0.25 : -0.125) }
  }

  /// An edit that changes every element of an activation, of any width.
  static func disturbance(at hook: HookPoint, positions: PositionSet = .all) -> Edit {
    Edit(at: hook, positions: positions) { activation, _ in
      for i in activation.indices { activation[i] = 1.25 * activation[i] + 0.125 * Float(i % 3) }
    }
  }

  // MARK: 2

  /// Hook points whose activations, or logits, an edit that should do nothing changes.
  static func effect(_ edits: [Edit], _ model: LanguageModel) throws -> [String] {
    let plain = try model.taps(model.allHooks, trees)
    let edited = try model.taps(model.allHooks, trees(edits))
    let taps = model.allHooks.flatMap { hook in
      differences(edited[hook] ?? [], plain[hook] ?? [], "\(hook)")
    }
    return taps + differences(try model.logits(trees(edits)), try model.logits(trees), "logits")
  }

  @Test("2 · an edit that leaves every bit leaves the run", arguments: RandomLlama.variants)
  func noEffect(source: RandomLlama) throws {
    let model = try source.model()
    #expect(try Self.effect([], model) == [])
    let nothing = model.allHooks.map { Edit(at: $0) { activation, _ in _ = activation.count } }
    #expect(try Self.effect(nothing, model) == [])
    let nowhere = model.allHooks.flatMap { hook in
      [PositionSet.only([]), .only([-1, 17]), .from(17)].map {
        Self.disturbance(at: hook, positions: $0)
      }
    }
    #expect(try Self.effect(nowhere, model) == [])
  }

  @Test("2 · planted faults: 1e-7 for 0, and x + 0 where x is −0, are reported")
  func zeroFaults() throws {
    let model = try RandomLlama.grouped.model()
    let direction = Self.direction(model, .residPost(2))
    #expect(try !Self.effect([model.adding(1e-7, direction, at: .residPost(2))], model).isEmpty)

    // −0 is rare in a residual stream: plant it.
    let negativeZero = Edit(at: .residPost(2)) { activation, _ in activation[2] = -0.0 }
    let plain = try model.taps([.residPost(2)], Self.trees([negativeZero]))
    let added = try model.taps(
      [.residPost(2)], Self.trees([negativeZero, model.adding(0, direction, at: .residPost(2))]))
    #expect(!differences(added[.residPost(2)] ?? [], plain[.residPost(2)] ?? [], "").isEmpty)
  }

  // MARK: 3

  /// Hook points before `hook` that `edit` changes, and the hook point itself and the logits when it
  /// does not.
  static func reach(
    of edit: Edit, requested hook: HookPoint, _ model: LanguageModel
  ) throws -> [String] {
    let plain = try model.taps(model.allHooks, trees)
    let edited = try model.taps(model.allHooks, trees([edit]))
    func change(_ hook: HookPoint) -> [String] {
      differences(edited[hook] ?? [], plain[hook] ?? [], "\(hook)")
    }
    var found = model.allHooks.filter { $0 < hook }.flatMap(change)
    if change(hook).isEmpty { found.append("\(hook) is unchanged") }
    let logits = differences(try model.logits(trees([edit])), try model.logits(trees), "logits")
    if logits.isEmpty { found.append("logits are unchanged") }
    return found
  }

  @Test(
    "3 · an edit changes its own hook point and what follows, nothing before",
    arguments: RandomLlama.variants)
  func onlyAbove(source: RandomLlama) throws {
    let model = try source.model()
    for hook in model.allHooks {
      #expect(try Self.reach(of: Self.disturbance(at: hook), requested: hook, model) == [])
    }
  }

  @Test("3 · an edit at one position changes no earlier position and no other sequence")
  func onlyAfter() throws {
    let model = try RandomLlama.grouped.model()
    for hook in model.allHooks {
      let edit = Self.disturbance(at: hook, positions: .only([5]))
      var trees = Self.trees
      trees[2].edits = [edit]
      let plain = try model.taps(model.allHooks, Self.trees)
      let edited = try model.taps(model.allHooks, trees)
      for tapped in model.allHooks {
        let (a, b) = (try #require(plain[tapped]), try #require(edited[tapped]))
        // rows: 1 + 4, then 17 of the edited sequence, then 9
        let rest = Array(0..<5 + 5) + Array(22..<31)
        let change = differences(rest.map { a[$0] }, rest.map { b[$0] }, "\(hook) at \(tapped)")
        #expect(change == [])
      }
      #expect(!differences(plain[hook] ?? [], edited[hook] ?? [], "").isEmpty)
    }
  }

  @Test("3 · planted fault: steering one layer too low is reported")
  func layerFault() throws {
    let model = try RandomLlama.grouped.model()
    let low = Self.disturbance(at: .residPost(1))
    #expect(try !Self.reach(of: low, requested: .residPost(2), model).isEmpty)
    let high = Self.disturbance(at: .residPost(3))
    #expect(try !Self.reach(of: high, requested: .residPost(2), model).isEmpty)
  }

  // MARK: 5

  typealias Steer = (LanguageModel, Float, [Float], HookPoint) -> Edit

  static func scaleDependence(_ steer: Steer, _ model: LanguageModel) throws -> [String] {
    try [HookPoint.embed, .residPost(1), .block(2, .attnOut)].flatMap { hook in
      let v = direction(model, hook)
      return try [Float(0.3), -1.7, 5].flatMap { coefficient in
        let reference = try model.logits(trees([steer(model, 2 * coefficient, v, hook)]))
        let scaled = try [Float(2), 4, 0.5].flatMap { factor in
          let edit = steer(model, 2 * coefficient / factor, v.map { $0 * factor }, hook)
          return differences(try model.logits(trees([edit])), reference, "\(hook) x\(factor)")
        }
        return scaled
      }
    }
  }

  @Test("5 · c · (2v) = 2c · v")
  func scale() throws {
    for source in [RandomLlama.grouped, .odd, .blocks] {
      #expect(try Self.scaleDependence({ $0.adding($1, $2, at: $3) }, source.model()) == [])
    }
  }

  @Test("5 · planted faults: a normalised direction, a capped coefficient, a jitter are reported")
  func scaleFaults() throws {
    let model = try RandomLlama.grouped.model()
    let faults: [Steer] = [
      { model, c, v, hook in
        let length = Float(norm(v))
        return model.adding(c, v.map { $0 / length }, at: hook)
      },
      { model, c, v, hook in model.adding(min(c, 4), v, at: hook) },
      { model, c, v, hook in model.adding(c + 1e-6, v, at: hook) },
    ]
    for fault in faults { #expect(try !Self.scaleDependence(fault, model).isEmpty) }
  }

  // MARK: 6

  static func hindsight(
    _ run: ([TokenTree]) throws -> [[Float]], _ tokens: [Int]
  ) throws -> [String] {
    let whole = try run([TokenTree(tokens, readout: tokens.indices)])
    return try tokens.indices.flatMap { end in
      let beginning = Array(tokens[...end])
      return differences(
        try run([TokenTree(beginning, readout: beginning.indices)]), Array(whole[...end]),
        "\(end + 1) tokens")
    }
  }

  @Test("6 · appended tokens never change earlier logits", arguments: RandomLlama.variants)
  func causal(source: RandomLlama) throws {
    let model = try source.model()
    let tokens = source.tokens(36, seed: 8)
    #expect(try Self.hindsight({ try model.logits($0) }, tokens) == [])
    let edits = [Self.disturbance(at: .residPost(1), positions: .from(4))]
    #expect(try Self.hindsight({ try model.logits($0.with(edits)) }, tokens) == [])
  }

  @Test("6 · planted fault: a first token that knows the length is reported")
  func hindsightFault() throws {
    let model = try RandomLlama.grouped.model()
    let found = try Self.hindsight(
      { trees in
        let length = Float(trees[0].rowCount)
        let leak = Edit(at: .embed, positions: .only([0])) { activation, _ in
          activation[0] += 1e-3 * length
        }
        return try model.logits(trees.with([leak]))
      }, RandomLlama.grouped.tokens(12, seed: 8))
    #expect(found.count == 11)
  }

  // MARK: 7

  typealias Reader = (HookPoint, TreePosition, UnsafeBufferPointer<Float>) -> Void

  /// Logits that change when every hook point is read, one at a time and all at once.
  static func disturbance(
    by reader: @escaping Reader, _ model: LanguageModel
  ) throws -> [String] {
    let plain = try model.logits(trees)
    let sets = [Set(model.allHooks)] + model.allHooks.map { [$0] }
    return try sets.flatMap { hooks in
      var rows: [[Float]] = []
      try TreeRun(model: model, trees: trees, recording: hooks, record: reader).run { block in
        for row in 0..<block.count { rows.append(Array(block[row])) }
      }
      return differences(rows, plain, "\(hooks.map(\.description).sorted())")
    }
  }

  @Test(
    "7 · reading every hook point changes no logit, the pattern included",
    arguments: RandomLlama.variants)
  func reading(source: RandomLlama) throws {
    for compute in [Compute.shared] + Compute.all.prefix(1) + Compute.all.suffix(1) {
      #expect(try Self.disturbance(by: { _, _, _ in }, source.model(compute: compute)) == [])
    }
  }

  @Test("7 · a model is the same after edits at every hook point", arguments: RandomLlama.variants)
  func immutable(source: RandomLlama) throws {
    let model = try source.model()
    #expect(try Self.wear(of: model, from: model.allHooks.map { Self.disturbance(at: $0) }) == [])
  }

  /// Logits of the plain model that differ before and after a run with edits.
  static func wear(of model: LanguageModel, from edits: [Edit]) throws -> [String] {
    let before = try model.logits(trees)
    _ = try model.logits(trees(edits))
    _ = try model.generate([GenerationRequest(prompt: [1, 2], maxNewTokens: 3, edits: edits)])
    return differences(try model.logits(trees), before, "after the edits")
  }

  @Test("7 · planted faults: a tap that rounds in place, an edit that writes to weights")
  func sideEffects() throws {
    let model = try RandomLlama.grouped.model()
    let rounding: Reader = { hook, _, activation in
      guard hook == .residPost(3) else { return }
      let writable = UnsafeMutableBufferPointer(mutating: activation)
      for index in writable.indices {
        writable[index] = Float(bitPattern: writable[index].bitPattern & 0xFFFF_0000)
      }
    }
    #expect(try !Self.disturbance(by: rounding, model).isEmpty)
    let weight = try #require(model.weights.blocks[2].feedForwardNorm).weight
    let writing = Edit(at: .residPost(0)) { _, _ in weight.pointer[5] += 1e-6 }
    #expect(try !Self.wear(of: model, from: [writing]).isEmpty)
  }
}

extension [TokenTree] {
  /// The same trees with edits.
  func with(_ edits: [Edit]) -> [TokenTree] {
    map { tree in
      var copy = tree
      copy.edits = edits
      return copy
    }
  }
}
