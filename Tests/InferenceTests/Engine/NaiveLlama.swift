import Foundation
import Inference

/// The Llama forward pass in double precision, written for reading: one sequence, no cache, no batch.
///
/// An independent reference: it shares nothing with the engine but the weights' source. Formulas from
/// Touvron et al. (arXiv 2302.13971), Su et al. (2104.09864) and Ainslie et al. (2305.13245).
struct NaiveLlama {
  let source: any TensorSource
  let configuration: ModelConfiguration

  /// Logits [tokens.count][vocabulary].
  func logits(_ tokens: [Int]) throws -> [[Double]] {
    let c = configuration
    let (hd, width) = (c.headDimension, c.headCount * c.headDimension)
    let kvWidth = c.keyValueHeadCount * hd
    let embedding = try matrix("token_embd.weight", c.vocabularySize, c.dModel)
    var x = tokens.map { embedding[$0] }

    for layer in 0..<c.layerCount {
      func weight(_ name: String, _ outputs: Int, _ inputs: Int) throws -> [[Double]] {
        try matrix("blk.\(layer).\(name).weight", outputs, inputs)
      }
      let normed = try rmsNorm(x, "blk.\(layer).attn_norm.weight")
      let q = try rotated(product(normed, weight("attn_q", width, c.dModel)))
      let k = try rotated(product(normed, weight("attn_k", kvWidth, c.dModel)))
      let v = try product(normed, weight("attn_v", kvWidth, c.dModel))
      var z = x.map { _ in [Double](repeating: 0, count: width) }
      for position in tokens.indices {
        for head in 0..<c.headCount {
          let shared = head / (c.headCount / c.keyValueHeadCount)
          let scores = (0...position).map { key in
            (0..<hd).reduce(0) { $0 + q[position][head * hd + $1] * k[key][shared * hd + $1] }
              / Double(hd).squareRoot()
          }
          let top = scores.max() ?? 0
          let weights = scores.map { exp($0 - top) }
          let total = weights.reduce(0, +)
          for i in 0..<hd {
            z[position][head * hd + i] =
              (0...position).reduce(0) { $0 + weights[$1] * v[$1][shared * hd + i] } / total
          }
        }
      }
      x = try sum(x, product(z, weight("attn_output", c.dModel, width)))

      let read = try rmsNorm(x, "blk.\(layer).ffn_norm.weight")
      let gate = try product(read, weight("ffn_gate", c.feedForwardDimension, c.dModel))
      let up = try product(read, weight("ffn_up", c.feedForwardDimension, c.dModel))
      let hidden = zip(gate, up).map { zip($0, $1).map { $0 / (1 + exp(-$0)) * $1 } }
      x = try sum(x, product(hidden, weight("ffn_down", c.dModel, c.feedForwardDimension)))
    }
    let head =
      source.hasTensor("output.weight")
      ? try matrix("output.weight", c.vocabularySize, c.dModel) : embedding
    return try product(rmsNorm(x, "output_norm.weight"), head)
  }

  private func matrix(_ name: String, _ rows: Int, _ columns: Int) throws -> [[Double]] {
    let values = try source.tensor(name, shape: [rows, columns])
    return (0..<rows).map { row in
      values[row * columns..<(row + 1) * columns].map(Double.init)
    }
  }

  private func product(_ x: [[Double]], _ weight: [[Double]]) -> [[Double]] {
    x.map { x in weight.map { zip(x, $0).reduce(0) { $0 + $1.0 * $1.1 } } }
  }

  private func sum(_ x: [[Double]], _ y: [[Double]]) -> [[Double]] {
    zip(x, y).map { zip($0, $1).map(+) }
  }

  private func rmsNorm(_ x: [[Double]], _ name: String) throws -> [[Double]] {
    let weight = try source.tensor(name, shape: [configuration.dModel])
    return x.map { x in
      let meanSquare = x.reduce(0) { $0 + $1 * $1 } / Double(x.count)
      let scale = 1 / (meanSquare + Double(configuration.normEpsilon)).squareRoot()
      return zip(x, weight).map { $0 * scale * Double($1) }
    }
  }

  /// Turns each pair (2i, 2i + 1) of a head by its position times a frequency.
  private func rotated(_ x: [[Double]]) throws -> [[Double]] {
    let hd = configuration.headDimension
    let factors =
      source.hasTensor("rope_freqs.weight")
      ? try source.tensor("rope_freqs.weight", shape: [hd / 2]).map(Double.init)
      : [Double](repeating: 1, count: hd / 2)
    return x.enumerated().map { position, x in
      var y = x
      for pair in stride(from: 0, to: x.count, by: 2) {
        let i = pair % hd / 2
        let angle =
          Double(position) * pow(Double(configuration.ropeTheta), -Double(2 * i) / Double(hd))
          / factors[i]
        y[pair] = x[pair] * cos(angle) - x[pair + 1] * sin(angle)
        y[pair + 1] = x[pair] * sin(angle) + x[pair + 1] * cos(angle)
      }
      return y
    }
  }
}
