import Inference
import Steering
import TestSupport
import Testing

/// What interventions refuse, and what they say about it.
@Suite("Interventions refuse what makes no sense")
struct InterventionErrorTests {
  static let hook = HookPoint.residPost(1)
  static let one: [Float] = [1, 0]

  @Test("a number that is not finite is named")
  func notFinite() throws {
    let bad: [(String, () throws -> Intervention)] = [
      ("direction, component 1", { try .ablate([1, .nan], at: Self.hook) }),
      ("direction, component 0", { try .clamp([.infinity, 1], to: 1, at: Self.hook) }),
      ("value nan", { try .clamp(Self.one, to: .nan, at: Self.hook) }),
      ("value 1e+39", { try .clamp(Self.one, to: 1e39, at: Self.hook) }),
      ("direction, component 0", { try .rotate(toward: [.nan], degrees: 1, at: Self.hook) }),
      ("degrees inf", { try .rotate(toward: Self.one, degrees: .infinity, at: Self.hook) }),
      (
        "activation at position 3, component 1",
        { try .patch([7: [.nan], 3: [0, .infinity], 1: [0]], at: Self.hook) }
      ),
      ("center, component 1", { try Self.erase(center: [0, .nan]) }),
      ("write, row 1, component 0", { try Self.erase(write: [Self.one, [.nan, 0]]) }),
      ("read, row 0, component 1", { try Self.erase(read: [[0, .infinity], Self.one]) }),
      ("threshold nan", { try .when(Self.one, above: .nan, Self.erase()) }),
      ("direction, component 1", { try .when([0, .nan], above: 0, Self.erase()) }),
    ]
    for (place, make) in bad {
      #expect(throws: SteeringError.notFinite(at: place)) { try make() }
    }
  }

  static func erase(
    write: [[Float]] = [one, one], read: [[Float]] = [one, one], center: [Float] = [0, 0]
  ) throws -> Intervention {
    try .erase(write: write, read: read, center: center, at: hook)
  }

  @Test("a direction without length, an angle out of range, ranks that differ are refused")
  func invalid() throws {
    let zero = SteeringError.invalid(
      "direction", expected: "one that is not zero", got: "length 0")
    for direction: [Float] in [[0, 0], [-0.0], []] {
      #expect(throws: zero) { try Intervention.ablate(direction, at: Self.hook) }
      #expect(throws: zero) { try Intervention.clamp(direction, to: 1, at: Self.hook) }
      #expect(throws: zero) {
        try Intervention.rotate(toward: direction, degrees: 0, at: Self.hook)
      }
      #expect(throws: zero) { try Intervention.when(direction, above: 0, Self.erase()) }
    }
    #expect(throws: SteeringError.invalid("degrees", expected: "-180...180", got: "180.5")) {
      try Intervention.rotate(toward: Self.one, degrees: 180.5, at: Self.hook)
    }
    #expect(throws: SteeringError.invalid("position", expected: "0 or above", got: "-2")) {
      try Intervention.patch([-2: Self.one, -1: Self.one], at: Self.hook)
    }
    #expect(throws: SteeringError.invalid("read", expected: "2 rows, as in write", got: "1")) {
      try Self.erase(read: [Self.one])
    }
    #expect(throws: SteeringError.widthMismatch(at: "write, row 1", expected: 2, got: 3)) {
      try Self.erase(write: [Self.one, [1, 2, 3]])
    }
  }

  @Test("a width that is not the model's is refused, the identity's and a gate's too")
  func widths() throws {
    let model = try RandomLlama.grouped.model()
    let width = model.configuration.dModel
    let narrow = [Float](repeating: 1, count: width - 1)
    let right = [Float](repeating: 1, count: width)
    let fits = try Intervention.add(right, coefficient: 1, at: Self.hook)
    let bad: [(String, Intervention)] = [
      ("", try .add(narrow, coefficient: 0, at: Self.hook)),
      ("", try .ablate(narrow, at: Self.hook)),
      ("", try .rotate(toward: narrow, degrees: 0, at: Self.hook, positions: .from(3))),
      (", position 4", try .patch([2: right, 4: narrow], at: Self.hook)),
      ("", try .erase(write: [narrow], read: [narrow], center: narrow, at: Self.hook)),
      ("", try .when(narrow, above: 0, fits)),
      ("", try .when(right, above: 0, .ablate(narrow, at: Self.hook))),
    ]
    for (place, intervention) in bad {
      #expect(
        throws: SteeringError.widthMismatch(
          at: "blocks.1.hook_resid_post\(place)", expected: width, got: width - 1)
      ) { try [intervention].edits(on: model) }
    }
    #expect(try [fits].edits(on: model).count == 1)
  }

  @Test("an attention pattern takes a direction only at positions where it is that wide")
  func patterns() throws {
    let model = try RandomLlama.grouped.model()
    let heads = model.configuration.headCount
    let pattern = HookPoint.block(1, .pattern)
    func edits(_ width: Int, _ positions: PositionSet) throws -> Int {
      try [
        .add(
          [Float](repeating: 1, count: width), coefficient: 1, at: pattern, positions: positions)
      ].edits(on: model).count
    }
    for (positions, place, expected) in [
      (PositionSet.all, 1, 2 * heads), (.from(0), 1, 2 * heads), (.only([0, 4]), 4, 5 * heads),
    ] {
      #expect(
        throws: SteeringError.widthMismatch(
          at: "blocks.1.attn.hook_pattern, position \(place)", expected: expected, got: heads)
      ) { try edits(heads, positions) }
    }
    #expect(try edits(3 * heads, .only([2])) == 1)
    // Positions that no text reaches have no width.
    #expect(try edits(3 * heads, .only([.max, -1, 2])) == 1)
    let own = try model.activations(of: [1, 2, 3], at: pattern)
    #expect(own.mapValues(\.count) == [0: heads, 1: 2 * heads, 2: 3 * heads])
    #expect(try [.patch(own, at: pattern)].edits(on: model).count == 1)
    #expect(throws: (any Error).self) {
      try [.patch([1: own[0] ?? []], at: pattern)].edits(on: model)
    }
  }
}
