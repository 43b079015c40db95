import Inference
import Steering
import TestSupport
import Testing

/// What an intervention promises of every run, bit for bit, on random models.
@Suite("Intervention")
struct InterventionTests {
  /// Makes edits that add coefficient · direction at a hook point: ours, or a faulty way.
  typealias Steer = (LanguageModel, _ direction: [Float], Double, HookPoint) throws -> [Edit]

  static func ours(
    _ model: LanguageModel, _ direction: [Float], _ coefficient: Double, _ hook: HookPoint
  ) throws -> [Edit] {
    try [Intervention.add(direction, coefficient: coefficient, at: hook)].edits(on: model)
  }

  static let source = RandomLlama.grouped
  static let sequences = [1, 6, 11].map { RandomLlama.narrow.tokens($0, seed: UInt64($0)) }

  static func hooks(_ model: LanguageModel) -> [HookPoint] {
    [.embed]
      + (0..<model.configuration.layerCount).flatMap { layer in
        HookPoint.BlockHook.allCases.map { .block(layer, $0) }
      } + [.finalNorm]
  }

  static func direction(_ width: Int) -> [Float] {
    (0..<width).map { Float($0 % 7) * 0.25 + 0.125 }
  }

  /// The bits of every activation and of the logits of a run with edits.
  static func bits(_ model: LanguageModel, _ edits: [Edit]) throws -> [[UInt32]] {
    let trees = sequences.map { TokenTree($0, readout: $0.indices, edits: edits) }
    var taps: [HookPoint: [[UInt32]]] = [:]
    try model.record(Set(hooks(model)), of: trees) { hook, _, activation in
      taps[hook, default: []].append(activation.map(\.bitPattern))
    }
    var rows = hooks(model).map { (taps[$0] ?? []).flatMap { $0 } }
    try model.run(trees) { block in
      for row in 0..<block.count { rows.append(block[row].map(\.bitPattern)) }
    }
    return rows
  }

  // MARK: Coefficient 0 and the zero vector

  /// Hook points at which steering by nothing changes a bit.
  static func zeroEffects(_ steer: Steer, _ model: LanguageModel) throws -> [String] {
    let sites = hooks(model).filter { $0.layer.map { $0 == 1 } ?? true }
    return try sites.flatMap { hook -> [String] in
      guard let width = model.width(at: hook) else { return [] }
      // −0 is rare in an activation: plant it, so that x + 0 shows.
      let planted = Edit(at: hook) { activation, _ in activation[1] = -0.0 }
      let plain = try bits(model, [planted])
      let zero = [Float](repeating: 0, count: width)
      let nothing: [(String, [Float], Double)] = [
        ("coefficient 0", direction(width), 0), ("coefficient −0", direction(width), -0.0),
        ("coefficient below float's range", direction(width), 1e-60),
        ("zero vector", zero, 3), ("negative zero vector", zero.map { -$0 }, 3),
      ]
      return try nothing.compactMap { name, direction, coefficient in
        let steered = try bits(model, [planted] + steer(model, direction, coefficient, hook))
        return steered == plain ? nil : "\(name) at \(hook)"
      }
    }
  }

  @Test("coefficient 0 and the zero vector are no intervention", arguments: [source, .narrow])
  func zero(source: RandomLlama) throws {
    let model = try source.model()
    #expect(try Self.zeroEffects(Self.ours, model) == [])
    let identity = try Intervention.add(Self.direction(3), coefficient: 0, at: .embed)
    #expect(identity.isIdentity)
  }

  @Test("planted faults: x + 0, 1e-7 for 0, a normalised zero vector are reported")
  func zeroFaults() throws {
    let model = try Self.source.model()
    func adding(_ direction: [Float], _ coefficient: Float, _ hook: HookPoint) -> [Edit] {
      let compute = model.compute
      return [Edit(at: hook) { x, _ in compute.addScaled(direction, coefficient, to: x) }]
    }
    let faults: [Steer] = [
      { adding($1, Float($2), $3) },
      { try Self.ours($0, $1, $2 == 0 ? 1e-7 : $2, $3) },
      { _, direction, coefficient, hook in
        let length = Float(norm(direction))
        return coefficient == 0 ? [] : adding(direction.map { $0 / length }, 1, hook)
      },
    ]
    for fault in faults { #expect(try !Self.zeroEffects(fault, model).isEmpty) }
  }

  // MARK: Layers and scale

  /// Activations below a steered layer that change, or none at it that does.
  static func reach(_ steer: Steer, _ model: LanguageModel) throws -> [String] {
    let plain = try bits(model, [])
    return try (0..<model.configuration.layerCount).flatMap { layer -> [String] in
      let hook = HookPoint.residPost(layer)
      let steered = try bits(model, steer(model, direction(model.configuration.dModel), 2, hook))
      return hooks(model).enumerated().compactMap { index, tapped in
        let changed = steered[index] != plain[index]
        if tapped < hook, changed { return "\(tapped) below \(hook)" }
        return tapped == hook && !changed ? "nothing at \(hook)" : nil
      }
    }
  }

  @Test("steering at a layer changes nothing below it")
  func layers() throws {
    let model = try Self.source.model()
    #expect(try Self.reach(Self.ours, model) == [])
    let low = try Self.reach(
      { try Self.ours($0, $1, $2, .residPost(max(($3.layer ?? 0) - 1, 0))) }, model)
    #expect(!low.isEmpty, "planted fault: one layer too low")
  }

  /// Coefficients at which a vector twice as long and half the coefficient give other bits.
  static func scaleEffects(_ steer: Steer, _ model: LanguageModel) throws -> [String] {
    let v = direction(model.configuration.dModel)
    return try [0.3, -1.7, 8].compactMap { coefficient in
      let once = try bits(model, steer(model, v, 2 * coefficient, .residPost(1)))
      let twice = try bits(model, steer(model, v.map { 2 * $0 }, coefficient, .residPost(1)))
      return once == twice ? nil : "coefficient \(coefficient)"
    }
  }

  @Test("c · (2v) is 2c · v")
  func scale() throws {
    let model = try Self.source.model()
    #expect(try Self.scaleEffects(Self.ours, model) == [])
    let normalised: Steer = { model, direction, coefficient, hook in
      let length = Float(norm(direction))
      return try Self.ours(model, direction.map { $0 / length }, coefficient, hook)
    }
    #expect(try !Self.scaleEffects(normalised, model).isEmpty, "planted fault: a unit vector")
  }

  // MARK: A value, and its errors

  @Test("a steered run leaves the model and the next run as they were")
  func scoped() throws {
    let model = try Self.source.model()
    let before = try Self.bits(model, [])
    let steer = try Intervention.add(Self.direction(48), coefficient: 4, at: .residPost(2))
    let plain = try model.generate(Self.sequences, applying: [], maxNewTokens: 6)
    let steered = try model.generate(Self.sequences, applying: [steer], maxNewTokens: 6)
    #expect(steered != plain)
    #expect(try model.generate(Self.sequences, applying: [], maxNewTokens: 6) == plain)
    #expect(try Self.bits(model, []) == before)
  }

  @Test("an intervention of the wrong width, place or size is refused")
  func errors() throws {
    let model = try Self.source.model()
    for coefficient in [Double.nan, .infinity, 1e39] {
      #expect(throws: SteeringError.notFinite(at: "coefficient \(coefficient)")) {
        try Intervention.add([1], coefficient: coefficient, at: .embed)
      }
    }
    #expect(throws: SteeringError.notFinite(at: "direction, component 1")) {
      try Intervention.add([1, .nan], coefficient: 1, at: .embed)
    }
    for coefficient in [0.0, 1] {  // the identity too: the mistake is the same
      let narrow = try Intervention.add(
        Self.direction(47), coefficient: coefficient, at: .residPost(1))
      #expect(
        throws: SteeringError.widthMismatch(
          at: "blocks.1.hook_resid_post", expected: 48, got: 47)
      ) { try [narrow].edits(on: model) }
    }
    let absent = try Intervention.add(Self.direction(48), coefficient: 1, at: .residPost(5))
    #expect(throws: ModelError.hookOutOfRange("blocks.5.hook_resid_post", layerCount: 5)) {
      try model.generate([[1]], applying: [absent], maxNewTokens: 1)
    }
  }
}
