import Foundation

/// The weights of a Llama-architecture model, ready for the kernels.
///
/// Source: Touvron et al., "LLaMA" (arXiv 2302.13971); tensor names are GGUF's.
struct LlamaWeights: Sendable {
  struct Block: Sendable {
    // blk.L.attn_norm.weight [dModel]
    let attentionNorm: FloatBuffer
    // blk.L.attn_q|k|v.weight, stacked [(heads + 2 kvHeads) headDim, dModel]
    let queryKeyValue: PackedMatrix
    // blk.L.attn_output.weight [dModel, heads headDim]
    let attentionOutput: PackedMatrix
    // blk.L.ffn_norm.weight [dModel]
    let feedForwardNorm: FloatBuffer
    // blk.L.ffn_gate|up.weight, stacked [2 feedForward, dModel]
    let gateUp: PackedMatrix
    // blk.L.ffn_down.weight [dModel, feedForward]
    let down: PackedMatrix

    /// The block's matrices, in the order they are used.
    var matrices: [PackedMatrix] { [queryKeyValue, attentionOutput, gateUp, down] }
  }

  // token_embd.weight [vocabulary, dModel]
  let embedding: PackedMatrix
  let blocks: [Block]
  // output_norm.weight [dModel]
  let outputNorm: FloatBuffer
  // output.weight [vocabulary, dModel]; the embedding again when the file has none
  let head: PackedMatrix
  let rotary: RotaryTable

  /// - Throws: ``ModelError`` or the source's own error for a tensor that is missing or misshapen.
  init(_ source: some TensorSource, _ c: ModelConfiguration, _ precision: Precision) throws {
    @Sendable func matrix(
      _ parts: [(name: String, outputs: Int)], inputs: Int
    ) throws -> PackedMatrix {
      if precision == .fast,
        let quantized = try PackedMatrix(
          stacking: parts.map { try source.quantized($0.name, shape: [$0.outputs, inputs]) },
          inputs: inputs)
      {
        return quantized
      }
      return try PackedMatrix(
        stacking: parts.map {
          ($0.outputs, try source.rows(of: $0.name, shape: [$0.outputs, inputs]))
        }, inputs: inputs)
    }
    func vector(_ name: String) throws -> FloatBuffer {
      FloatBuffer(try source.tensor(name, shape: [c.dModel]))
    }
    let width = c.headCount * c.headDimension
    let kvWidth = c.keyValueHeadCount * c.headDimension
    let hasOwnHead = source.hasTensor("output.weight")
    // The largest first, so that no processor is left with one at the end.
    let tables = ["token_embd.weight"] + (hasOwnHead ? ["output.weight"] : [])
    let packed = try concurrently(0..<tables.count + c.layerCount) { index in
      if index < tables.count {
        return [try matrix([(tables[index], c.vocabularySize)], inputs: c.dModel)]
      }
      func block(_ parts: [(name: String, outputs: Int)], inputs: Int) throws -> PackedMatrix {
        try matrix(
          parts.map { ("blk.\(index - tables.count).\($0.name).weight", $0.outputs) },
          inputs: inputs)
      }
      return [
        try block(
          [("attn_q", width), ("attn_k", kvWidth), ("attn_v", kvWidth)], inputs: c.dModel),
        try block([("attn_output", c.dModel)], inputs: width),
        try block(
          [("ffn_gate", c.feedForwardDimension), ("ffn_up", c.feedForwardDimension)],
          inputs: c.dModel),
        try block([("ffn_down", c.dModel)], inputs: c.feedForwardDimension),
      ]
    }
    embedding = packed[0][0]
    head = packed[tables.count - 1][0]
    outputNorm = try vector("output_norm.weight")
    blocks = try packed.dropFirst(tables.count).enumerated().map { layer, matrices in
      Block(
        attentionNorm: try vector("blk.\(layer).attn_norm.weight"), queryKeyValue: matrices[0],
        attentionOutput: matrices[1], feedForwardNorm: try vector("blk.\(layer).ffn_norm.weight"),
        gateUp: matrices[2], down: matrices[3])
    }
    rotary = try RotaryTable(
      c,
      factors: source.hasTensor(RotaryTable.factorsName)
        ? try source.tensor(RotaryTable.factorsName, shape: [c.headDimension / 2]) : nil)
  }
}

/// Maps the range on all processors, results in order; throws the first error by index.
private func concurrently<T: Sendable>(
  _ range: Range<Int>, _ body: @Sendable (Int) throws -> T
) throws -> [T] {
  let results = Results<T>(count: range.count)
  DispatchQueue.concurrentPerform(iterations: range.count) { i in
    results.set(i, Result { try body(range.lowerBound + i) })
  }
  return try results.values.map { try $0!.get() }
}

private final class Results<T: Sendable>: @unchecked Sendable {
  // Unchecked: every access holds the lock.
  private let lock = NSLock()
  private(set) var values: [Result<T, any Error>?]
  init(count: Int) { values = Array(repeating: nil, count: count) }
  func set(_ index: Int, _ value: Result<T, any Error>) { lock.withLock { values[index] = value } }
}
