import Foundation

/// The weights of a model, ready for the kernels; tensor names are GGUF's.
struct ModelWeights: Sendable {
  struct Norm: Sendable {
    let weight: FloatBuffer
    let bias: FloatBuffer?
  }
  struct Product: Sendable {
    let matrix: PackedMatrix
    let bias: FloatBuffer?  // [matrix.outputs]
  }
  struct Block: Sendable {
    // blk.L.attn_norm [dModel]
    let attentionNorm: Norm?
    // blk.L.attn_q|k|v or attn_qkv, stacked [(heads + 2 kvHeads) headDim, dModel]
    let queryKeyValue: Product
    // blk.L.attn_q_norm [headDim] or [heads headDim]
    let queryNorm: FloatBuffer?
    // blk.L.attn_k_norm [headDim] or [kvHeads headDim]
    let keyNorm: FloatBuffer?
    // blk.L.attn_output [dModel, heads headDim]
    let attentionOutput: Product
    // blk.L.post_attention_norm [dModel]
    let attentionPostNorm: Norm?
    // blk.L.ffn_norm [dModel]
    let feedForwardNorm: Norm?
    // blk.L.ffn_gate|up, stacked [2 feedForward, dModel]; without a gate ffn_up [feedForward, dModel]
    let up: Product
    // blk.L.ffn_down [dModel, feedForward]
    let down: Product
    // blk.L.post_ffw_norm [dModel]
    let feedForwardPostNorm: Norm?

    /// The block's matrices, in the order they are used.
    var matrices: [PackedMatrix] { [queryKeyValue, attentionOutput, up, down].map(\.matrix) }
  }

  // token_embd.weight [vocabulary, dModel]
  let embedding: PackedMatrix
  // position_embd.weight [contextLength, dModel], where positions are learned
  let positions: FloatBuffer?
  let blocks: [Block]
  // output_norm [dModel]
  let outputNorm: Norm
  // output.weight [vocabulary, dModel]; the embedding again when the file has none
  let head: PackedMatrix
  /// nil where positions are learned.
  let rotary: RotaryTable?
  /// Of the layers with a sliding window, where it is another.
  let localRotary: RotaryTable?

  /// - Throws: ``ModelError`` or the source's own error for a tensor that is missing or misshapen, or that
  ///   the model would not use.
  init(_ source: some TensorSource, _ c: ModelConfiguration, _ precision: Precision) throws {
    try Machine.current.checkRoom(forWeights: source.byteCount)
    let reader = WeightReader(source: source, configuration: c, precision: precision)
    let hasOwnHead = reader.hasTensor("output.weight")
    // The largest first, so that no processor is left with one at the end.
    let tables = ["token_embd.weight"] + (hasOwnHead ? ["output.weight"] : [])
    let packed = try concurrently(0..<tables.count + c.layerCount) { index in
      index < tables.count
        ? [try reader.matrix([(tables[index], c.vocabularySize)], inputs: c.dModel)]
        : try reader.matrices(ofBlock: index - tables.count)
    }
    embedding = packed[0][0]
    head = packed[tables.count - 1][0]
    outputNorm = try reader.norm("output_norm")
    blocks = try packed.dropFirst(tables.count).enumerated().map { layer, matrices in
      try reader.block(layer, matrices)
    }
    let factors =
      reader.hasTensor(RotaryTable.factorsName)
      ? try reader.tensor(RotaryTable.factorsName, shape: [c.rotaryDimension / 2]) : nil
    let isLearned = c.design.positions == .learned
    positions =
      isLearned
      ? FloatBuffer(
        try reader.tensor("position_embd.weight", shape: [c.contextLength, c.dModel])) : nil
    rotary =
      isLearned ? nil : try RotaryTable(c, theta: c.ropeTheta, scale: c.design.rotaryScale, factors)
    localRotary = try c.design.slidingWindow?.ropeTheta.map {
      try RotaryTable(c, theta: $0, scale: 1, nil)
    }
    try reader.refuseUnread()
  }
}

/// Reads a model's tensors and remembers which.
private struct WeightReader<Source: TensorSource>: Sendable {
  let source: Source
  let configuration: ModelConfiguration
  let precision: Precision
  private let read = Asked()

  private final class Asked: @unchecked Sendable {
    // Unchecked: every access holds the lock. ThreadSanitizer knows this one and not `Mutex`.
    private let lock = NSLock()
    private var names: Set<String> = []

    func insert(_ name: String) { lock.withLock { _ = names.insert(name) } }
    var all: Set<String> { lock.withLock { names } }
  }

  init(source: Source, configuration: ModelConfiguration, precision: Precision) {
    self.source = source
    self.configuration = configuration
    self.precision = precision
  }

  func hasTensor(_ name: String) -> Bool {
    note(name)
    return source.hasTensor(name)
  }

  func tensor(_ name: String, shape: [Int]) throws -> [Float] {
    note(name)
    return try source.tensor(name, shape: shape)
  }

  private func note(_ name: String) { read.insert(name) }

  /// A tensor that the forward pass leaves out (a bias, an expert) makes another model of it.
  func refuseUnread() throws {
    let read = read.all
    if let stranger = source.tensorNames.first(where: { !read.contains($0) }) {
      throw ModelError.badTensor(
        name: stranger, expected: "only tensors of a \(configuration.architecture) model",
        got: "one that this engine would ignore")
    }
  }

  func matrix(_ parts: [(name: String, outputs: Int)], inputs: Int) throws -> PackedMatrix {
    for part in parts { note(part.name) }
    return try PackedMatrix(
      stacking: parts.map { try source.matrix($0.name, shape: [$0.outputs, inputs]) },
      inputs: inputs, precision: precision)
  }

  // MARK: Blocks

  /// Parts of the products of a block, as the file stores them: (name, outputs).
  private var queryKeyValue: [(name: String, outputs: Int)] {
    let c = configuration
    let width = c.headCount * c.headDimension
    let kvWidth = c.keyValueHeadCount * c.headDimension
    return c.design.storesQueryKeyValueTogether
      ? [("attn_qkv", width + 2 * kvWidth)]
      : [("attn_q", width), ("attn_k", kvWidth), ("attn_v", kvWidth)]
  }
  private var up: [(name: String, outputs: Int)] {
    let c = configuration
    guard c.design.isGated else { return [("ffn_up", c.feedForwardDimension)] }
    return c.design.storesGateUpTogether
      ? [("ffn_up", 2 * c.feedForwardDimension)]
      : [("ffn_gate", c.feedForwardDimension), ("ffn_up", c.feedForwardDimension)]
  }
  private var attentionOutput: [(name: String, outputs: Int)] {
    [("attn_output", configuration.dModel)]
  }
  private var down: [(name: String, outputs: Int)] { [("ffn_down", configuration.dModel)] }

  /// In the order in which ``block(_:_:)`` takes them.
  func matrices(ofBlock layer: Int) throws -> [PackedMatrix] {
    let c = configuration
    let width = c.headCount * c.headDimension
    return try [
      (queryKeyValue, c.dModel), (attentionOutput, width), (up, c.dModel),
      (down, c.feedForwardDimension),
    ].map { parts, inputs in
      try matrix(parts.map { ("blk.\(layer).\($0.name).weight", $0.outputs) }, inputs: inputs)
    }
  }

  func block(_ layer: Int, _ matrices: [PackedMatrix]) throws -> ModelWeights.Block {
    let c = configuration
    let design = c.design
    func blockNorm(_ name: String, _ isThere: Bool) throws -> ModelWeights.Norm? {
      isThere ? try norm("blk.\(layer).\(name)") : nil
    }
    func product(
      _ matrix: PackedMatrix, _ parts: [(name: String, outputs: Int)], hasBias: Bool
    ) throws -> ModelWeights.Product {
      let biases =
        hasBias
        ? try parts.flatMap { try tensor("blk.\(layer).\($0.name).bias", shape: [$0.outputs]) }
        : nil
      return .init(matrix: matrix, bias: biases.map(FloatBuffer.init))
    }
    func headNorm(_ name: String, heads: Int) throws -> FloatBuffer? {
      let count: Int
      switch design.queryKeyNorm {
      case .none: return nil
      case .eachHead: count = 1
      case .allHeads: count = heads
      }
      return FloatBuffer(
        try tensor("blk.\(layer).\(name).weight", shape: [count * c.headDimension]))
    }
    let normsBefore = design.normPlacement != .after
    let normsAfter = design.normPlacement != .before
    return ModelWeights.Block(
      attentionNorm: try blockNorm("attn_norm", normsBefore),
      queryKeyValue: try product(matrices[0], queryKeyValue, hasBias: design.biases != .none),
      queryNorm: try headNorm("attn_q_norm", heads: c.headCount),
      keyNorm: try headNorm("attn_k_norm", heads: c.keyValueHeadCount),
      attentionOutput: try product(matrices[1], attentionOutput, hasBias: design.biases == .all),
      attentionPostNorm: try blockNorm("post_attention_norm", normsAfter),
      feedForwardNorm: try blockNorm("ffn_norm", normsBefore),
      up: try product(matrices[2], up, hasBias: design.biases == .all),
      down: try product(matrices[3], down, hasBias: design.biases == .all),
      feedForwardPostNorm: try blockNorm("post_ffw_norm", normsAfter))
  }

  func norm(_ name: String) throws -> ModelWeights.Norm {
    func vector(_ name: String) throws -> FloatBuffer {
      FloatBuffer(try tensor(name, shape: [configuration.dModel]))
    }
    return .init(
      weight: try vector("\(name).weight"),
      bias: configuration.design.norm == .layer ? try vector("\(name).bias") : nil)
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
