import CKernels
import Inference
import Store

/// How far steering moves the distribution of the token after each text: KL(unsteered ‖ steered) in nats.
public struct NextTokenDivergence: ItemMetric {
  private var trees: [TokenTree]
  /// The unsteered distribution after each text, [text][vocabularySize], and its negative entropy.
  private var reference: [(probabilities: [Double], negativeEntropy: Double)]

  /// Runs the texts once with nothing done.
  ///
  /// - Parameter texts: token ids, at least one each.
  public init(texts: [[Int]], on model: LanguageModel) throws {
    guard !texts.isEmpty, texts.allSatisfy({ !$0.isEmpty }) else {
      throw SteeringError.nothingToMeasure("texts of at least one token are needed")
    }
    trees = texts.map { TokenTree($0) }
    var reference: [([Double], Double)] = []
    try model.run(trees) { block in
      let normalisers = block.logSumExp()
      for index in 0..<block.count {
        var negativeEntropy = 0.0
        let probabilities = block[index].map { logit in
          let logProbability = Double(logit) - normalisers[index]
          let probability = ck_exp(logProbability)
          negativeEntropy += probability * logProbability
          return probability
        }
        reference.append((probabilities, negativeEntropy))
      }
    }
    self.reference = reference
  }

  /// Names the metric alone, not its texts.
  public var name: String { "next-token divergence" }
  /// One item a text.
  public var count: Int { trees.count }
  /// Tokens of all texts together.
  public var tokenCount: Int { trees.reduce(0) { $0 + $1.rowCount } }

  /// The text's tokens.
  public func key(of item: Int) -> CellKey {
    CellKey {
      $0.add("next-token divergence 1")
      for branch in trees[item].branches { $0.add(branch.tokens) }
    }
  }

  /// Some of the texts.
  public func part(_ items: Range<Int>) -> NextTokenDivergence {
    var part = self
    part.trees = Array(trees[items])
    part.reference = Array(reference[items])
    return part
  }

  /// - Throws: ``ModelError`` for a layer or a token that the model has not.
  public func checkpoints(
    on model: LanguageModel, after layers: some Sequence<Int>
  ) throws -> [Int: ResidualCheckpoint] {
    try model.checkpoints(of: trees, after: layers)
  }

  /// KL(unsteered ‖ steered) after each text, in nats.
  ///
  /// - Throws: ``ModelError/notFinite(at:)`` where the edits leave no finite logits.
  public func values(
    on model: LanguageModel, edits: [Edit], resumingFrom checkpoint: ResidualCheckpoint?
  ) throws -> [Double] {
    var values = [Double](repeating: 0, count: count)
    let steered = trees.map { tree in
      var copy = tree
      copy.edits = edits
      return copy
    }
    try model.run(steered, resumingFrom: checkpoint) { block in
      let normalisers = block.logSumExp()
      for (index, place) in block.places.enumerated() {
        guard normalisers[index].isFinite else {
          throw ModelError.notFinite(at: "logits after text \(place.tree)")
        }
        let (probabilities, negativeEntropy) = reference[place.tree]
        var cross = 0.0
        for (probability, logit) in zip(probabilities, block[index]) {
          cross += probability * (Double(logit) - normalisers[index])
        }
        values[place.tree] = negativeEntropy - cross
      }
    }
    return values
  }
}
