import Inference
import Randomness
import Steering
import Testing
import TinyModel

/// Positions that depend on where a prompt ends are those of each prompt.
@Suite("Positions by the prompt's end")
struct RelativePositionTests {
  let model: LanguageModel
  let prompts: [[Int]]
  let direction: [Float]

  init() throws {
    model = try TinyModel.languageModel(seed: 5)
    let tokenizer = model.tokenizer
    var generator = SeededGenerator(seed: 5, stream: "positions")
    direction = RandomDirections.isotropic(width: 80, norm: 1, using: &generator)
    prompts = [
      "the garden was", "my friend saw a river . the house was", "i love the film . it was",
    ]
    .map { tokenizer.encode($0) }
  }

  /// A push after block 3 at some positions.
  private func edits(_ positions: PositionSet) throws -> [Edit] {
    try [
      Intervention.add(
        direction, coefficient: 3, at: .residPost(3),
        positions: positions)
    ].edits(on: model)
  }

  /// Relative positions, and what they are for a prompt of so many tokens.
  private static let kinds: [(PositionSet, @Sendable (Int) -> PositionSet)] = [
    (.afterPrompt, { .from($0 - 1) }), (.promptEnd, { .only([$0 - 1]) }),
  ]

  private func expectOwn(
    findsFaults: Bool = true, _ values: (_ prompts: [[Int]], [Edit]) throws -> [[Double]],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    for (relative, own) in Self.kinds {
      let together = try values(prompts, edits(relative))
      let apart = try prompts.flatMap { try values([$0], edits(own($0.count))) }
      #expect(together == apart, "\(relative)", sourceLocation: sourceLocation)
      guard findsFaults else { continue }
      #expect(
        try values(prompts, edits(.all)) != together, "planted fault: every position",
        sourceLocation: sourceLocation)
      #expect(
        try values(prompts, edits(own(prompts[0].count))) != together,
        "planted fault: the first prompt's for all", sourceLocation: sourceLocation)
    }
  }

  @Test("replies of several tokens, with and without what is below computed once")
  func replies() throws {
    let replies = ["lovely . the", "awful"].map { model.tokenizer.encode($0) }
    try expectOwn { prompts, edits in
      let metric = try ReplyLogOdds(
        dialogues: prompts.map { ($0, agree: [replies[0]], correct: [replies[1]]) })
      let checkpoint = try metric.checkpoints(on: model, after: [2])[2]
      let values = try metric.values(on: model, edits: edits, resumingFrom: checkpoint)
      #expect(try metric.values(on: model, edits: edits, resumingFrom: nil) == values)
      return values.map { [$0] }
    }
  }

  @Test("next words, resumed or not")
  func words() throws {
    try expectOwn { prompts, edits in
      let metric = try ReplyLogOdds(
        prompts: prompts, positive: Vocabulary.positiveWords.map { model.tokenizer.encode($0) },
        negative: Vocabulary.negativeWords.map { model.tokenizer.encode($0) })
      let checkpoint = try metric.checkpoints(on: model, after: [2])[2]
      let values = try metric.values(on: model, edits: edits, resumingFrom: checkpoint)
      #expect(try metric.values(on: model, edits: edits, resumingFrom: nil) == values)
      return values.map { [$0] }
    }
  }

  @Test("generated text, side by side and alone")
  func generation() throws {
    // The most likely word is too coarse to tell every fault.
    try expectOwn(findsFaults: false) { prompts, edits in
      try model.generate(
        prompts.map { GenerationRequest(prompt: $0, maxNewTokens: 8, edits: edits) }, scored: true
      ).map { [Double]($0.logProbabilities ?? []) + $0.ids.map(Double.init) }
    }
    let texts = try Self.kinds.map { kind in
      try model.generate(
        prompts.map {
          GenerationRequest(prompt: $0, maxNewTokens: 8, edits: try edits(kind.0))
        }
      ).map(\.ids)
    }
    #expect(texts[0] != texts[1], "planted fault: only the prompt's end")
  }
}
