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

  @Test(
    "prompts that were read before give the same bits; others, and edits within them, are refused")
  func readPrompts() throws {
    let replies = ["lovely . the", "awful"].map { model.tokenizer.encode($0) }
    func metric(_ prompts: [[Int]]) throws -> ReplyLogOdds {
      try ReplyLogOdds(dialogues: prompts.map { ($0, agree: [replies[0]], correct: [replies[1]]) })
    }
    // One is a single token, one begins another, two share a beginning.
    let many =
      prompts + [Array(prompts[1].prefix(1)), Array(prompts[1].prefix(4)), prompts[1] + [3]]
    let metrics: [any ItemMetric] = try [
      metric(many), metric(many).perToken, Accuracy(metric(many)), ReplyProbability(metric(many)),
    ]
    for (positions, _) in Self.kinds {
      let edits = try edits(positions)
      for metric in metrics {
        let read = try #require(try metric.readPrompts(on: model))
        #expect(
          try metric.values(on: model, edits: edits, after: read)
            == metric.values(on: model, edits: edits, resumingFrom: nil), "\(metric.name)")
      }
    }
    let read = try #require(try metrics[0].readPrompts(on: model))
    #expect(throws: ModelError.self) {
      try metrics[0].values(on: model, edits: edits(.all), after: read)
    }
    #expect(throws: ModelError.self) {
      try metric(many.reversed()).values(on: model, edits: edits(.afterPrompt), after: read)
    }
  }

  @Test("an evaluation reads prompts once for interventions that begin at their ends")
  func evaluation() throws {
    let replies = ["lovely", "awful"].map { model.tokenizer.encode($0) }
    let metric = try ReplyLogOdds(
      dialogues: prompts.map { ($0, agree: [replies[0]], correct: [replies[1]]) })
    let push = try Intervention.add(
      direction, coefficient: 3, at: .residPost(3), positions: .afterPrompt)
    let profile = PassProfile()
    var profiled = model
    profiled.profile = profile
    let evaluation = Evaluation(of: metric, on: ModelUnderTest(profiled), steeredAt: [3])
    var rows: [Int] = []
    for _ in 0..<2 {
      let before = profile.current.rows
      #expect(
        try evaluation.values(applying: [push])
          == metric.values(on: model, edits: [push].edits(on: model), resumingFrom: nil))
      rows.append(profile.current.rows - before)
    }
    #expect(rows[1] == prompts.count, "one token a prompt")
    #expect(rows[0] > rows[1])
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
