import Inference
import TestSupport
import Testing

/// The engine against an independent double precision forward pass on random models.
///
/// Tolerance 1e-4 on logits of size about ten: fp32 rounding of a few layers stays below 1e-5, and the
/// smallest planted mistake shows above 1e-2.
@Suite("Forward pass agrees with a naive reference")
struct ForwardReferenceTests {
  static func largestDifference(_ model: RandomLlama, _ reference: RandomLlama) throws -> Double {
    let engine = try model.model()
    let naive = NaiveLlama(source: reference, configuration: reference.configuration)
    var worst = 0.0
    for (seed, count) in [(1, 1), (2, 2), (3, 17), (4, 40)] as [(UInt64, Int)] {
      let tokens = model.tokens(count, seed: seed)
      let ours = try engine.logits([TokenTree(tokens, readout: tokens.indices)])
      for (row, expected) in try zip(ours, naive.logits(tokens)) {
        for (a, b) in zip(row, expected) { worst = max(worst, abs(Double(a) - b)) }
      }
    }
    return worst
  }

  @Test(
    "grouped queries, odd head widths, tied and untied heads, scaled frequencies",
    arguments: RandomLlama.exact + RandomLlama.fast.map { $0.multiplied(.exact) })
  func agrees(source: RandomLlama) throws {
    let worst = try Self.largestDifference(source, source)
    print("naive reference, \(source.name): largest difference of a logit \(worst)")
    #expect(worst < 1e-4)
    #expect(try Self.largestDifference(source.shuffled, source.shuffled) < 1e-4)
  }

  @Test("a model with its residual channels in another order is the same function")
  func shuffledChannels() throws {
    #expect(try Self.largestDifference(.grouped.shuffled, .grouped) < 1e-4)
  }

  @Test("planted faults: another theta, another epsilon, other weights, another head are reported")
  func plantedFaults() throws {
    var theta = RandomLlama.grouped
    theta.configuration.ropeTheta = 12_000
    var epsilon = RandomLlama.grouped
    epsilon.configuration.normEpsilon = 1e-3
    var weights = RandomLlama.grouped
    weights.seed = 2
    var head = RandomLlama.grouped
    head.hasOwnHead = true
    var factors = RandomLlama.grouped
    factors.hasRotaryFactors = true
    for fault in [theta, epsilon, weights, head, factors] {
      #expect(try Self.largestDifference(.grouped, fault) > 1e-3)
    }
  }
}
