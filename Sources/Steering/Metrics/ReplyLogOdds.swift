import Inference
import Store

/// Log-odds of one family of continuations against another, words or whole replies: log Σ p(agreeing) −
/// log Σ p(correcting), in nats, for each prompt.
///
/// A continuation is scored as the sequence of tokens that it is: p is the product of its tokens'
/// probabilities, each given the prompt and the tokens before it, whatever its length. One that begins another
/// ("gloom" and "gloomy") has the probability of all text that begins so, the other's among it; no end is
/// scored. Continuations of one prompt share its computation.
public struct ReplyLogOdds: ItemMetric {
  /// Continuations 0..<agreeing are the agreeing ones.
  private var items: [ScoringItem]
  private var agreeing: [Int]
  /// Whether all continuations are words of one token: their difference is read from one row of logits, whose
  /// normaliser falls out of it.
  private var isNextToken: Bool
  /// Whether a continuation's logarithm is its mean over tokens, and not their sum.
  private var isPerToken = false
  /// "log-odds of words" or "log-odds of replies"; names the metric alone, not its items.
  public let name: String

  /// Replies to dialogues.
  ///
  /// - Parameter dialogues: prompt ids up to where the reply begins, and the replies' ids.
  public init(dialogues: [(prompt: [Int], agree: [[Int]], correct: [[Int]])]) throws {
    guard !dialogues.isEmpty,
      dialogues.allSatisfy({ !$0.prompt.isEmpty && !$0.agree.isEmpty && !$0.correct.isEmpty })
    else { throw SteeringError.nothingToMeasure("dialogues with replies of both kinds are needed") }
    items = dialogues.map { ScoringItem(prompt: $0.prompt, continuations: $0.agree + $0.correct) }
    agreeing = dialogues.map(\.agree.count)
    isNextToken = false
    name = "log-odds of replies"
  }

  /// Words that follow every prompt. One word of several tokens is enough for all to be scored as sequences.
  ///
  /// - Parameters:
  ///   - prompts: token ids, at least one each.
  ///   - positive, negative: the tokens of each word that counts for, and against.
  public init(prompts: [[Int]], positive: [[Int]], negative: [[Int]]) throws {
    guard !prompts.isEmpty else { throw SteeringError.nothingToMeasure("no prompts") }
    guard !positive.isEmpty, !negative.isEmpty else {
      throw SteeringError.nothingToMeasure("an empty set of words")
    }
    let words = positive + negative
    guard words.allSatisfy({ !$0.isEmpty }) else {
      throw SteeringError.nothingToMeasure("a word without tokens")
    }
    items = prompts.map { ScoringItem(prompt: $0, continuations: words) }
    agreeing = prompts.map { _ in positive.count }
    isNextToken = words.allSatisfy { $0.count == 1 }
    name = "log-odds of words"
  }

  /// Words of one token each, by their ids.
  public init(prompts: [[Int]], positive: [Int], negative: [Int]) throws {
    try self.init(
      prompts: prompts, positive: positive.map { [$0] }, negative: negative.map { [$0] })
  }

  /// The same with each continuation's log-probability divided by its number of tokens: long answers then do not lose by
  /// their length.
  public var perToken: ReplyLogOdds {
    var copy = self
    copy.isPerToken = true
    return copy
  }

  /// One item a prompt.
  public var count: Int { items.count }
  /// Tokens of prompts and continuations. Beginnings that they share count once, but for words of one token,
  /// where the prompts are all that is run.
  public var tokenCount: Int {
    isNextToken ? items.reduce(0) { $0 + $1.prompt.count } : items.tokenCount
  }

  /// The prompt's tokens and all continuations, and which of them agree.
  ///
  /// Words of several tokens are the replies of these tokens; words of one token are computed otherwise, which
  /// may differ in the last bits.
  public func key(of item: Int) -> CellKey {
    CellKey {
      if isNextToken {
        let words = items[item].continuations.flatMap(\.self)
        $0.add("log-odds of words 1")
        $0.add(items[item].prompt)
        $0.add(Array(words[..<agreeing[item]]))
        $0.add(Array(words[agreeing[item]...]))
      } else {
        $0.add(isPerToken ? "log-odds of replies per token 1" : "log-odds of replies 1")
        $0.add(agreeing[item])
        items[item].describe(to: &$0)
      }
    }
  }

  /// Some of the prompts.
  public func part(_ items: Range<Int>) -> ReplyLogOdds {
    var part = self
    part.items = Array(self.items[items])
    part.agreeing = Array(agreeing[items])
    return part
  }

  /// These prompts, then the other's; all as sequences unless both are words of one token.
  public func joined(with other: ReplyLogOdds) -> ReplyLogOdds {
    var all = self
    all.items += other.items
    all.agreeing += other.agreeing
    all.isNextToken = isNextToken && other.isNextToken
    return all
  }

  /// - Throws: ``ModelError`` for a layer or a token that the model has not.
  public func checkpoints(
    on model: LanguageModel, after layers: some Sequence<Int>
  ) throws -> [Int: ResidualCheckpoint] {
    isNextToken
      ? try model.checkpoints(of: items.map { TokenTree($0.prompt) }, after: layers)
      : try model.checkpoints(of: items, after: layers)
  }

  /// Log-odds of the agreeing continuations after each prompt, in nats.
  ///
  /// - Throws: ``ModelError`` for a token out of range, a sequence beyond the context, or logits
  ///   that are not finite.
  public func values(
    on model: LanguageModel, edits: [Edit], resumingFrom checkpoint: ResidualCheckpoint?
  ) throws -> [Double] {
    if isNextToken {
      return try nextTokenValues(on: model, edits: edits, resumingFrom: checkpoint)
    }
    return logOdds(of: try model.score(items, applying: edits, resumingFrom: checkpoint))
  }

  /// Reads the prompts; none where words of one token are all that follows, of which a pass has little else.
  public func readPrompts(on model: LanguageModel) throws -> ReadPrompts? {
    isNextToken ? nil : try model.read(items.map(\.prompt))
  }

  /// The same as the full run's, to the bit.
  public func values(
    on model: LanguageModel, edits: [Edit], after prompts: ReadPrompts
  ) throws -> [Double] {
    logOdds(of: try model.score(items, applying: edits, after: prompts))
  }

  private func logOdds(of scores: [[[Double]]]) -> [Double] {
    zip(scores, agreeing).map { replies, split in
      logOdds(
        replies.map {
          let sum = $0.reduce(0, +)
          return isPerToken ? sum / Double($0.count) : sum
        }, split)
    }
  }

  private func nextTokenValues(
    on model: LanguageModel, edits: [Edit], resumingFrom checkpoint: ResidualCheckpoint?
  ) throws -> [Double] {
    let size = model.configuration.vocabularySize
    let words = items.map { $0.continuations.map { $0[0] } }
    if let stranger = words.joined().first(where: { !(0..<size).contains($0) }) {
      throw ModelError.tokenOutOfRange(stranger, vocabularySize: size, at: "a word of the metric")
    }
    var values = [Double](repeating: 0, count: items.count)
    let trees = items.map { TokenTree($0.prompt, edits: edits) }
    try model.run(trees, resumingFrom: checkpoint) { block in
      for (index, place) in block.places.enumerated() {
        let (item, logits) = (place.tree, block[index])
        values[item] = logOdds(words[item].map { Double(logits[$0]) }, agreeing[item])
        guard values[item].isFinite else {
          throw ModelError.notFinite(at: "logits of prompt \(item)")
        }
      }
    }
    return values
  }

  /// From the logarithm of each continuation's probability, or from that much plus the same for all.
  private func logOdds(_ totals: [Double], _ split: Int) -> Double {
    logSumExp(Array(totals[..<split])) - logSumExp(Array(totals[split...]))
  }
}

extension Tokenizer {
  /// The tokens of a word that follows a space within a text, for word sets.
  public func wordIDs(_ word: String) -> [Int] {
    // Some vocabularies begin every text with a space of their own; a word within a text has but one.
    let (before, text) = (encode("a"), encode("a " + word))
    return text.starts(with: before) ? Array(text.dropFirst(before.count)) : encode(" " + word)
  }
}
