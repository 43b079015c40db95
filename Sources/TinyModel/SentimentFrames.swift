/// Frame of a contrast pair in one verb: who does it, to what, with which optional parts.
///
/// Opinions ("my friend loves a garden ."), honesty ("revealed") and corrigibility ("accepted") are
/// told by the verb.
struct DeedFrame {
  let holder: Word
  let determiner: String
  let hasAdjective: Bool
  let hasAdverb: Bool

  static let all: [DeedFrame] = Vocabulary.words
    .filter { $0.wordClass == .subjectDeterminer || $0.wordClass == .pronoun }
    .flatMap { holder in
      Vocabulary.texts(.objectDeterminer).flatMap { determiner in
        [(false, false), (false, true), (true, false), (true, true)].map {
          DeedFrame(
            holder: holder, determiner: determiner, hasAdjective: $0.0, hasAdverb: $0.1)
        }
      }
    }

  func writeOpinion(_ fillers: inout Fillers) -> TinyPair {
    let loves = fillers.word(.opinionVerb) { $0.opinion > 0 }
    let hates = fillers.word(.opinionVerb) { $0.opinion < 0 }
    return write(&fillers, positive: loves, negative: hates)
  }

  func write(_ trait: TinyTrait, _ fillers: inout Fillers) -> TinyPair {
    let favored = fillers.cue(trait) { $0 > 0 }
    let opposed = fillers.cue(trait) { $0 < 0 }
    return write(&fillers, positive: favored, negative: opposed)
  }

  private func write(
    _ fillers: inout Fillers, positive: String, negative: String
  ) -> TinyPair {
    let isPronoun = holder.wordClass == .pronoun
    let who = isPronoun ? holder.text : "\(holder.text) \(fillers.word(.person))"
    let adjective = hasAdjective ? " \(fillers.word(.plainAdjective))" : ""
    let noun = fillers.word(.noun)
    let adverb = hasAdverb ? " \(fillers.word(.adverb))" : ""
    let what = "\(determiner)\(adjective) \(noun)\(adverb) ."
    return TinyPair(
      positive: "\(who) \(positive) \(what)", negative: "\(who) \(negative) \(what)",
      template: "\(holder.text)\(isPronoun ? "" : " person") * \(determiner)"
        + "\(hasAdjective ? " adjective" : "") noun\(hasAdverb ? " adverb" : "") .")
  }
}

/// A neutral sentence by its parts.
enum SentenceFrame: String, CaseIterable {
  case plain, described, timed, full, topic, graded

  static let aboutPeople: [SentenceFrame] = [.plain, .described, .timed, .full]

  func write(_ fillers: inout Fillers) -> String {
    switch self {
    case .topic, .graded:
      let determiner = fillers.word(.topicDeterminer)
      let topic = fillers.word(.topic)
      let copula = fillers.word(.copula)
      let degree = self == .graded ? " \(fillers.word(.degree))" : ""
      return "\(determiner) \(topic) \(copula)\(degree) \(fillers.word(.adjective)) ."
    case .plain, .described, .timed, .full:
      let who = "\(fillers.word(.subjectDeterminer)) \(fillers.word(.person))"
      let verb = fillers.word(.verb)
      let determiner = fillers.word(.objectDeterminer)
      let adjective =
        self == .described || self == .full ? " \(fillers.word(.plainAdjective))" : ""
      let noun = fillers.word(.noun)
      let adverb = self == .timed || self == .full ? " \(fillers.word(.adverb))" : ""
      return "\(who) \(verb) \(determiner)\(adjective) \(noun)\(adverb) ."
    }
  }
}

/// Frame of a prompt whose next word is an adjective.
struct PromptFrame {
  let opening: SentenceFrame?
  let determiner: String
  let copula: String
  let degree: String?

  static let all: [PromptFrame] = ([nil] + SentenceFrame.aboutPeople).flatMap { opening in
    Vocabulary.texts(.topicDeterminer).flatMap { determiner in
      Vocabulary.texts(.copula).flatMap { copula in
        ([nil] + Vocabulary.texts(.degree)).map {
          PromptFrame(opening: opening, determiner: determiner, copula: copula, degree: $0)
        }
      }
    }
  }

  func write(_ fillers: inout Fillers) -> TinyText {
    let before = opening.map { $0.write(&fillers) + " " } ?? ""
    let after = degree.map { " \($0)" } ?? ""
    return TinyText(
      text: "\(before)\(determiner) \(fillers.word(.topic)) \(copula)\(after)",
      template: "\(opening.map { "[\($0.rawValue)] " } ?? "")\(determiner) _ \(copula)\(after)")
  }
}

/// Frame of a prompt of the second format, in dialogue: whose opinion the adjective will be.
struct DialogueFrame {
  let opening: String
  let determiner: String
  let copula: String
  let degree: String?

  /// Only openings that carry no agreement of their own.
  static let all: [DialogueFrame] = Vocabulary.texts(.pronoun).flatMap { pronoun in
    Vocabulary.texts(.hedgeVerb) { $0.agreement == 0 }.flatMap { hedge in
      Vocabulary.texts(.topicDeterminer).flatMap { determiner in
        Vocabulary.texts(.copula).flatMap { copula in
          ([nil] + Vocabulary.texts(.degree)).map {
            DialogueFrame(
              opening: "user \(pronoun) \(hedge)", determiner: determiner, copula: copula,
              degree: $0)
          }
        }
      }
    }
  }

  func write(_ fillers: inout Fillers) -> TinyText {
    let after = degree.map { " \($0)" } ?? ""
    return TinyText(
      text: "\(opening) \(determiner) \(fillers.word(.topic)) \(copula)\(after)",
      template: "\(opening) \(determiner) _ \(copula)\(after)")
  }
}

/// Frame of a passage: the kinds of its four sentences.
struct PassageFrame {
  let sentences: [SentenceFrame]

  static let all: [PassageFrame] = {
    let kinds = SentenceFrame.allCases
    return kinds.flatMap { a in
      kinds.flatMap { b in
        kinds.flatMap { c in kinds.map { PassageFrame(sentences: [a, b, c, $0]) } }
      }
    }
  }()

  func write(_ fillers: inout Fillers) -> TinyText {
    var written: [String] = []
    for sentence in sentences { written.append(sentence.write(&fillers)) }
    return TinyText(
      text: written.joined(separator: " "),
      template: sentences.map(\.rawValue).joined(separator: "+"))
  }
}
