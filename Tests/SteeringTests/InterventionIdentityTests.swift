import Inference
import Steering
import TestSupport
import Testing

/// Interventions that change nothing, and patches, which do so when they put back what was there.
@Suite("Identities and patches")
struct InterventionIdentityTests {
  typealias Runs = InterventionRunTests

  @Test("what changes nothing makes no edit")
  func identities() throws {
    let model = try Runs.source.model()
    let v = OperationTests.direction
    let zero = v.map { _ in Float(0) }
    let nothing: [Intervention] = try [
      .add(v, coefficient: 0, at: Runs.hook), .rotate(toward: v, degrees: 0, at: Runs.hook),
      .rotate(toward: v, degrees: -0.0, at: Runs.hook), .patch([:], at: Runs.hook),
      .erase(write: [], read: [], center: v, at: Runs.hook),
      .erase(write: [zero, v], read: [v, zero.map { -$0 }], center: v, at: Runs.hook),
      .when(v, above: 0, .add(v, coefficient: 0, at: Runs.hook)),
    ]
    for intervention in nothing {
      #expect(intervention.isIdentity, "\(intervention.operation)")
      #expect(try [intervention].edits(on: model).isEmpty)
    }
    let something =
      try Runs.kinds().map(\.intervention) + [
        Runs.patch(), .rotate(toward: v, degrees: 1e-9, at: Runs.hook),
        .erase(write: [zero, v], read: [v, v], center: v, at: Runs.hook),
      ]
    for intervention in something {
      #expect(!intervention.isIdentity)
      #expect(try [intervention].edits(on: model).count == 1)
    }
  }

  /// Hook points whose own activations, put back, change a bit anywhere.
  static func selfPatchEffects(
    _ edits: (LanguageModel, [Int: [Float]], HookPoint) throws -> [Edit]
  ) throws -> [HookPoint] {
    let model = try Runs.source.model()
    let tokens = Runs.source.tokens(9, seed: 5)
    let plain = try Runs.logits(model, [TokenTree(tokens, readout: tokens.indices)])
    return try InterventionTests.hooks(model).filter { hook in
      let own = try model.activations(of: tokens, at: hook)
      let tree = TokenTree(tokens, readout: tokens.indices, edits: try edits(model, own, hook))
      return try Runs.logits(model, [tree]) != plain
    }
  }

  @Test("a text's own activations, put back, change nothing; a position off is reported")
  func ownActivations() throws {
    #expect(try Self.selfPatchEffects { try [.patch($1, at: $2)].edits(on: $0) } == [])
    let shifted = try Self.selfPatchEffects { model, own, hook in
      guard model.width(at: hook) != nil else { return [] }
      let moved = Dictionary(
        uniqueKeysWithValues: own.map { (max($0.key - 1, 0), $0.value) }
          .filter { $0.0 > 0 })
      return try [.patch(moved, at: hook)].edits(on: model)
    }
    #expect(shifted.count > 20)
  }

  @Test("all of another text's activations at a layer give that text's bits above")
  func wholePatch() throws {
    let model = try Runs.source.model()
    let (clean, corrupted) = (Runs.source.tokens(9, seed: 5), Runs.source.tokens(9, seed: 6))
    let wanted = try Runs.logits(model, [TokenTree(clean, readout: clean.indices)])
    func patched(_ keep: (Int) -> Bool) throws -> [[UInt32]] {
      let given = try model.activations(of: clean, at: Runs.hook).filter { keep($0.key) }
      let edits = try [Intervention.patch(given, at: Runs.hook)].edits(on: model)
      return try Runs.logits(
        model, [TokenTree(corrupted, readout: corrupted.indices, edits: edits)])
    }
    #expect(try patched { _ in true } == wanted)
    #expect(try patched { $0 != 4 } != wanted, "planted fault: one position left out")
  }
}
