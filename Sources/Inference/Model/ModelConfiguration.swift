/// The sizes and constants of a model, and how its blocks are built.
public struct ModelConfiguration: Sendable, Equatable, Codable {
  /// Blocks.
  public var layerCount: Int
  /// Width of the residual stream.
  public var dModel: Int
  /// Query heads.
  public var headCount: Int
  /// Heads that hold keys and values; each serves headCount / keyValueHeadCount query heads.
  public var keyValueHeadCount: Int
  /// Components of a head, an even number; all heads together need not make ``dModel``.
  public var headDimension: Int
  /// Width of the MLP's hidden layer.
  public var feedForwardDimension: Int
  /// Token ids run over 0..<vocabularySize.
  public var vocabularySize: Int
  /// Positions that a sequence may have.
  public var contextLength: Int
  /// What norms add to the mean square, or to the variance, before the root.
  public var normEpsilon: Float
  /// The base of the rotary frequencies; not used with learned positions.
  public var ropeTheta: Float
  /// What GGUF files call the family (`general.architecture`).
  public var architecture = Architecture.llama.name
  /// What the blocks do otherwise than Llama's.
  public var design = BlockDesign()

  /// Sizes of a model with Llama's blocks; `architecture` and `design` say otherwise afterwards.
  ///
  /// Nothing is checked here: ``LanguageModel`` throws for impossible sizes.
  public init(
    layerCount: Int, dModel: Int, headCount: Int, keyValueHeadCount: Int, headDimension: Int,
    feedForwardDimension: Int, vocabularySize: Int, contextLength: Int, normEpsilon: Float,
    ropeTheta: Float
  ) {
    self.layerCount = layerCount
    self.dModel = dModel
    self.headCount = headCount
    self.keyValueHeadCount = keyValueHeadCount
    self.headDimension = headDimension
    self.feedForwardDimension = feedForwardDimension
    self.vocabularySize = vocabularySize
    self.contextLength = contextLength
    self.normEpsilon = normEpsilon
    self.ropeTheta = ropeTheta
  }

  /// Components of a head that are rotated.
  var rotaryDimension: Int { design.rotaryDimension ?? headDimension }

  /// - Throws: ``ModelError/badConfiguration(field:expected:got:)`` for the first impossible size.
  func validate() throws {
    func require(_ holds: Bool, _ field: String, _ expected: String, _ got: Any) throws {
      if !holds {
        throw ModelError.badConfiguration(field: field, expected: expected, got: "\(got)")
      }
    }
    try require((1...512).contains(layerCount), "block_count", "1...512", layerCount)
    try require((1...65_536).contains(dModel), "embedding_length", "1...65536", dModel)
    try require((1...1024).contains(headCount), "attention.head_count", "1...1024", headCount)
    try require(
      keyValueHeadCount >= 1 && headCount % keyValueHeadCount == 0, "attention.head_count_kv",
      "a divisor of \(headCount)", keyValueHeadCount)
    try require(
      (2...1024).contains(headDimension) && headDimension % 2 == 0, "attention.key_length",
      "an even number in 2...1024", headDimension)
    try require(
      (1...1_048_576).contains(feedForwardDimension), "feed_forward_length", "1...1048576",
      feedForwardDimension)
    try require(
      (1...1_048_576).contains(vocabularySize), "vocab_size", "1...1048576", vocabularySize)
    try require(
      (1...1_048_576).contains(contextLength), "context_length", "1...1048576", contextLength)
    try require(
      normEpsilon.isFinite && normEpsilon >= 0 && normEpsilon < 1,
      "attention.layer_norm_rms_epsilon", "0..<1", normEpsilon)
    try require(ropeTheta.isFinite && ropeTheta > 1, "rope.freq_base", "above 1", ropeTheta)
    try design.validate(headDimension: headDimension)
  }
}
