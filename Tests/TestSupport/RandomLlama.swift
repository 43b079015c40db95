import Inference
import Randomness
import Testing

/// A small Llama, or a relative of it, with random weights, built in code from a seed: sizes that no vector
/// width divides.
///
/// Its logits mean nothing, which is the point: they depend on every weight, and no symmetry of a
/// trained model hides a mistake.
public struct RandomLlama: TensorSource {
  public var name: String
  public var configuration: ModelConfiguration
  public var seed: UInt64 = 1
  /// Whether the head has weights of its own; otherwise it is the embedding again.
  public var hasOwnHead = false
  /// Whether the rotary frequencies are divided, as in Llama 3 files.
  public var hasRotaryFactors = false
  /// Which of the original residual channels each channel is; nil leaves them in order. The permuted
  /// model computes the same function and sums in another order.
  public var channels: [Int]?
  /// How matrices are stored, by the last part of their names but "weight"; others are floats, and so is
  /// one whose rows are no whole number of blocks.
  public var storage: [String: GGUFTensorType] = [:]
  /// How the model multiplies.
  public var precision = Precision.exact

  public init(
    _ name: String, layers: Int, dModel: Int, heads: Int, keyValueHeads: Int, headDimension: Int,
    feedForward: Int, vocabulary: Int = 131, contextLength: Int = 640
  ) {
    self.name = name
    configuration = ModelConfiguration(
      layerCount: layers, dModel: dModel, headCount: heads, keyValueHeadCount: keyValueHeads,
      headDimension: headDimension, feedForwardDimension: feedForward, vocabularySize: vocabulary,
      contextLength: contextLength, normEpsilon: 1e-5, ropeTheta: 10_000)
  }

  /// Grouped queries, a tied head, widths that are multiples of 16 but not of 32.
  public static let grouped = RandomLlama(
    "grouped", layers: 5, dModel: 48, heads: 6, keyValueHeads: 2, headDimension: 8, feedForward: 100
  )

  /// One key/value head for five query heads, an untied head, widths that are multiples of nothing.
  public static let odd: RandomLlama = {
    var source = RandomLlama(
      "odd", layers: 3, dModel: 52, heads: 5, keyValueHeads: 1, headDimension: 24, feedForward: 77)
    source.hasOwnHead = true
    return source
  }()

  /// As many key/value heads as query heads, heads narrower than a vector, scaled frequencies.
  public static let narrow: RandomLlama = {
    var source = RandomLlama(
      "narrow", layers: 4, dModel: 21, heads: 3, keyValueHeads: 3, headDimension: 6,
      feedForward: 33,
      vocabulary: 37)
    source.hasOwnHead = true
    source.hasRotaryFactors = true
    return source
  }()

  /// Heads of two vectors and a rest, more queries a key than the kernels take at once.
  public static let wide = RandomLlama(
    "wide", layers: 3, dModel: 36, heads: 9, keyValueHeads: 1, headDimension: 34, feedForward: 65)

  /// All matrices in blocks of 32. Queries, keys and values are stored in three ways and multiplied as
  /// one matrix; the tied embedding is Q8_0.
  public static let blocks: RandomLlama = {
    var source = RandomLlama(
      "blocks", layers: 3, dModel: 64, heads: 4, keyValueHeads: 2, headDimension: 16,
      feedForward: 96)
    source.storage = [
      "token_embd": .q80, "attn_q": .q40, "attn_k": .q41, "attn_v": .q51, "attn_output": .iq4NL,
      "ffn_gate": .q41, "ffn_up": .q41, "ffn_down": .q50,
    ]
    source.precision = .fast
    return source
  }()

  /// All matrices in superblocks of 256, each kind in its own way.
  public static let superblocks: RandomLlama = {
    var source = RandomLlama(
      "superblocks", layers: 2, dModel: 256, heads: 4, keyValueHeads: 2, headDimension: 64,
      feedForward: 512)
    source.hasOwnHead = true
    source.storage = [
      "token_embd": .q6K, "output": .q5K, "attn_q": .q4K, "attn_k": .q4K, "attn_v": .q6K,
      "attn_output": .q5K,
      "ffn_gate": .q3K, "ffn_up": .q2K, "ffn_down": .iq4XS,
    ]
    source.precision = .fast
    return source
  }()

  /// Matrices in blocks beside matrices of floats: heads and a hidden layer that 32 does not divide, an
  /// up projection of floats beside a gate in blocks, and an untied head.
  public static let partly: RandomLlama = {
    var source = RandomLlama(
      "partly", layers: 4, dModel: 96, heads: 3, keyValueHeads: 1, headDimension: 24,
      feedForward: 80, vocabulary: 67)
    source.hasOwnHead = true
    source.storage = [
      "token_embd": .q41, "output": .q50, "attn_q": .q40, "attn_k": .q40, "attn_v": .q40,
      "attn_output": .q80, "ffn_gate": .q80, "ffn_down": .q80,
    ]
    source.precision = .fast
    return source
  }()

  /// Every other layer local with frequencies of its own, scores and logits bounded, norms on both sides
  /// and of each head's query and key.
  public static let local: RandomLlama = {
    var source = RandomLlama(
      "local", layers: 4, dModel: 36, heads: 4, keyValueHeads: 2, headDimension: 10,
      feedForward: 50)
    var design = BlockDesign()
    design.positions = .rotaryHalves
    design.normPlacement = .beforeAndAfter
    design.queryKeyNorm = .eachHead
    design.activation = .geluTanh
    design.embeddingScale = 6
    design.attentionScale = 0.25
    design.attentionSoftcap = 4
    design.logitSoftcap = 10
    design.slidingWindow = .init(size: 5, globalEvery: 2, ropeTheta: 500)
    source.configuration.design = design
    return source
  }()

  /// Attention and MLP side by side, LayerNorm, biases, a part of each head rotated, no gate.
  public static let parallel: RandomLlama = {
    var source = RandomLlama(
      "parallel", layers: 3, dModel: 40, heads: 4, keyValueHeads: 4, headDimension: 10,
      feedForward: 70)
    source.hasOwnHead = true
    var design = BlockDesign()
    design.norm = .layer
    design.biases = .all
    design.positions = .rotaryHalves
    design.rotaryDimension = 4
    design.activation = .gelu
    design.isGated = false
    design.isParallel = true
    design.storesQueryKeyValueTogether = true
    source.configuration.design = design
    return source
  }()

  /// Learned positions and a window.
  public static let learned: RandomLlama = {
    var source = RandomLlama(
      "learned", layers: 3, dModel: 33, heads: 3, keyValueHeads: 1, headDimension: 8,
      feedForward: 41)
    var design = BlockDesign()
    design.norm = .layer
    design.biases = .all
    design.positions = .learned
    design.slidingWindow = .init(size: 9, globalEvery: nil)
    source.configuration.design = design
    return source
  }()

  /// Norms only of what is written, and of all queries and all keys; biases on them; gate and up as one
  /// tensor.
  public static let after: RandomLlama = {
    var source = RandomLlama(
      "after", layers: 3, dModel: 48, heads: 6, keyValueHeads: 3, headDimension: 8,
      feedForward: 44)
    var design = BlockDesign()
    design.positions = .rotaryHalves
    design.rotaryScale = 2
    design.normPlacement = .after
    design.queryKeyNorm = .allHeads
    design.biases = .queryKeyValue
    design.storesGateUpTogether = true
    source.configuration.design = design
    return source
  }()

  public static let exact = [grouped, odd, narrow, wide]
  public static let fast = [blocks, superblocks, partly]
  public static let draft = fast.map { $0.multiplied(.draft) }
  /// Of other families than Llama's.
  public static let designs = [local, parallel, learned, after]
  public static let variants = exact + fast + draft + designs

  /// The same weights, multiplied in another way.
  public func multiplied(_ precision: Precision) -> RandomLlama {
    var copy = self
    copy.precision = precision
    if precision == .draft { copy.name += ", draft" }
    return copy
  }

  public func model(compute: Compute = .shared) throws -> LanguageModel {
    try LanguageModel(
      name: name, configuration: configuration, tensors: self,
      tokenizer: WordTokenizer(
        words: ["<unk>"] + (1..<configuration.vocabularySize).map { "w\($0)" }),
      precision: precision, compute: compute)
  }

  /// Token ids drawn from a seed.
  public func tokens(_ count: Int, seed: UInt64) -> [Int] {
    var generator = SeededGenerator(seed: seed, stream: "tokens")
    return (0..<count).map { _ in generator.index(below: configuration.vocabularySize) }
  }

  /// The same function with its residual channels in another order.
  public var shuffled: RandomLlama {
    var copy = self
    var generator = SeededGenerator(seed: seed, stream: "channels")
    copy.channels = generator.shuffled(0..<configuration.dModel)
    return copy
  }

  // MARK: TensorSource

  public func hasTensor(_ name: String) -> Bool {
    switch name {
    case "output.weight": hasOwnHead
    case "rope_freqs.weight": hasRotaryFactors
    default: true
    }
  }

  public func tensor(_ name: String, shape: [Int]) throws -> [Float] {
    var generator = SeededGenerator(seed: seed, stream: name)
    let count = shape.reduce(1, *)
    let values: [Float]
    if let stored = try stored(name, shape) {
      values = try stored.tensor(name, shape: shape)
    } else if name == "rope_freqs.weight" {
      values = (0..<count).map { _ in Float(1 + 3 * generator.uniform()) }
    } else if shape.count == 1 {  // a norm's weight, or a bias
      values = (0..<count).map { _ in Float(1 + 0.2 * generator.gaussian()) }
    } else {
      let scale = deviation(name, shape)
      values = (0..<count).map { _ in Float(scale * generator.gaussian()) }
    }
    return inChannelOrder(values, name, shape)
  }

  public func matrix(_ name: String, shape: [Int]) throws -> StoredMatrix {
    // Channels in another order are no longer the blocks that were stored.
    if channels == nil, let stored = try stored(name, shape) {
      return try stored.matrix(name, shape: shape)
    }
    return StoredMatrix(
      try tensor(name, shape: shape), outputs: shape[0], inputs: shape[1])
  }

  private func deviation(_ name: String, _ shape: [Int]) -> Double {
    // Queries and keys large enough that attention looks at something.
    let gain = name.contains("attn_q") || name.contains("attn_k") ? 1.5 : 1
    return name == "token_embd.weight" ? 1 : gain / Double(shape[1]).squareRoot()
  }

  /// A matrix that is stored in blocks, in a file of its own.
  private func stored(_ name: String, _ shape: [Int]) throws -> GGUFFile? {
    let place = name.split(separator: ".").dropLast().last.map(String.init) ?? ""
    guard let type = storage[place], shape.count == 2, shape[1] % type.blockSize == 0 else {
      return nil
    }
    var generator = SeededGenerator(seed: seed, stream: name)
    let bytes = RandomBlocks.bytes(
      type, blocks: shape[0] * shape[1] / type.blockSize, deviation: deviation(name, shape),
      &generator)
    return try RandomBlocks.file(name, type, shape: shape, bytes)
  }

  private func inChannelOrder(_ values: [Float], _ name: String, _ shape: [Int]) -> [Float] {
    guard let channels, name != "rope_freqs.weight" else { return values }
    if shape.count == 1 { return channels.map { values[$0] } }
    let columns = shape[1]
    if name.contains("attn_output") || name.contains("ffn_down") {
      return channels.flatMap { values[$0 * columns..<($0 + 1) * columns] }
    }
    return (0..<shape[0]).flatMap { row in channels.map { values[row * columns + $0] } }
  }
}

extension RandomLlama: CustomTestStringConvertible {
  public var testDescription: String { name }
}
