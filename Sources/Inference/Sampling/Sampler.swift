import CKernels
import Randomness

/// Chooses the next token from a model's logits.
///
/// At temperature 0 the most likely token, the lowest id among equals. Otherwise a draw from the
/// softmax of logits / temperature, cut to the `topK` most likely tokens and of these to the fewest
/// that hold a mass of `topP`. The same logits and seed give the same tokens on every processor.
/// Source of top-p: Holtzman et al., "The Curious Case of Neural Text Degeneration" (2020),
/// <https://arxiv.org/abs/1904.09751>.
public struct Sampler: Sendable {
  private let temperature: Double
  private let topK: Int?
  private let topP: Double
  private var generator: SeededGenerator

  /// - Throws: ``SamplerError`` for a temperature below 0 or not finite, `topK` below 1, or `topP`
  ///   outside (0, 1].
  public init(temperature: Double = 0, topK: Int? = nil, topP: Double = 1, seed: UInt64 = 0) throws
  {
    guard temperature.isFinite, temperature >= 0 else {
      throw SamplerError.temperature(got: temperature)
    }
    if let topK, topK < 1 { throw SamplerError.topK(got: topK) }
    guard topP > 0, topP <= 1 else { throw SamplerError.topP(got: topP) }
    self.temperature = temperature
    self.topK = topK
    self.topP = topP
    generator = SeededGenerator(seed: seed)
  }

  /// The next token's id. One draw of the generator at temperatures above 0, none at 0.
  ///
  /// - Parameter logits: [vocabularySize] before the softmax.
  /// - Throws: ``SamplerError`` when there is no logit to choose or one is NaN or +infinity.
  public mutating func next(_ logits: UnsafeBufferPointer<Float>) throws -> Int {
    let best = try Self.mostLikely(logits)
    guard temperature > 0 else { return best }

    let highest = Double(logits[best])
    func weight(_ id: Int) -> Double { ck_exp((Double(logits[id]) - highest) / temperature) }
    let candidates = candidates(logits, weight: weight)
    let weights = candidates.map(weight)
    let target = generator.uniform() * weights.reduce(0, +)
    var mass = 0.0
    for (index, weight) in weights.enumerated() {
      mass += weight
      if mass > target { return candidates[index] }
    }
    return best
  }

  /// The id with the highest logit, the lowest id among equals.
  public static func mostLikely(_ logits: UnsafeBufferPointer<Float>) throws -> Int {
    guard !logits.isEmpty else { throw SamplerError.noLogits }
    var best = 0
    for (id, logit) in logits.enumerated() {
      guard logit < .infinity else { throw SamplerError.invalidLogit(id: id, got: logit) }
      if logit > logits[best] { best = id }
    }
    guard logits[best] > -.infinity else { throw SamplerError.allRuledOut }
    return best
  }

  /// The ids that may be drawn, the most likely first where a cut needs an order.
  private func candidates(
    _ logits: UnsafeBufferPointer<Float>, weight: (Int) -> Double
  ) -> [Int] {
    let keys = logits.enumerated().lazy.map { id, logit in
      UInt64(~logit.orderedBits) << 32 | UInt64(id)
    }
    var top = Array(logits.indices)
    if let topK, topK < top.count {
      var heap = MinimumHeap(Array(keys))
      top = (0..<topK).compactMap { _ in heap.popID() }
    }
    guard topP < 1 else { return top }

    let wanted = topP * top.reduce(0) { $0 + weight($1) }
    var heap = MinimumHeap(Array(keys))
    var kept: [Int] = []
    var mass = 0.0
    while kept.count < top.count, mass < wanted, let id = heap.popID() {
      kept.append(id)
      mass += weight(id)
    }
    return kept
  }
}

extension MinimumHeap {
  fileprivate mutating func popID() -> Int? { pop().map { Int($0 & 0xFFFF_FFFF) } }
}

extension Float {
  /// Bits that compare as unsigned integers the way the numbers compare; both zeros are equal.
  fileprivate var orderedBits: UInt32 {
    let bits = (self + 0).bitPattern
    return bits >> 31 == 1 ? ~bits : bits | 0x8000_0000
  }
}
