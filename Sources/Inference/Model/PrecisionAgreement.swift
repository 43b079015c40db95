import Foundation

/// How far a model's next-token distributions are from a reference's, over texts read token by token.
public struct PrecisionAgreement: Sendable, Encodable {
  /// Positions compared.
  public let tokens: Int
  /// KL(reference ‖ model) of a position, in nats, on average.
  public let meanKL: Double
  /// Its 99th percentile over positions.
  public let highKL: Double
  /// The largest of any position.
  public let largestKL: Double
  /// Share of positions at which both find the same token most likely.
  public let top1: Double
  /// Where they do not, how much more likely the reference finds its own token than the model's, in
  /// nats, on average. Small: only near-ties are decided otherwise. 0 where they always do, as are
  /// the next two.
  public let meanMargin: Double
  /// Its 99th percentile over those positions.
  public let highMargin: Double
  /// The largest of those positions.
  public let largestMargin: Double
  /// Mean of the model's surprise at the token that follows, less the reference's, in nats.
  public let meanSurprise: Double

  /// - Throws: ``ModelError`` for a text of no or too many tokens.
  public init(
    of model: LanguageModel, against reference: LanguageModel, on texts: [[Int]]
  ) throws {
    var divergences: [Double] = []
    var margins: [Double] = []
    var (surprise, followed) = (0.0, 0)
    for text in texts {
      let tree = TokenTree(text, readout: text.indices)
      let width = reference.configuration.vocabularySize
      var kept: [Float] = []
      var sums: [Double] = []
      var tops: [Int] = []
      try reference.run([tree]) { block in
        for row in 0..<block.count { kept.append(contentsOf: block[row]) }
        sums += block.logSumExp()
        tops += block.argmax()
      }
      var position = 0
      try model.run([tree]) { block in
        let (own, best) = (block.logSumExp(), block.argmax())
        for row in 0..<block.count {
          let logits = block[row]
          let base = position * width
          divergences.append(
            kept.withUnsafeBufferPointer { kept in
              (0..<width).reduce(into: 0.0) { total, token in
                let expected = Double(kept[base + token]) - sums[position]
                total += exp(expected) * (expected - (Double(logits[token]) - own[row]))
              }
            })
          if best[row] != tops[position] {
            margins.append(Double(kept[base + tops[position]] - kept[base + best[row]]))
          }
          if position + 1 < text.count {
            let next = text[position + 1]
            surprise +=
              (Double(kept[base + next]) - sums[position]) - (Double(logits[next]) - own[row])
            followed += 1
          }
          position += 1
        }
      }
    }
    tokens = divergences.count
    (meanKL, highKL, largestKL) = Self.spread(divergences)
    (meanMargin, highMargin, largestMargin) = Self.spread(margins)
    top1 = 1 - Double(margins.count) / Double(max(tokens, 1))
    meanSurprise = surprise / Double(max(followed, 1))
  }

  /// Mean, 99th percentile and largest; zeros for none.
  private static func spread(_ values: [Double]) -> (Double, Double, Double) {
    guard !values.isEmpty else { return (0, 0, 0) }
    let sorted = values.sorted()
    return (
      sorted.reduce(0, +) / Double(sorted.count),
      sorted[min(sorted.count * 99 / 100, sorted.count - 1)],
      sorted[sorted.count - 1]
    )
  }
}
