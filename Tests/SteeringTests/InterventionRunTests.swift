import Inference
import Steering
import TestSupport
import Testing

/// Every operation in runs of random models: teacher-forced and generating, alone and in company.
@Suite("Interventions in a run")
struct InterventionRunTests {
  static let source = RandomLlama.grouped
  static let hook = HookPoint.residPost(2)

  /// An intervention of every kind that changes something, with its name.
  static func kinds(
    at hook: HookPoint = hook, _ positions: PositionSet = .all
  ) throws -> [(name: String, intervention: Intervention)] {
    let width = try source.model().width(at: hook) ?? 0
    let v =
      OperationTests.gaussian(1).prefix(width) + Array(repeating: 0.25, count: max(width - 48, 0))
    let direction = Array(v)
    let unit = rescaled(direction.map(Double.init), to: 1)
    return try [
      ("add", .add(direction, coefficient: 0.5, at: hook, positions: positions)),
      ("ablate", .ablate(direction, at: hook, positions: positions)),
      ("clamp", .clamp(direction, to: 3, at: hook, positions: positions)),
      ("rotate", .rotate(toward: direction, degrees: 40, at: hook, positions: positions)),
      (
        "erase",
        .erase(
          write: [unit, direction], read: [unit, unit.reversed()], center: direction, at: hook,
          positions: positions)
      ),
      (
        "when",
        .when(direction, above: -1, .clamp(direction, to: 3, at: hook, positions: positions))
      ),
    ]
  }

  /// A patch of another text's activations, wherever the position set allows.
  static func patch(_ positions: PositionSet = .all) throws -> Intervention {
    let model = try source.model()
    let given = try model.activations(of: source.tokens(24, seed: 99), at: hook)
    return try .patch(given.filter { positions.contains($0.key) }, at: hook)
  }

  static let sequences = (0..<64).map { source.tokens(3 + $0 % 9, seed: UInt64($0)) }

  // MARK: Company, threads, instruction sets

  /// Makes the edits of a call.
  typealias Steer = (LanguageModel) throws -> [Edit]

  static func logits(_ model: LanguageModel, _ trees: [TokenTree]) throws -> [[UInt32]] {
    var rows: [[UInt32]] = []
    try model.run(trees) { block in
      for row in 0..<block.count { rows.append(block[row].map(\.bitPattern)) }
    }
    return rows
  }

  /// Where the bits of teacher-forced logits or the generated text depend on company or machine.
  static func dependences(_ steer: Steer) throws -> [String] {
    let model = try source.model(compute: Compute(threads: 1, instructionSet: .portable))
    let alone = try sequences.flatMap { try logits(model, [TokenTree($0, edits: steer(model))]) }
    let texts = try sequences.flatMap {
      try model.generate([GenerationRequest(prompt: $0, maxNewTokens: 5, edits: steer(model))])
    }
    var found: [String] = []
    for instructionSet in InstructionSet.allCases where instructionSet.isAvailable {
      for threads in [1, 2] {
        let other = try source.model(
          compute: Compute(threads: threads, instructionSet: instructionSet))
        let edits = try steer(other)
        let together = try logits(other, sequences.map { TokenTree($0, edits: edits) })
        if together != alone { found.append("logits, \(threads) threads, \(instructionSet)") }
        let written = try other.generate(
          sequences.map { GenerationRequest(prompt: $0, maxNewTokens: 5, edits: edits) }, rows: 64)
        if written != texts { found.append("text, \(threads) threads, \(instructionSet)") }
      }
    }
    return found
  }

  @Test("one row alone has the bits it has among 64, for any threads and instruction set")
  func company() throws {
    for (name, intervention) in try Self.kinds() + [("patch", Self.patch())] {
      #expect(try Self.dependences { try [intervention].edits(on: $0) } == [], "\(name)")
    }
    let all = try Self.kinds().map(\.intervention)
    #expect(try Self.dependences { try all.edits(on: $0) } == [], "all at once")
  }

  @Test("planted fault: an edit that remembers the rows before it is reported")
  func companyFault() throws {
    final class Memory: @unchecked Sendable { var sum: Float = 0 }  // edits run in turn
    let found = try Self.dependences { _ in
      let memory = Memory()
      return [
        Edit(at: Self.hook) { x, _ in
          memory.sum += 1e-3 * x[0]
          x[0] += memory.sum
        }
      ]
    }
    #expect(!found.isEmpty)
  }

  // MARK: Generation

  /// Prompts after which the text written is not what the steered model says of it teacher-forced.
  static func forgotten(
    _ generating: (_ prompt: Int) throws -> [Edit], _ forced: [Edit]
  ) throws -> [Int] {
    let model = try source.model()
    return try sequences.prefix(12).indices.filter { index in
      let prompt = sequences[index]
      let written = try model.generate([
        GenerationRequest(prompt: prompt, maxNewTokens: 8, edits: generating(prompt.count))
      ])[0].ids
      let text = prompt + written.dropLast()
      var expected: [Int] = []
      try model.run([
        TokenTree(text, readout: (prompt.count - 1)..<text.count, edits: forced)
      ]) { expected += $0.argmax() }
      return written != expected
    }
  }

  @Test("what is generated is what the intervention makes likeliest at every token")
  func generation() throws {
    let model = try Self.source.model()
    for (name, intervention) in try Self.kinds() + [("patch", Self.patch())] {
      let edits = try [intervention].edits(on: model)
      #expect(try Self.forgotten({ _ in edits }, edits) == [], "\(name)")
      let onPrompt = try Self.forgotten(
        { length in
          edits.map { edit in
            Edit(at: edit.hook) { if $1 < length { edit.transform($0, $1) } }
          }
        }, edits)
      #expect(!onPrompt.isEmpty, "planted fault: \(name) on the prompt only")
    }
  }

  // MARK: Places

  /// Activations at the hook that change where they should not, or do not where they should.
  static func misplaced(_ edits: [Edit], expected: PositionSet) throws -> [String] {
    let model = try source.model()
    let hooks = InterventionTests.hooks(model)
    let tokens = source.tokens(9, seed: 5)
    func taps(_ edits: [Edit]) throws -> [HookPoint: [[UInt32]]] {
      var taps: [HookPoint: [[UInt32]]] = [:]
      try model.record(Set(hooks), of: [TokenTree(tokens, edits: edits)]) { hook, _, activation in
        taps[hook, default: []].append(activation.map(\.bitPattern))
      }
      return taps
    }
    let (plain, steered) = (try taps([]), try taps(edits))
    return hooks.filter { $0 <= hook }.flatMap { tap in
      tokens.indices.filter { position in
        let changed = plain[tap]?[position] != steered[tap]?[position]
        return changed != (tap == hook && expected.contains(position))
      }.map { "\(tap), position \($0)" }
    }
  }

  @Test(
    "an intervention changes its positions at its hook point and nothing below",
    arguments: [PositionSet.all, .from(4), .only([0, 7])])
  func positions(positions: PositionSet) throws {
    let model = try Self.source.model()
    let kinds = try Self.kinds(positions) + [("patch", Self.patch(positions))]
    for (name, intervention) in kinds where name != "when" {
      let edits = try [intervention].edits(on: model)
      #expect(try Self.misplaced(edits, expected: positions) == [], "\(name)")
      let elsewhere = edits.map { Edit(at: .residPost(1), transform: $0.transform) }
      #expect(try !Self.misplaced(elsewhere, expected: positions).isEmpty, "planted fault: \(name)")
    }
  }

  @Test("a run from the kept output of its layer has the bits of a whole run")
  func resumed() throws {
    let model = try Self.source.model()
    let metric = try TextNLL(texts: Self.sequences)
    let evaluation = Evaluation(of: metric, on: .init(model), steeredAt: [1, 2, 3])
    for (name, intervention) in try Self.kinds() + [("patch", Self.patch())] {
      let whole = try metric.values(
        on: model, edits: [intervention].edits(on: model), resumingFrom: nil)
      #expect(try evaluation.values(applying: [intervention]) == whole, "\(name)")
      #expect(try evaluation.baseline() != whole, "\(name) changes something")
    }
  }

  @Test("interventions apply at hook points of any width")
  func hooks() throws {
    let model = try Self.source.model()
    let plain = try Self.logits(model, [TokenTree(Self.sequences[5])])
    for place in HookPoint.BlockHook.allCases where place != .pattern {
      for (name, intervention) in try Self.kinds(at: .block(2, place)) where name != "when" {
        let edits = try [intervention].edits(on: model)
        let steered = try Self.logits(model, [TokenTree(Self.sequences[5], edits: edits)])
        #expect(steered != plain, "\(name) at \(place)")
      }
    }
  }
}
