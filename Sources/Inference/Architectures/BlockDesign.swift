import CKernels

/// How the blocks of a family of models are built: everything in which a family differs from Llama, which
/// is what the defaults describe.
public struct BlockDesign: Sendable, Equatable, Codable {
  /// How activations [dModel] are normed.
  public enum Norm: String, Sendable, Codable {
    /// Divides by the root of the mean square. Source: Zhang & Sennrich (arXiv 1910.07467).
    case rms
    /// Takes the mean off first and adds a bias. Source: Ba et al. (arXiv 1607.06450).
    case layer
  }
  /// Of the blocks and before the head.
  public var norm = Norm.rms

  /// Which side of attention and MLP is normed.
  public enum NormPlacement: String, Sendable, Codable {
    /// What attention and MLP read is normed.
    case before
    /// What they write is.
    case after
    /// Both, as in Gemma 2.
    case beforeAndAfter
  }
  /// Llama's is ``NormPlacement/before``.
  public var normPlacement = NormPlacement.before

  /// What queries and keys are normed over.
  public enum QueryKeyNorm: String, Sendable, Codable {
    case none
    /// One weight for all heads, [headDim].
    case eachHead
    /// All heads as one vector, [heads · headDim].
    case allHeads
  }
  /// An RMS norm of queries and keys before the rotary embedding.
  public var queryKeyNorm = QueryKeyNorm.none

  /// Which products of a block have a bias [outputs] added.
  public enum Biases: String, Sendable, Codable {
    case none
    /// Those that make queries, keys and values, as in Qwen 2.
    case queryKeyValue
    /// Every product of the blocks has one.
    case all
  }
  /// Llama's has none.
  public var biases = Biases.none

  /// How tokens know where they stand.
  public enum Positions: String, Sendable, Codable {
    /// Rotary, of neighbouring components (2i, 2i + 1): the order of rows in a Llama GGUF.
    case rotaryNeighbours
    /// Rotary, of components half the rotated ones apart: (i, i + half).
    case rotaryHalves
    /// A vector a position, added to the token's embedding.
    case learned
  }
  /// Has to fit the order of rows in the file's query and key matrices.
  public var positions = Positions.rotaryNeighbours
  /// Components of each head, the first ones, that are rotated; nil for all.
  public var rotaryDimension: Int?
  /// What positions are divided by before they are rotated ("linear" scaling).
  public var rotaryScale: Float = 1

  /// The function of the MLP's hidden layer.
  public enum Activation: String, Sendable, Codable {
    /// x · σ(x).
    case silu
    /// x · Φ(x). Source: Hendrycks & Gimpel (arXiv 1606.08415).
    case gelu
    /// The same approximated with a tanh, as some models were trained.
    case geluTanh

    var kernel: ck_activation {
      switch self {
      case .silu: CK_SILU
      case .gelu: CK_GELU
      case .geluTanh: CK_GELU_TANH
      }
    }
  }
  /// Applied to the gate where the MLP is gated.
  public var activation = Activation.silu
  /// Whether the MLP multiplies its hidden layer by a second projection.
  public var isGated = true

  /// Whether attention and MLP read the same residual stream and write to it together; then there is none
  /// between them to hook.
  public var isParallel = false

  /// What embeddings are multiplied by.
  public var embeddingScale: Float = 1
  /// What a query's product with a key is multiplied by; nil for 1 / √headDim.
  public var attentionScale: Float?
  /// A score becomes cap · tanh(score / cap).
  public var attentionSoftcap: Float?
  /// A logit becomes cap · tanh(logit / cap).
  public var logitSoftcap: Float?

  /// Layers that see only the last positions.
  public struct SlidingWindow: Sendable, Equatable, Codable {
    /// Positions that are seen, a token's own the last.
    public var size: Int
    /// Every so many layers, counted from 1, one sees all positions; nil where none does.
    public var globalEvery: Int?
    /// The base of their rotary frequencies where it is not the model's.
    public var ropeTheta: Float?

    /// A window at every layer but each `globalEvery`-th; nil for `ropeTheta` takes the model's.
    public init(size: Int, globalEvery: Int?, ropeTheta: Float? = nil) {
      self.size = size
      self.globalEvery = globalEvery
      self.ropeTheta = ropeTheta
    }
  }
  /// Nil where every layer sees all positions.
  public var slidingWindow: SlidingWindow?

  /// Whether the file has queries, keys and values as one tensor.
  public var storesQueryKeyValueTogether = false
  /// Whether the file has gate and up as one tensor.
  public var storesGateUpTogether = false

  /// Llama's blocks.
  public init() {}

  /// The window of a layer, nil where it sees all positions.
  func window(at layer: Int) -> SlidingWindow? {
    guard let slidingWindow else { return nil }
    let isGlobal = slidingWindow.globalEvery.map { (layer + 1).isMultiple(of: $0) } ?? false
    return isGlobal ? nil : slidingWindow
  }

  /// - Throws: ``ModelError/badConfiguration(field:expected:got:)`` for a value that makes no sense.
  func validate(headDimension: Int) throws {
    func require(_ holds: Bool, _ field: String, _ expected: String, _ got: Any) throws {
      if !holds {
        throw ModelError.badConfiguration(field: field, expected: expected, got: "\(got)")
      }
    }
    if let rotaryDimension {
      try require(
        (2...headDimension).contains(rotaryDimension) && rotaryDimension.isMultiple(of: 2),
        "rope.dimension_count", "an even number in 2...\(headDimension)", rotaryDimension)
    }
    func requirePositive(_ value: Float?, _ field: String) throws {
      if let value {
        try require(value.isFinite && value > 0, field, "a number above 0", value)
      }
    }
    try require(
      rotaryScale.isFinite && rotaryScale >= 1, "rope.scaling.factor", "at least 1", rotaryScale)
    try requirePositive(attentionSoftcap, "attn_logit_softcapping")
    try requirePositive(logitSoftcap, "final_logit_softcapping")
    try requirePositive(attentionScale, "attention.scale")
    if let slidingWindow {
      try require(
        (1...1_048_576).contains(slidingWindow.size), "attention.sliding_window", "1...1048576",
        slidingWindow.size)
      if let theta = slidingWindow.ropeTheta {
        try require(theta.isFinite && theta > 1, "rope.freq_base_swa", "above 1", theta)
      }
    }
  }
}
