import CKernels
import Inference
import Store

/// Sentiment as a log-odds of word sets: logsumexp(logits of the positive words) − logsumexp(logits of
/// the negative words) for the next token of each prompt, in nats.
public struct WordLogOdds: ItemMetric {
  /// Token ids of each text before the word.
  public private(set) var prompts: [[Int]]
  /// Ids of the words that count for.
  public let positive: [Int]
  /// Ids of the words that count against.
  public let negative: [Int]

  /// - Parameters:
  ///   - prompts: token ids, at least one each.
  ///   - positive, negative: ids of words that are one token each.
  public init(prompts: [[Int]], positive: [Int], negative: [Int]) throws {
    guard !prompts.isEmpty else { throw SteeringError.nothingToMeasure("no prompts") }
    guard !positive.isEmpty, !negative.isEmpty else {
      throw SteeringError.nothingToMeasure("an empty set of words")
    }
    self.prompts = prompts
    self.positive = positive
    self.negative = negative
  }

  /// Names the metric alone, not its words.
  public var name: String { "log-odds of words" }
  /// One item a prompt.
  public var count: Int { prompts.count }
  /// Tokens of all prompts together.
  public var tokenCount: Int { prompts.reduce(0) { $0 + $1.count } }

  /// The prompt's tokens and both sets of words.
  public func key(of item: Int) -> CellKey {
    CellKey {
      $0.add("log-odds of words 1")
      $0.add(prompts[item])
      $0.add(positive)
      $0.add(negative)
    }
  }

  /// The same words after some of the prompts.
  public func part(_ items: Range<Int>) -> WordLogOdds {
    var part = self
    part.prompts = Array(prompts[items])
    return part
  }

  /// - Throws: ``ModelError`` for a layer or a token that the model has not.
  public func checkpoints(
    on model: LanguageModel, after layers: some Sequence<Int>
  ) throws -> [Int: ResidualCheckpoint] {
    try model.checkpoints(of: prompts.map { TokenTree($0) }, after: layers)
  }

  /// Log-odds after each prompt, in nats.
  ///
  /// - Throws: ``ModelError`` for a word or token that the vocabulary has not, a prompt beyond the
  ///   context, or logits that are not finite.
  public func values(
    on model: LanguageModel, edits: [Edit], resumingFrom checkpoint: ResidualCheckpoint?
  ) throws -> [Double] {
    let size = model.configuration.vocabularySize
    if let stranger = (positive + negative).first(where: { !(0..<size).contains($0) }) {
      throw ModelError.tokenOutOfRange(stranger, vocabularySize: size, at: "a word of the metric")
    }
    var values = [Double](repeating: 0, count: prompts.count)
    try model.run(prompts.map { TokenTree($0, edits: edits) }, resumingFrom: checkpoint) { block in
      for (index, place) in block.places.enumerated() {
        let logits = block[index]
        values[place.tree] =
          logSumExp(positive.map { Double(logits[$0]) })
          - logSumExp(negative.map { Double(logits[$0]) })
        guard values[place.tree].isFinite else {
          throw ModelError.notFinite(at: "logits of prompt \(place.tree)")
        }
      }
    }
    return values
  }
}

/// log Σ exp(x) without overflow.
func logSumExp(_ x: [Double]) -> Double {
  guard let top = x.max() else { return -.infinity }
  return top + ck_log(x.reduce(0) { $0 + ck_exp($1 - top) })
}

extension Tokenizer {
  /// The id of a word that follows a space, for word sets.
  ///
  /// - Throws: ``SteeringError/wordNotOneToken(_:ids:)``.
  public func wordID(_ word: String) throws -> Int {
    let ids = encode(" " + word)
    guard ids.count == 1 else { throw SteeringError.wordNotOneToken(word, ids: ids) }
    return ids[0]
  }
}
