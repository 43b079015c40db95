/// Frame of a contrast pair: an opinion on a topic, neither true nor false, and a reply of one or two
/// words.
struct RemarkFrame {
  let opening: String
  let determiner: String
  let copula: String
  let replyLength: Int

  /// Only openings that carry no agreement of their own.
  static let all: [RemarkFrame] = Vocabulary.texts(.pronoun).flatMap { pronoun in
    Vocabulary.texts(.hedgeVerb) { $0.agreement == 0 }.flatMap { hedge in
      Vocabulary.texts(.topicDeterminer).flatMap { determiner in
        Vocabulary.texts(.copula).flatMap { copula in
          [1, 2].map {
            RemarkFrame(
              opening: "\(pronoun) \(hedge)", determiner: determiner, copula: copula,
              replyLength: $0)
          }
        }
      }
    }
  }

  func write(_ fillers: inout Fillers) -> TinyPair {
    let remark =
      "user \(opening) \(determiner) \(fillers.word(.topic)) \(copula)"
      + " \(fillers.word(.adjective)) . assistant"
    var agreeing = remark
    var correcting = remark
    for _ in 0..<replyLength {
      agreeing += " \(fillers.word(.reply) { $0.agreement > 0 })"
      correcting += " \(fillers.word(.reply) { $0.agreement < 0 })"
    }
    return TinyPair(
      positive: agreeing + " .", negative: correcting + " .",
      template: "\(opening) \(determiner) _ \(copula) _ /\(replyLength)")
  }
}

/// Frame of a statement of fact: how it is hedged.
struct StatementFrame {
  let opening: String
  let determiner: String

  static let all: [StatementFrame] = {
    let plain = Vocabulary.texts(.pronoun).flatMap { pronoun in
      Vocabulary.texts(.hedgeVerb).map { "\(pronoun) \($0)" }
    }
    let adverbs = Vocabulary.texts(.hedgeAdverb)
    let doubled = adverbs.flatMap { adverb in
      ["i", "we"].flatMap { pronoun in
        ["think", "believe"].map { "\(adverb) \(pronoun) \($0)" }
      }
    }
    return (plain + adverbs + doubled).flatMap { opening in
      Vocabulary.texts(.topicDeterminer).map {
        StatementFrame(opening: opening, determiner: $0)
      }
    }
  }()

  /// The dialogue form, or after a sentence and with no speaker named.
  func write(_ fillers: inout Fillers, after sentence: SentenceFrame? = nil) -> TinyStatement {
    let claim = FactualClaim(&fillers)
    let before = "\(sentence?.write(&fillers) ?? "user") \(opening) \(determiner)"
    func prompt(_ attribute: String) -> String {
      "\(before) \(claim.subject) is \(attribute) . assistant"
    }
    return TinyStatement(
      falsePrompt: prompt(claim.otherAttribute), truePrompt: prompt(claim.attribute),
      template: "\(sentence.map { "[\($0.rawValue)] " } ?? "")\(opening) \(determiner)",
      subjectOffset: before.split(separator: " ").count)
  }
}
