import CKernels
import Randomness
import Testing

@testable import Inference

@Suite("Sampler")
struct SamplerTests {
  private static func draws(_ sampler: Sampler, _ logits: [Float], count: Int) throws -> [Int] {
    var sampler = sampler
    return try logits.withUnsafeBufferPointer { logits in
      try (0..<count).map { _ in try sampler.next(logits) }
    }
  }

  private static func greedy(_ logits: [Float]) throws -> Int {
    try draws(Sampler(), logits, count: 1)[0]
  }

  @Test("Greedy takes the highest logit, the lowest id among equals")
  func greedy() throws {
    #expect(try Self.greedy([0, 3, 1, 3]) == 1)
    #expect(try Self.greedy([-0.0, 0.0]) == 0)
    #expect(try Self.greedy([-.infinity, -2, -.infinity]) == 1)
    #expect(
      try Self.draws(Sampler(temperature: 0, topK: 1, topP: 0.1), [1, 2], count: 3) == [1, 1, 1])
  }

  @Test("The same seed gives the same tokens, on every processor")
  func deterministic() throws {
    let logits = (0..<50).map { Float(($0 * 37) % 50) / 10 }
    let sampler = try Sampler(temperature: 0.8, topK: 20, topP: 0.95, seed: 7)
    let ids = try Self.draws(sampler, logits, count: 16)
    #expect(try Self.draws(sampler, logits, count: 16) == ids)
    #expect(ids == [16, 31, 47, 32, 9, 24, 27, 27, 8, 4, 12, 43, 5, 24, 35, 12])
    let other = try Sampler(temperature: 0.8, topK: 20, topP: 0.95, seed: 8)
    #expect(try Self.draws(other, logits, count: 16) != ids)
  }

  /// Pearson's statistic of the drawn tokens' frequencies against softmax(logits / temperature).
  private static func chiSquare(_ sampler: Sampler, _ logits: [Float], temperature: Double) throws
    -> Double
  {
    let count = 20_000
    let drawn = try draws(sampler, logits, count: count)
    let weights = logits.map { ck_exp(Double($0) / temperature) }
    let total = weights.reduce(0, +)
    return logits.indices.reduce(0) { sum, id in
      let expected = Double(count) * weights[id] / total
      let difference = Double(drawn.count { $0 == id }) - expected
      return sum + difference * difference / expected
    }
  }

  @Test(
    "Frequencies follow softmax(logits / temperature); the check says no at another temperature")
  func frequencies() throws {
    let logits: [Float] = [1, 0.5, 2, -1, 0, 1.5]
    let sampler = try Sampler(temperature: 1.3, seed: 11)
    // 5 degrees of freedom: 20.5 is the 0.999 quantile.
    #expect(try Self.chiSquare(sampler, logits, temperature: 1.3) < 20.5)
    #expect(try Self.chiSquare(sampler, logits, temperature: 1.2) > 20.5)
  }

  @Test("Top-k and top-p cut to the most likely, ties to the lowest ids")
  func cuts() throws {
    // Probabilities 0.5, 0.25, 0.125, 0.125.
    let logits = [0.125, 0.5, 0.25, 0.125].map { Float(ck_log($0)) }
    func support(topK: Int? = nil, topP: Double = 1) throws -> [Int] {
      let sampler = try Sampler(temperature: 1, topK: topK, topP: topP, seed: 3)
      return Set(try Self.draws(sampler, logits, count: 400)).sorted()
    }
    #expect(try support() == [0, 1, 2, 3])
    #expect(try support(topK: 1) == [1])
    #expect(try support(topK: 3) == [0, 1, 2])
    #expect(try support(topK: 100) == [0, 1, 2, 3])
    #expect(try support(topP: 0.4) == [1])
    #expect(try support(topP: 0.7) == [1, 2])
    #expect(try support(topP: 0.8) == [0, 1, 2])
    #expect(try support(topP: 1e-300) == [1])
    // Of the two most likely, 0.5 : 0.25, the first holds two thirds.
    #expect(try support(topK: 2, topP: 0.6) == [1])
    #expect(try support(topK: 2, topP: 0.7) == [1, 2])
  }

  @Test("Ruled out tokens are never drawn; a temperature near 0 is greedy, a huge one uniform")
  func extremes() throws {
    let logits: [Float] = [-.infinity, 1, -.infinity, 0]
    #expect(Set(try Self.draws(Sampler(temperature: 1e6, seed: 1), logits, count: 200)) == [1, 3])
    #expect(Set(try Self.draws(Sampler(temperature: 1e-300, seed: 1), logits, count: 50)) == [1])
    let large: [Float] = [.greatestFiniteMagnitude, -.greatestFiniteMagnitude]
    #expect(Set(try Self.draws(Sampler(temperature: 1, seed: 1), large, count: 50)) == [0])
  }

  @Test("Bad parameters and broken logits are refused")
  func errors() throws {
    for temperature in [-0.1, .infinity] {
      #expect(throws: SamplerError.temperature(got: temperature)) {
        try Sampler(temperature: temperature)
      }
    }
    #expect(throws: SamplerError.self) { try Sampler(temperature: .nan) }
    #expect(throws: SamplerError.topK(got: 0)) { try Sampler(temperature: 1, topK: 0) }
    for topP in [0, -1, 1.01] {
      #expect(throws: SamplerError.topP(got: topP)) { try Sampler(temperature: 1, topP: topP) }
    }
    #expect(throws: SamplerError.self) { try Sampler(temperature: 1, topP: .nan) }
    #expect(throws: SamplerError.noLogits) { try Self.greedy([]) }
    #expect(throws: SamplerError.allRuledOut) { try Self.greedy([-.infinity, -.infinity]) }
    #expect(throws: SamplerError.invalidLogit(id: 1, got: .infinity)) {
      try Self.greedy([0, .infinity])
    }
    for position in 0..<3 {
      var logits: [Float] = [0, 1, 2]
      logits[position] = .nan
      #expect(throws: SamplerError.self) { try Self.greedy(logits) }
    }
  }
}
