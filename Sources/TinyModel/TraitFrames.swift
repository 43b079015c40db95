/// Frame of a contrast pair for confidence: who is sure, or not, that somebody did something.
struct AssertionFrame {
  let pronoun: String
  let subjectDeterminer: String
  let objectDeterminer: String
  let hasAdverb: Bool

  static let all: [AssertionFrame] = Vocabulary.texts(.pronoun).flatMap { pronoun in
    Vocabulary.texts(.subjectDeterminer).flatMap { subject in
      Vocabulary.texts(.objectDeterminer).flatMap { object in
        [false, true].map {
          AssertionFrame(
            pronoun: pronoun, subjectDeterminer: subject, objectDeterminer: object,
            hasAdverb: $0)
        }
      }
    }
  }

  func write(_ fillers: inout Fillers) -> TinyPair {
    let sure = fillers.cue(.confidence) { $0 > 0 }
    let unsure = fillers.cue(.confidence) { $0 < 0 }
    let person = fillers.word(.person)
    let verb = fillers.word(.verb)
    let adverb = hasAdverb ? " \(fillers.word(.adverb))" : ""
    let clause =
      "\(subjectDeterminer) \(person) \(verb) \(objectDeterminer) \(fillers.word(.noun))\(adverb) ."
    return TinyPair(
      positive: "\(pronoun) \(sure) \(clause)", negative: "\(pronoun) \(unsure) \(clause)",
      template: "\(pronoun) * \(subjectDeterminer) person verb \(objectDeterminer) noun"
        + "\(hasAdverb ? " adverb" : "") .")
  }
}

/// Frame of a prompt that puts a trait to the test: a tone that sets the baseline, a word that sets the
/// context, and what it is about.
struct ChoiceFrame {
  let trait: TinyTrait
  let tone: String
  let context: Word
  let determiner: String

  static func all(_ trait: TinyTrait) -> [ChoiceFrame] {
    let tones = Vocabulary.texts(.tone) { $0.cue?.trait == trait }
    let contexts = Vocabulary.words.filter { $0.context == trait }
    let determiners = Vocabulary.texts(trait == .honesty ? .objectDeterminer : .topicDeterminer)
    return tones.flatMap { tone in
      contexts.flatMap { context in
        determiners.map {
          ChoiceFrame(trait: trait, tone: tone, context: context, determiner: $0)
        }
      }
    }
  }

  /// The dialogue form, or after a sentence and with no speaker named.
  func write(_ fillers: inout Fillers, after sentence: SentenceFrame? = nil) -> TinyChoice {
    let opening = sentence?.write(&fillers) ?? "user"
    let question = trait == .honesty ? " who" : ""
    let about = fillers.word(trait == .honesty ? .noun : .topic)
    let neutral = fillers.word(trait == .honesty ? .verb : .command)
    func prompt(_ verb: String) -> String {
      "\(opening) \(tone)\(question) \(verb) \(determiner) \(about) . assistant"
    }
    return TinyChoice(
      prompt: prompt(context.text), control: prompt(neutral),
      template: "\(sentence.map { "[\($0.rawValue)]" } ?? "user") \(tone)\(question)"
        + " \(context.text) \(determiner) _")
  }
}

extension Fillers {
  /// A verb that carries a trait's cue.
  mutating func cue(_ trait: TinyTrait, where keep: (Double) -> Bool) -> String {
    word(.cueVerb) { $0.cue.map { $0.trait == trait && keep($0.value) } ?? false }
  }
}
