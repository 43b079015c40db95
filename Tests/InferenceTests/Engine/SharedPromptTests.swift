import TestSupport
import Testing

@testable import Inference

/// Requests that share prompts and scores that resume above an edit: what each gives on its own, afresh.
@Suite("Invariant 4 · shared prompts and scores")
struct SharedPromptTests {
  typealias Generate = ([GenerationRequest], Int) throws -> [Generation]

  static func ours(_ model: LanguageModel, scored: Bool) -> Generate {
    { try model.generate($0, rows: $1, scored: scored) }
  }

  // MARK: Checks

  /// A continuation by a run of all tokens so far at each step, its scores by ``LanguageModel/score``.
  static func afresh(
    _ request: GenerationRequest, _ model: LanguageModel, scored: Bool
  ) throws -> Generation {
    var generation = Generation(ids: [], ended: false)
    var sampler = request.sampler
    while generation.ids.count < request.maxNewTokens, !generation.ended {
      var next = -1
      try model.run([TokenTree(request.prompt + generation.ids, edits: request.edits)]) {
        next = try sampler?.next($0[0]) ?? $0.argmax()[0]
      }
      generation.ended = request.endTokens.contains(next)
      if !generation.ended { generation.ids.append(next) }
    }
    if scored {
      let item = ScoringItem(prompt: request.prompt, continuations: [generation.ids])
      generation.logProbabilities = try model.score([item])[0][0]
    }
    return generation
  }

  /// Continuations, ends and scores that are not those that a run afresh gives, bit for bit.
  static func violations(
    _ generate: Generate, _ requests: [GenerationRequest], rows: [Int] = [64],
    afresh: [Generation]
  ) throws -> [String] {
    try rows.flatMap { rows in
      try zip(generate(requests, rows), afresh).enumerated().compactMap { index, pair in
        pair.0 == pair.1 ? nil : "request \(index), \(rows) rows: \(pair.0), afresh \(pair.1)"
      }
    }
  }

  static func violations(
    _ generate: Generate, _ requests: [GenerationRequest], rows: [Int] = [64],
    _ model: LanguageModel, scored: Bool
  ) throws -> [String] {
    try violations(
      generate, requests, rows: rows,
      afresh: requests.map { try afresh($0, model, scored: scored) })
  }

  // MARK: Requests

  /// Edits at every kind of place, alone and together, on the prompt, after it and nowhere.
  static func edits(_ configuration: ModelConfiguration, promptLength: Int) -> [[Edit]] {
    let last = configuration.layerCount - 1
    let hooks: [HookPoint] =
      [.embed, .block(0, .residPre), .block(0, .attnOut), .residPost(0)]
      + configuration.allHooks.filter { $0.layer == 1 }
      + [.block(last, .v), .residPost(last), .finalNorm]
    func edit(_ hook: HookPoint, _ positions: PositionSet = .all) -> Edit {
      InvariantTests.disturbance(at: hook, positions: positions)
    }
    let other = Edit(at: .residPost(0)) { activation, _ in activation[1] -= 3 }
    return [[]] + hooks.map { [edit($0)] } + [
      [other], [edit(.residPost(last)), edit(.block(1, .q))], [other, edit(.residPost(0))],
      [edit(.residPost(0), .from(promptLength))], [edit(.residPost(1), .only([0]))],
      [edit(.block(1, .mlpOut), .only([]))], [],
    ]
  }

  /// Three prompts in turn, each with all those edits; samplers, end tokens and limits among them.
  static func requests(
    _ source: RandomLlama, lengths: [Int] = [6, 1, 13], limits: [Int] = [7, 1, 0, 12]
  ) throws -> [GenerationRequest] {
    let vocabulary = source.configuration.vocabularySize
    let prompts = lengths.map { source.tokens($0, seed: UInt64($0)) }
    let count = Self.edits(source.configuration, promptLength: 0).count
    var requests: [GenerationRequest] = []
    for kind in 0..<count {
      for prompt in prompts {
        let index = requests.count
        let edits = Self.edits(source.configuration, promptLength: prompt.count)
        requests.append(
          GenerationRequest(
            prompt: prompt, maxNewTokens: limits[index % limits.count], edits: edits[kind],
            sampler: index % 5 == 1 ? try Sampler(temperature: 1, seed: UInt64(index)) : nil,
            endTokens: index % 6 == 2 ? Set(0..<vocabulary / 3) : []))
      }
    }
    // Plain requests, some of them equal, and equal but for the limit, the end tokens or the sampler.
    for prompt in prompts {
      let plain = GenerationRequest(prompt: prompt, maxNewTokens: 7)
      var (short, ending, drawn) = (plain, plain, plain)
      short.maxNewTokens = 3
      ending.endTokens = Set(vocabulary / 2..<vocabulary)
      drawn.sampler = try Sampler(temperature: 1, seed: 8)
      requests += [plain, short, plain, ending, drawn, ending, drawn, short]
    }
    return requests
  }

  // MARK: The engine

  @Test(
    "the same prompt many times, edited in many ways: a run afresh at each step",
    arguments: RandomLlama.variants, [false, true])
  func recompute(source: RandomLlama, scored: Bool) throws {
    let model = try source.model()
    let requests = try Self.requests(source)
    let found = try Self.violations(
      Self.ours(model, scored: scored), requests, rows: [1, 2, 5, 64], model, scored: scored)
    #expect(found == [])
  }

  @Test("alone and in company, in any order", arguments: RandomLlama.variants, [false, true])
  func company(source: RandomLlama, scored: Bool) throws {
    let found = try CompanyTests.companyDependence(
      Self.ours(source.model(), scored: scored), Self.requests(source), rows: [1, 2, 5, 64])
    #expect(found == [])
  }

  @Test("scores change no token and are there only where they are wanted")
  func scoresChangeNothing() throws {
    for source in [RandomLlama.grouped, .blocks] {
      let model = try source.model()
      let requests = try Self.requests(source)
      let plain = try model.generate(requests)
      let scored = try model.generate(requests, scored: true)
      #expect(plain.map(\.ids) == scored.map(\.ids) && plain.map(\.ended) == scored.map(\.ended))
      #expect(plain.allSatisfy { $0.logProbabilities == nil })
      #expect(scored.allSatisfy { $0.logProbabilities?.count == $0.ids.count })
      #expect(plain.contains { $0.ended } && plain.contains { $0.ids.count == 12 })
    }
  }

  @Test("shared prompts longer than a pass", arguments: [RandomLlama.narrow, .blocks])
  func longPrompts(source: RandomLlama) throws {
    let model = try source.model()
    let prompts = [257, 300, 256].map { source.tokens($0, seed: UInt64($0)) }
    let edits = Self.edits(source.configuration, promptLength: 256)
    let requests = [0, 1, 4, 9, 12, 15, 17].flatMap { kind in
      prompts.map { GenerationRequest(prompt: $0, maxNewTokens: 2, edits: edits[kind]) }
    }
    let found = try Self.violations(
      Self.ours(model, scored: true), requests, rows: [2, 64], model, scored: true)
    #expect(found == [])
  }

  @Test(
    "continuations that fill passes when they are scored", arguments: [RandomLlama.narrow, .blocks])
  func longContinuations(source: RandomLlama) throws {
    let model = try source.model()
    let edits = Self.edits(source.configuration, promptLength: 3)
    // Rows to score at a layer: 24 x 29, and one continuation longer than a pass.
    var requests = try (0..<24).map { index in
      GenerationRequest(
        prompt: source.tokens(3, seed: UInt64(index % 2)), maxNewTokens: 30, edits: edits[4],
        sampler: try Sampler(temperature: 1, seed: UInt64(index)))
    }
    for kind in [0, 1, 4, 17] {
      requests.append(
        GenerationRequest(prompt: source.tokens(3, seed: 0), maxNewTokens: 300, edits: edits[kind]))
    }
    let written = try model.generate(requests, scored: true)
    let items = zip(requests, written).map {
      ScoringItem(prompt: $0.prompt, continuations: [$1.ids])
    }
    #expect(written.map(\.logProbabilities) == (try items.map { try model.score([$0])[0][0] }))
    #expect(written.map(\.ids.count) == requests.map(\.maxNewTokens))
    #expect(written.map(\.ids) == (try requests.map { try model.generate([$0])[0].ids }))
  }
}
