import TestSupport
import Testing

@testable import Inference

/// Products in integers against exact precision of the same weights: close, and not the same thing.
@Suite("Fast and draft precision are close to exact precision")
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

  /// In draft an activation is rounded to 1/127 of its block's largest, about half a per cent of its size,
  /// in fast to 1/128 of that; a few layers of a random model multiply it a few times.
  static let tolerances: [Precision: Double] = [.draft: 0.05, .fast: 0.05 / 128]

  @Test("logits of random models", arguments: RandomLlama.fast + RandomLlama.draft)
  func close(source: RandomLlama) throws {
    let (ours, exact) = (try Self.logits(source), try Self.logits(source.multiplied(.exact)))
    let distance = Self.distance(ours, exact)
    print(
      "\(source.precision), \(source.name): \(distance) of the logits' size from exact precision")
    let tolerance = try #require(Self.tolerances[source.precision])
    #expect(distance < tolerance)
    // It would be nothing at all if the blocks were not multiplied as they are.
    #expect(distance > tolerance / 500)
  }

  @Test("a model of floats has the same bits in all", arguments: RandomLlama.exact)
  func floats(source: RandomLlama) throws {
    for precision in Precision.allCases {
      let ours = try Self.logits(source.multiplied(precision))
      #expect(differences(ours, try Self.logits(source), source.name) == [])
    }
  }

  @Test("planted faults: other weights in any one kind of matrix are far off")
  func plantedFaults() throws {
    let exact = try Self.logits(RandomLlama.blocks.multiplied(.exact))
    for place in RandomLlama.blocks.storage.keys.sorted() {
      var faulty = RandomLlama.blocks
      // Bytes drawn for another type are other weights.
      faulty.storage[place] = faulty.storage[place] == .q80 ? .q50 : .q80
      #expect(try Self.distance(Self.logits(faulty), exact) > 0.15, "\(place)")
    }
  }
}
