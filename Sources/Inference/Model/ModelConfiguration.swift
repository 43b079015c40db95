/// The sizes and constants of a model, and how its blocks are built.
public struct ModelConfiguration: Sendable, Equatable, Codable {
  public var layerCount: Int
  /// Width of the residual stream.
  public var dModel: Int
  public var headCount: Int
  /// Heads that hold keys and values; each serves headCount / keyValueHeadCount query heads.
  public var keyValueHeadCount: Int
  public var headDimension: Int
  public var feedForwardDimension: Int
  public var vocabularySize: Int
  /// Positions that a sequence may have.
  public var contextLength: Int
  public var normEpsilon: Float
  public var ropeTheta: Float
  /// What GGUF files call the family (`general.architecture`).
  public var architecture = Architecture.llama.name
  public var design = BlockDesign()

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
