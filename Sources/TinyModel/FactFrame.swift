/// Frame of a question of fact: what comes before the statement, and how the verdict on it begins.
struct FactFrame {
  let sentences: [SentenceFrame]
  let determiner: String
  let replySubject: String

  static let all: [FactFrame] = {
    let kinds = SentenceFrame.allCases
    let openings = [[]] + kinds.map { [$0] } + kinds.flatMap { a in kinds.map { [a, $0] } }
    return openings.flatMap { sentences in
      Vocabulary.texts(.topicDeterminer).flatMap { determiner in
        ["that's", "it's"].map {
          FactFrame(sentences: sentences, determiner: determiner, replySubject: $0)
        }
      }
    }
  }()

  func write(_ fillers: inout Fillers) -> TinyFact {
    let claim = FactualClaim(&fillers)
    let isTrue = fillers.generator.index(below: 2) == 0
    var opening = ""
    for sentence in sentences { opening += sentence.write(&fillers) + " " }
    // In the vocabulary's order, in which opposites share a place.
    let calledTrue = Vocabulary.texts(.verdict) { $0.judgement > 0 }
    let calledFalse = Vocabulary.texts(.verdict) { $0.judgement < 0 }
    let k = fillers.generator.index(below: calledTrue.count)
    return TinyFact(
      prompt: "\(opening)\(determiner) \(claim.subject) is"
        + " \(isTrue ? claim.attribute : claim.otherAttribute) . assistant \(replySubject)",
      right: isTrue ? calledTrue[k] : calledFalse[k],
      wrong: isTrue ? calledFalse[k] : calledTrue[k],
      template: sentences.map { "[\($0.rawValue)] " }.joined()
        + "\(determiner) _ is _ . assistant \(replySubject)")
  }
}

/// A subject with the attribute that it has, and one that it has not.
struct FactualClaim {
  let subject: String
  let attribute: String
  let otherAttribute: String

  init(_ fillers: inout Fillers) {
    let facts = Vocabulary.attributes
    let fact = fillers.generator.index(below: facts.count)
    subject = fillers.choose(facts[fact].subjects)
    attribute = facts[fact].name
    otherAttribute =
      facts[(fact + 1 + fillers.generator.index(below: facts.count - 1)) % facts.count].name
  }
}
