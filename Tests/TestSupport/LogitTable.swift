import Foundation
import Inference

/// A model whose logits are written down: after token i they are row i of a table, whatever came before it.
///
/// A token's embedding is √width along an axis of its own, so that its root mean square is 1 and the norm
/// leaves it as it is; no block writes anything; the head holds the table. No sum rounds, so the logits are
/// the table bit for bit.
public struct LogitTable: TensorSource {
  /// [token before][token after]; four times four or any power of four, so that √width is exact.
  public let rows: [[Float]]
  /// Blocks that write nothing: as many places to intervene.
  public let layerCount: Int
  private var width: Int { rows.count }
  private var length: Float { Float(width).squareRoot() }

  public init(_ rows: [[Float]], layers: Int = 3) {
    self.rows = rows
    layerCount = layers
  }

  public func model() throws -> LanguageModel {
    let configuration = ModelConfiguration(
      layerCount: layerCount, dModel: width, headCount: 1, keyValueHeadCount: 1, headDimension: 2,
      feedForwardDimension: 4, vocabularySize: width, contextLength: 32, normEpsilon: 0,
      ropeTheta: 10_000)
    return try LanguageModel(
      name: "logit table", configuration: configuration, tensors: self,
      tokenizer: WordTokenizer(words: ["<unk>"] + (1..<width).map { "w\($0)" }))
  }

  /// What added to the residual stream at a token makes it another: the logits become that one's row.
  public func direction(from token: Int, to other: Int) -> [Float] {
    var direction = [Float](repeating: 0, count: width)
    direction[token] -= length
    direction[other] += length
    return direction
  }

  // MARK: What follows from the table, by the definitions

  /// p(token | the one before it) = exp(logit) / Σ exp(logits).
  public func probability(of token: Int, after before: Int) -> Double {
    let weights = rows[before].map { exp(Double($0)) }
    return weights[token] / weights.reduce(0, +)
  }

  /// p of each token of a continuation, given all before it.
  public func probabilities(of tokens: [Int], after prompt: [Int]) -> [Double] {
    tokens.indices.map { index in
      probability(
        of: tokens[index], after: index == 0 ? prompt[prompt.count - 1] : tokens[index - 1])
    }
  }

  /// log Σ p(continuation) over one family minus the same over the other, in nats.
  public func logOdds(_ positive: [[Int]], _ negative: [[Int]], after prompt: [Int]) -> Double {
    func sum(_ family: [[Int]]) -> Double {
      family.reduce(0) { $0 + probabilities(of: $1, after: prompt).reduce(1, *) }
    }
    return log(sum(positive) / sum(negative))
  }

  // MARK: TensorSource

  public func hasTensor(_ name: String) -> Bool { name != "rope_freqs.weight" }

  public func tensor(_ name: String, shape: [Int]) throws -> [Float] {
    switch name {
    case "token_embd.weight":
      (0..<width).flatMap { row in (0..<width).map { $0 == row ? length : 0 } }
    case "output.weight":  // [token after][token before]
      (0..<width).flatMap { after in rows.map { $0[after] / length } }
    default: [Float](repeating: shape.count == 1 ? 1 : 0, count: shape.reduce(1, *))
    }
  }
}
