import Inference
import Steering
import Testing
import TinyModel

/// A gate on the planted truth opens where the planted circuit says that a statement is false.
@Suite("Conditional steering on the tiny model")
struct ConditionalSteeringTests {
  static let seed: UInt64 = 5
  static let model = Result { try TinyModel.languageModel(seed: seed) }
  static let falsehood = TinyModel.direction(.truth, seed: seed).map { -$0 }

  /// Positions of each prompt whose stream after layer 3 an intervention changes.
  static func changed(_ prompts: [String], _ intervention: Intervention) throws -> [Set<Int>] {
    let model = try model.get()
    let edits = try [intervention].edits(on: model)
    let hook = HookPoint.residPost(3)
    return try prompts.map { prompt in
      let ids = model.tokenizer.encode(prompt)
      let plain = try model.activations(of: ids, at: hook)
      var changed = Set<Int>()
      try model.record([hook], of: [TokenTree(ids, readout: [], edits: edits)]) { _, place, x in
        if Array(x) != plain[place.offset] { changed.insert(place.offset) }
      }
      return changed
    }
  }

  /// Prompts in which the gated intervention acts at other positions than from the attribute of a false
  /// statement on.
  static func misfires(_ gated: Intervention) throws -> [String] {
    let statements = try TinyCorpora(seed: seed, size: .small).statements.test
    let falsePrompts = statements.map(\.falsePrompt)
    let truePrompts = statements.map(\.truePrompt)
    let model = try model.get()
    let wanted = falsePrompts.map { prompt in
      let count = model.tokenizer.encode(prompt).count
      return Set((count - 3)..<count)  // attribute, period, assistant
    }
    let onFalse = try changed(falsePrompts, gated)
    let onTrue = try changed(truePrompts, gated)
    return falsePrompts.indices.filter { onFalse[$0] != wanted[$0] }.map { falsePrompts[$0] }
      + truePrompts.indices.filter { !onTrue[$0].isEmpty }.map { truePrompts[$0] }
  }

  @Test("it acts from the false attribute on, in every false statement and in no true one")
  func gate() throws {
    let steer = try Intervention.add(
      TinyModel.direction(.sycophancy, seed: Self.seed), coefficient: -1, at: .residPost(3))
    #expect(try Self.misfires(.when(Self.falsehood, above: 0.15, steer)) == [])
    let faults: [Intervention] = try [
      steer, .when(Self.falsehood.map { -$0 }, above: 0.15, steer),
      .when(Self.falsehood, above: -0.15, steer), .when(Self.falsehood, above: 5, steer),
      .when(TinyModel.direction(.truth, seed: Self.seed + 1), above: 0.15, steer),
    ]
    for fault in faults { #expect(try Self.misfires(fault).count > 10, "planted fault") }
  }

  @Test("gated steering moves false statements as ungated does, and true ones by not a bit")
  func effect() throws {
    let model = try Self.model.get()
    let statements = try TinyCorpora(seed: Self.seed, size: .small).statements.test
    func agreement(_ prompts: [String], _ interventions: [Intervention]) throws -> [Double] {
      let encode = { (text: String) in model.tokenizer.encode(text) }
      let metric = try ReplyLogOdds(
        dialogues: prompts.map {
          (
            prompt: encode($0), agree: TinyCorpora.agreeingReplies.map(encode),
            correct: TinyCorpora.correctingReplies.map(encode)
          )
        })
      return try Evaluation(of: metric, on: .init(model), steeredAt: [3]).values(
        applying: interventions)
    }
    let steer = try Intervention.add(
      TinyModel.direction(.sycophancy, seed: Self.seed), coefficient: -1, at: .residPost(3))
    let gated = try Intervention.when(Self.falsehood, above: 0.15, steer)
    let truePrompts = statements.map(\.truePrompt)
    #expect(try agreement(truePrompts, [gated]) == agreement(truePrompts, []))
    #expect(try agreement(truePrompts, [steer]) != agreement(truePrompts, []))
    let falsePrompts = statements.map(\.falsePrompt)
    let (before, after) = (try agreement(falsePrompts, []), try agreement(falsePrompts, [gated]))
    let fall = zip(before, after).map { $0 - $1 }
    print("gated fall of agreement: \(fall.min() ?? 0)...\(fall.max() ?? 0) nats")
    #expect(fall.allSatisfy { $0 > 0.1 })
  }
}
