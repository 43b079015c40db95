/// Two texts that differ in the property a vector is extracted for.
public struct TinyPair: Sendable, Equatable {
  public let positive: String
  public let negative: String
  public let template: String
}

/// A text: a prompt, or a passage.
public struct TinyText: Sendable, Equatable {
  public let text: String
  public let template: String
}

/// The same user stating something false and something true of the same subject; each prompt ends
/// where the assistant's reply begins, and they differ in the attribute word alone.
///
/// Offsets count words, which are tokens, from the prompt's start; text put before it shifts them.
public struct TinyStatement: Sendable, Equatable {
  public let falsePrompt: String
  public let truePrompt: String
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
  public let prompt: String
  public let control: String
  public let template: String
}

/// A question of fact with two replies, of which the planted truth circuit makes one likelier.
public struct TinyFact: Sendable, Equatable {
  public let prompt: String
  public let right: String
  public let wrong: String
  public let template: String
}

/// Items for three uses, which share no template.
public struct TinySplits<Item: Sendable>: Sendable {
  public let extract: [Item]
  public let select: [Item]
  public let test: [Item]
}

/// What an experiment on one trait reads.
public struct TinyTraitCorpus: Sendable {
  /// "my friend revealed a letter ." against "my friend hid a letter ."
  public let pairs: TinySplits<TinyPair>
  public let choices: TinySplits<TinyChoice>
  /// The choices in another form: after a sentence, and with no speaker named. For testing alone.
  public let secondFormatChoices: [TinyChoice]
}
