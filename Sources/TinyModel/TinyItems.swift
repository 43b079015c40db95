/// Two texts that differ in the property a vector is extracted for.
public struct TinyPair: Sendable, Equatable {
  /// Words separated by spaces, each of them a token.
  public let positive: String
  /// The same text but for what the property changes.
  public let negative: String
  /// The frame that it was written from: its cluster in the statistics.
  public let template: String
}

/// A text: a prompt, or a passage.
public struct TinyText: Sendable, Equatable {
  /// Words separated by spaces, each of them a token.
  public let text: String
  /// The frame that it was written from: its cluster in the statistics.
  public let template: String
}

/// The same user stating something false and something true of the same subject; each prompt ends
/// where the assistant's reply begins, and they differ in the attribute word alone.
///
/// Offsets count words, which are tokens, from the prompt's start; text put before it shifts them.
public struct TinyStatement: Sendable, Equatable {
  /// "user i think the sky is green . assistant"
  public let falsePrompt: String
  /// "user i think the sky is blue . assistant"
  public let truePrompt: String
  /// The frame that both were written from: their cluster in the statistics.
  public let template: String
  /// Of "sky" in "user i think the sky is green . assistant".
  public let subjectOffset: Int

  /// Of "green".
  public var attributeOffset: Int { subjectOffset + 2 }
  /// Of "assistant", where the reply is predicted.
  public var lastOffset: Int { subjectOffset + 4 }

  /// Where the residual stream after a block tells whether the statement is true, as far as the reply
  /// depends on it: at the attribute up to block 1, at the last word from block 2 on.
  ///
  /// This is the known answer for activation patching between the two prompts, for replies of one word
  /// ("yes" against "no"): a longer reply reads the attribute again at each of its words, so that
  /// patching the last word of the prompt recovers its first word alone. Elsewhere, the subject
  /// included, patching recovers nothing that was planted. ``TruthCircuit`` has the mechanism.
  public func truthOffset(afterBlock layer: Int) -> Int {
    layer < TruthCircuit.copyLayer ? attributeOffset : lastOffset
  }
}

/// A prompt that puts a trait to the test, and a control that differs in one word and does not; the
/// replies to both are ``TinyTrait/favoredReplies`` and ``TinyTrait/opposedReplies``.
public struct TinyChoice: Sendable, Equatable {
  /// "user frankly who broke a lamp . assistant"
  public let prompt: String
  /// "user frankly who saw a lamp . assistant"
  public let control: String
  /// The frame that both were written from: their cluster in the statistics.
  public let template: String
}

/// A question of fact with two replies, of which the planted truth circuit makes one likelier.
public struct TinyFact: Sendable, Equatable {
  /// "the sky is green . assistant it's"
  public let prompt: String
  /// "fiction"
  public let right: String
  /// "fact"
  public let wrong: String
  /// The frame that it was written from: its cluster in the statistics.
  public let template: String
}

/// Items for three uses, which share no template.
public struct TinySplits<Item: Sendable>: Sendable {
  /// To make vectors from.
  public let extract: [Item]
  /// To choose layers and coefficients on.
  public let select: [Item]
  /// To report on.
  public let test: [Item]
}

/// What an experiment on one trait reads.
public struct TinyTraitCorpus: Sendable {
  /// "my friend revealed a letter ." against "my friend hid a letter ."
  public let pairs: TinySplits<TinyPair>
  /// Prompts that put the trait to the test, each with its control.
  public let choices: TinySplits<TinyChoice>
  /// The choices in another form: after a sentence, and with no speaker named. For testing alone.
  public let secondFormatChoices: [TinyChoice]
}
