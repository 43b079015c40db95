import Inference
import Randomness
import Steering
import TestSupport
import Testing

/// What each operation does to one activation, against its formula.
@Suite("Operations on an activation")
struct OperationTests {
  /// A change under test: ours, or a faulty one.
  typealias Change = ([Float]) throws -> [Float]

  static let hook = HookPoint.residPost(1)
  static let model = Result { try RandomLlama.grouped.model() }
  static let width = RandomLlama.grouped.configuration.dModel

  static func gaussian(_ seed: UInt64, length: Double = 7) -> [Float] {
    var generator = SeededGenerator(seed: seed, stream: "activation")
    return rescaled((0..<width).map { _ in generator.gaussian() }, to: length)
  }

  /// Not of unit length, so that a forgotten normalisation shows.
  static let direction = gaussian(1, length: 3)
  static let activations = (10..<20).map { gaussian($0) }

  static func applying(_ intervention: Intervention, at position: Int = 0) -> Change {
    { x in
      var x = x
      let edits = try [intervention].edits(on: model.get())
      x.withUnsafeMutableBufferPointer { buffer in
        for edit in edits where edit.positions.contains(position) {
          edit.transform(buffer, position)
        }
      }
      return x
    }
  }

  static func projection(_ x: [Float]) -> Double { dot(x, direction) / norm(direction) }

  /// x without its part along the direction.
  static func rest(_ x: [Float]) -> [Double] {
    let along = projection(x) / norm(direction)
    return zip(x, direction).map { Double($0) - along * Double($1) }
  }

  /// Storing a float rounds each component by at most 2⁻²⁴ of itself, so no sum of products with a unit
  /// vector moves by more than that share of the length; twice that leaves room for the doubles.
  static let rounding = 0x1p-23

  static func distance(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
  }

  // MARK: Ablation and clamping

  /// What is wrong with a change that should set the projection to a value and leave the rest.
  static func clampFaults(_ value: Double, _ change: Change) throws -> [String] {
    var worst = (projection: 0.0, rest: 0.0)
    for x in activations {
      let changed = try change(x)
      let scale = max(norm(x), norm(changed))
      worst.projection = max(worst.projection, abs(projection(changed) - value) / scale)
      worst.rest = max(worst.rest, distance(rest(changed), rest(x)) / scale)
    }
    print("clamp to \(value): projection off by \(worst.projection), rest by \(worst.rest)")
    return (worst.projection > rounding ? ["projection"] : [])
      + (worst.rest > rounding ? ["rest"] : [])
  }

  @Test("ablation leaves no projection and the orthogonal part; a clamp reaches its value")
  func clamp() throws {
    let ablate = try Intervention.ablate(Self.direction, at: Self.hook)
    #expect(try Self.clampFaults(0, Self.applying(ablate)) == [])
    for value in [-2.5, 0.75, 40] {
      let clamp = try Intervention.clamp(Self.direction, to: value, at: Self.hook)
      #expect(try Self.clampFaults(value, Self.applying(clamp)) == [])
    }
  }

  @Test("planted faults: no unit vector, a value in the vector's length, an addition, an axis")
  func clampFaulty() throws {
    func moved(_ x: [Float], _ amount: Double) -> [Float] {
      zip(x, Self.direction).map { Float(Double($0) + amount * Double($1)) }
    }
    let length = norm(Self.direction)
    let faults: [Change] = [
      { moved($0, 2 - dot($0, Self.direction)) },
      { moved($0, 2 - Self.projection($0) / length) },
      { moved($0, 2 / length) },
      { [2] + $0.dropFirst() },
    ]
    for fault in faults { #expect(try !Self.clampFaults(2, fault).isEmpty) }
  }

  // MARK: Patching

  @Test("a patch puts the given bits at its positions and nothing anywhere else")
  func patch() throws {
    var given = Self.gaussian(3)
    given[0] = -0.0
    given[1] = .leastNonzeroMagnitude
    let patch = try Intervention.patch([2: given, 5: Self.gaussian(4)], at: Self.hook)
    #expect(patch.positions == .only([2, 5]))
    let x = Self.gaussian(5)
    for (position, expected) in [(2, given), (5, Self.gaussian(4)), (0, x), (3, x)] {
      let patched = try Self.applying(patch, at: position)(x)
      #expect(patched.map(\.bitPattern) == expected.map(\.bitPattern), "position \(position)")
    }
  }

  // MARK: Erasure

  static let write = [gaussian(21, length: 0.4), gaussian(22, length: 0.9)]
  static let read = [gaussian(23, length: 0.5), gaussian(24, length: 0.8)]
  static let center = gaussian(25, length: 2)

  /// (I − W R)(x − center) + center with W R as one matrix.
  static func erased(_ x: [Float]) -> [Double] {
    (0..<width).map { i in
      (0..<width).reduce(Double(x[i])) { sum, k in
        let entry =
          Double(write[0][i]) * Double(read[0][k]) + Double(write[1][i]) * Double(read[1][k])
        return sum - entry * (Double(x[k]) - Double(center[k]))
      }
    }
  }

  static func erasureFaults(_ change: Change) throws -> Double {
    try activations.map { x in
      try distance(change(x).map { Double($0) }, erased(x)) / norm(x)
    }.max() ?? 0
  }

  @Test("erasure is x − W R (x − center); in turn, without a center, transposed are reported")
  func erase() throws {
    func change(_ write: [[Float]], _ read: [[Float]], _ center: [Float]) throws -> Change {
      Self.applying(try .erase(write: write, read: read, center: center, at: Self.hook))
    }
    let worst = try Self.erasureFaults(change(Self.write, Self.read, Self.center))
    print("erase: off by \(worst) of the norm")
    #expect(worst < Self.rounding)
    let first = try change([Self.write[0]], [Self.read[0]], Self.center)
    let second = try change([Self.write[1]], [Self.read[1]], Self.center)
    let faults: [Change] = [
      { try second(first($0)) },
      try change(Self.write, Self.read, Self.center.map { _ in 0 }),
      try change(Self.read, Self.write, Self.center),
    ]
    for fault in faults { #expect(try Self.erasureFaults(fault) > 100 * Self.rounding) }
  }

  @Test("a unit direction, written and read about 0, erases what ablation does")
  func eraseAsAblation() throws {
    let unit = rescaled(Self.direction.map(Double.init), to: 1)
    let erase = try Intervention.erase(
      write: [unit], read: [unit], center: unit.map { _ in 0 }, at: Self.hook)
    // The float unit vector is off by 2⁻²⁴ of its length, once as reader and once as writer.
    for x in Self.activations {
      #expect(abs(Self.projection(try Self.applying(erase)(x))) < 4 * Self.rounding * norm(x))
    }
  }

  // MARK: Gates

  /// Projections in the unit of the activation at which a gate at 2 does the wrong thing.
  static func gateFaults(_ gated: (_ axis: [Float]) throws -> Change) throws -> [Double] {
    // An axis of length 4: the projection is the first component, to the bit.
    let axis: [Float] = [4] + [Float](repeating: 0, count: width - 1)
    let change = try gated(axis)
    return try [-9, 0, 0.6, 1.999_999_9, 2, 2.000_000_2, 3, 9].filter { along in
      var x = gaussian(30)
      x[0] = Float(along)
      return try (change(x) != x) != (Float(along) > 2)
    }
  }

  @Test("a gate opens above its threshold only; ≥, another length, another sign are reported")
  func gate() throws {
    let inner = try Intervention.add(Self.direction, coefficient: 1, at: Self.hook)
    #expect(
      try Self.gateFaults { Self.applying(try .when($0, above: 2, inner)) } == [])
    let faults: [(_ axis: [Float]) throws -> Change] = [
      { axis in { x in dot(x, axis) / norm(axis) >= 2 ? try Self.applying(inner)(x) : x } },
      { axis in { x in dot(x, axis) > 2 ? try Self.applying(inner)(x) : x } },
      { axis in { x in dot(x, axis) < -8 ? try Self.applying(inner)(x) : x } },
      { _ in Self.applying(inner) },
    ]
    for fault in faults { #expect(try !Self.gateFaults(fault).isEmpty) }
  }

  @Test("a gated clamp is a cap; gates nest as and")
  func composed() throws {
    let cap = Self.applying(
      try .when(
        Self.direction, above: 1.5, .clamp(Self.direction, to: 1.5, at: Self.hook)))
    let both = Self.applying(
      try .when(
        Self.direction, above: 0,
        .when(Self.direction.map { -$0 }, above: -1, .ablate(Self.direction, at: Self.hook))))
    for along in [-3.0, 0.5, 1.2, 3] {
      let x = try Self.applying(.clamp(Self.direction, to: along, at: Self.hook))(
        Self.gaussian(31))
      #expect(abs(Self.projection(try cap(x)) - min(along, 1.5)) < 1e-5)
      let kept = (0..<1).contains(along) ? 0 : along
      #expect(abs(Self.projection(try both(x)) - kept) < 1e-5)
    }
  }
}
