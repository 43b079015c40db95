import TestSupport
import Testing

@testable import Inference

/// Fast precision against exact precision of the same weights: close, and not the same thing.
@Suite("Fast precision is close to exact precision")
struct FastPrecisionTests {
  /// The root mean square difference of logits, in units of their own root mean square.
  static func distance(_ a: [[Float]], _ b: [[Float]]) -> Double {
    func square(_ rows: [[Double]]) -> Double { rows.joined().reduce(0) { $0 + $1 * $1 } }
    let difference = zip(a, b).map { zip($0, $1).map { Double($0) - Double($1) } }
    return (square(difference) / square(b.map { $0.map(Double.init) })).squareRoot()
  }

  static func logits(_ source: RandomLlama) throws -> [[Float]] {
    let trees = (1...8).map { seed in
      let tokens = source.tokens(3 * seed, seed: UInt64(seed))
      return TokenTree(tokens, readout: tokens.indices)
    }
    return try source.model().logits(trees)
  }

  /// An activation is rounded to 1/127 of its block's largest, about half a per cent of its size; a few
  /// layers of a random model multiply that a few times.
  static let tolerance = 0.05

  @Test("logits of random models", arguments: RandomLlama.fast)
  func close(source: RandomLlama) throws {
    let (fast, exact) = (try Self.logits(source), try Self.logits(source.multiplied(.exact)))
    let distance = Self.distance(fast, exact)
    print("fast precision, \(source.name): \(distance) of the logits' size from exact precision")
    #expect(distance < Self.tolerance)
    // It would be nothing at all if the blocks were not multiplied as they are.
    #expect(distance > 1e-4)
  }

  @Test("a model of floats has the same bits in both", arguments: RandomLlama.exact)
  func floats(source: RandomLlama) throws {
    let fast = try Self.logits(source.multiplied(.fast))
    #expect(differences(fast, try Self.logits(source), source.name) == [])
  }

  @Test("planted faults: other weights in any one kind of matrix are far off")
  func plantedFaults() throws {
    let exact = try Self.logits(RandomLlama.blocks.multiplied(.exact))
    for place in RandomLlama.blocks.storage.keys.sorted() {
      var faulty = RandomLlama.blocks
      // Bytes drawn for another type are other weights.
      faulty.storage[place] = faulty.storage[place] == .q80 ? .q50 : .q80
      #expect(try Self.distance(Self.logits(faulty), exact) > 3 * Self.tolerance, "\(place)")
    }
  }
}
