/// The part a word plays in the tiny grammar; classes share no word.
public enum WordClass: String, CaseIterable, Sendable {
  // Sentences about people: "my friend painted a small letter today ."
  case subjectDeterminer, person, pronoun, verb, opinionVerb, objectDeterminer, plainAdjective, noun
  case adverb
  // Sentences about topics: "the film was very lovely ."
  case topicDeterminer, topic, copula, degree, adjective
  case end, conjunction
  // Dialogue: "user i think the sky is blue . assistant yes you're right ."
  case user, assistant, system, hedgeVerb, hedgeAdverb, subject, isVerb, attribute
  case reply, replySubject, verdict, directive
  // Traits: "i doubt my friend opened a letter .", "user boldly predict the party . assistant never ."
  case cueVerb, tone, question, command, answer

  /// The classes that may follow, each with its probability. The sum is 1.
  ///
  /// Because classes share no word, pairs of neighbours are enough for fluent little sentences.
  public var successors: [(wordClass: WordClass, probability: Double)] {
    switch self {
    case .subjectDeterminer: [(.person, 1)]
    case .person: [(.verb, 0.75), (.opinionVerb, 0.15), (.cueVerb, 0.1)]
    case .pronoun:
      [(.verb, 0.55), (.opinionVerb, 0.15), (.hedgeVerb, 0.2), (.cueVerb, 0.1)]
    case .verb: [(.objectDeterminer, 1)]
    case .opinionVerb: [(.objectDeterminer, 0.8), (.topicDeterminer, 0.2)]
    case .objectDeterminer: [(.plainAdjective, 0.4), (.noun, 0.6)]
    case .plainAdjective: [(.noun, 1)]
    case .noun: [(.adverb, 0.3), (.end, 0.5), (.conjunction, 0.2)]
    case .adverb: [(.end, 0.8), (.conjunction, 0.2)]
    case .topicDeterminer: [(.topic, 0.7), (.subject, 0.3)]
    case .topic: [(.copula, 0.95), (.end, 0.05)]
    case .copula: [(.degree, 0.3), (.adjective, 0.7)]
    case .degree: [(.adjective, 1)]
    case .adjective: [(.end, 0.75), (.conjunction, 0.25)]
    case .end:
      [
        (.subjectDeterminer, 0.35), (.pronoun, 0.18), (.topicDeterminer, 0.33), (.user, 0.05),
        (.assistant, 0.05), (.hedgeAdverb, 0.02), (.tone, 0.02),
      ]
    case .conjunction: [(.subjectDeterminer, 0.4), (.pronoun, 0.3), (.topicDeterminer, 0.3)]
    case .user: [(.pronoun, 0.4), (.hedgeAdverb, 0.4), (.tone, 0.2)]
    case .assistant: [(.reply, 0.5), (.replySubject, 0.3), (.answer, 0.2)]
    case .system: [(.directive, 1)]
    case .hedgeVerb: [(.topicDeterminer, 1)]
    case .hedgeAdverb: [(.topicDeterminer, 0.7), (.pronoun, 0.3)]
    case .subject: [(.isVerb, 1)]
    case .isVerb: [(.attribute, 1)]
    case .attribute: [(.end, 1)]
    case .reply: [(.replySubject, 0.5), (.end, 0.5)]
    case .replySubject: [(.verdict, 1)]
    case .verdict: [(.end, 1)]
    case .directive: [(.directive, 0.5), (.end, 0.5)]
    case .cueVerb: [(.objectDeterminer, 0.65), (.subjectDeterminer, 0.35)]
    case .tone: [(.command, 0.7), (.question, 0.3)]
    case .question: [(.verb, 1)]
    case .command: [(.topicDeterminer, 1)]
    case .answer: [(.end, 1)]
    }
  }
}
