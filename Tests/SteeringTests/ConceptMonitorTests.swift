import Inference
import Randomness
import Statistics
import Steering
import TestSupport
import Testing
import TinyModel

@Suite("Reading a concept token by token")
struct ConceptMonitorTests {
  static let seed: UInt64 = 3
  static let model = Result { try TinyModel.languageModel(seed: seed) }
  static let corpora = Result { try TinyCorpora(seed: seed, size: .small) }

  static func ids(_ texts: [String]) throws -> [[Int]] {
    let model = try model.get()
    return texts.map { model.tokenizer.encode($0) }
  }

  // MARK: What is planted

  /// What is wrong with how a direction reads sentences of love and hate, in standard deviations of
  /// text without opinions: within 10 until one is stated, and from there on its side, beyond 50.
  static func misreadings(_ direction: [Float]) throws -> [String] {
    let model = try model.get()
    let monitor = try ConceptMonitor(direction, at: .residPost(7)).standardized(
      on: ids(corpora.get().neutralPassages.extract.map(\.text)), of: model)
    var found: [String] = []
    for (verb, sign) in [("love", 1.0), ("adore", 1), ("hate", -1), ("detest", -1)] {
      let reading = try monitor.read(ids(["i \(verb) a garden ."]), on: model)[0]
      print(verb, zip(reading.tokens, reading.scores).map { "\($0) \($1.rounded())" })
      for (token, score) in zip(reading.tokens, reading.scores) {
        let stated = token != "i"
        if stated ? sign * score < 50 : abs(score) > 10 {
          found.append("\(verb): \(token) \(score)")
        }
      }
    }
    return found
  }

  @Test("the planted valence is read from the verb on, with its sign; other directions are not it")
  func valence() throws {
    #expect(try Self.misreadings(TinyModel.direction(.valence, seed: Self.seed)) == [])
    let faults = [
      TinyModel.direction(.valence, seed: Self.seed + 1),
      TinyModel.direction(.sycophancy, seed: Self.seed),
      TinyModel.direction(.valence, seed: Self.seed).map { -$0 },
    ]
    for fault in faults { #expect(try !Self.misreadings(fault).isEmpty) }
  }

  @Test("tokens come as text, one score each, the prompt's first")
  func tokens() throws {
    let model = try Self.model.get()
    let monitor = try ConceptMonitor(
      TinyModel.direction(.valence, seed: Self.seed), at: .residPost(7))
    let prompts = try Self.ids(["the film was", "my friend"])
    let written = try model.generate(prompts, applying: [], maxNewTokens: 4)
    for (index, reading) in try monitor.read(written, after: prompts, on: model).enumerated() {
      #expect(reading.ids == prompts[index] + written[index].ids)
      #expect(reading.tokens == reading.ids.map { Vocabulary.words[$0].text })
      #expect(reading.scores.count == reading.ids.count)
      #expect(reading.promptCount == prompts[index].count)
    }
    #expect(try monitor.read(prompts, on: model)[0].promptCount == 3)
  }

  // MARK: Arithmetic

  @Test("a score is the projection on the unit direction; standardized, in the reference's units")
  func scores() throws {
    let source = RandomLlama.narrow
    let model = try source.model()
    let hook = HookPoint.block(2, .attnOut)
    let direction = (0..<21).map { Float($0) - 8 }
    let texts = [5, 9, 2].map { source.tokens($0, seed: UInt64($0)) }
    let monitor = try ConceptMonitor(direction, at: hook)
    func expected(_ text: [Int]) throws -> [Double] {
      let activations = try model.activations(of: text, at: hook)
      return text.indices.map { dot(activations[$0] ?? [], direction) / norm(direction) }
    }
    func worst(_ scores: [[Double]], _ wanted: [[Double]]) -> Double {
      zip(scores.joined(), wanted.joined()).map { abs($0 - $1) }.max() ?? .infinity
    }
    // Sums of 21 doubles in another order.
    let tolerance = 1e-12
    let raw = try monitor.read(texts, on: model).map(\.scores)
    let wanted = try texts.map(expected)
    #expect(worst(raw, wanted) < tolerance)
    #expect(worst(raw, wanted.map { $0.reversed() }) > 0.01, "planted fault: tokens reversed")

    let reference = [7, 8].map { source.tokens($0, seed: 40) }
    let standard = try monitor.standardized(on: reference, of: model)
    let pool = try reference.flatMap { try expected($0).dropFirst() }
    #expect(abs(standard.center - (try mean(pool))) < tolerance)
    #expect(abs(standard.scale - (try standardDeviation(pool))) < tolerance)
    let everyToken = try reference.flatMap(expected)
    #expect(
      abs(standard.scale - (try standardDeviation(everyToken))) > 1e-3,
      "planted fault: the first token counted")
    let scores = try standard.read(texts, on: model).map(\.scores)
    let shifted = wanted.map { $0.map { ($0 - standard.center) / standard.scale } }
    #expect(worst(scores, shifted) < tolerance)
  }

  @Test("read with the interventions that wrote it, a text has the activations it was written from")
  func steered() throws {
    let model = try Self.model.get()
    let valence = TinyModel.direction(.valence, seed: Self.seed)
    let clamp = try Intervention.clamp(valence, to: 0.5, at: .residPost(7))
    let monitor = try ConceptMonitor(valence, at: .residPost(7))
    let prompts = try Self.ids(["the film was"])
    let written = try model.generate(prompts, applying: [clamp], maxNewTokens: 6)
    let inForce = try monitor.read(written, after: prompts, on: model, applying: [clamp])[0]
    #expect(inForce.scores.allSatisfy { abs($0 - 0.5) < 1e-6 })
    let plain = try monitor.read(written, after: prompts, on: model)[0]
    #expect(plain.scores.allSatisfy { abs($0 - 0.5) > 1e-3 }, "planted fault: not in force")
  }

  @Test("readings have the same bits alone and in company, on any number of threads")
  func company() throws {
    let texts = (0..<64).map { RandomLlama.grouped.tokens(2 + $0 % 9, seed: UInt64($0)) }
    let monitor = try ConceptMonitor(OperationTests.direction, at: .residPost(3))
    let one = try RandomLlama.grouped.model(compute: Compute(threads: 1))
    let two = try RandomLlama.grouped.model(compute: Compute(threads: 2))
    let alone = try texts.flatMap { try monitor.read([$0], on: one) }
    #expect(try monitor.read(texts, on: two) == alone)
  }

  // MARK: Errors

  @Test("what cannot be read is refused")
  func errors() throws {
    let model = try RandomLlama.grouped.model()
    let monitor = try ConceptMonitor(OperationTests.direction, at: .residPost(3))
    #expect(throws: SteeringError.notFinite(at: "direction, component 1")) {
      try ConceptMonitor([0, .nan], at: .embed)
    }
    #expect(throws: SteeringError.widthMismatch(at: "hook_embed", expected: 48, got: 2)) {
      try ConceptMonitor([0, 1], at: .embed).read([[1]], on: model)
    }
    let pattern = HookPoint.block(0, .pattern)
    #expect(throws: SteeringError.nothingToMeasure("\(pattern) has no fixed width")) {
      try ConceptMonitor([0, 1], at: pattern).read([[1]], on: model)
    }
    #expect(
      throws: SteeringError.nothingToMeasure("reference texts of at least two tokens are needed")
    ) { try monitor.standardized(on: [[1], [2], [3, 4]], of: model) }
    #expect(throws: SteeringError.self) {
      // Two texts with the same tokens: the same projection twice.
      try monitor.standardized(on: [[3, 4], [3, 4]], of: model)
    }
    #expect(throws: ModelError.emptySequence(at: "sequence 1")) {
      try monitor.read([[1], []], on: model)
    }
    #expect(
      throws: SteeringError.invalid("generations", expected: "2, one a prompt", got: "0")
    ) { try monitor.read([], after: [[1], [2]], on: model) }
  }
}
