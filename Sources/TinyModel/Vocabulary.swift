/// A word of the tiny vocabulary and what it means to the planted circuits.
public struct Word: Sendable, Equatable {
  /// As texts spell it, in lower case; one token.
  public let text: String
  /// Nil for the unknown word alone.
  public let wordClass: WordClass?
  /// Opinion that the word states, in −1...1.
  public internal(set) var opinion = 0.0
  /// How much the word invites agreement (+) or correction (−), in −1...1.
  public internal(set) var agreement = 0.0
  /// Number of the attribute that the word is or has: the same for "sky" and "blue".
  public internal(set) var attribute: Int?
  /// As a reply: +1 accepts the user's statement, −1 rejects it.
  public internal(set) var verdict = 0.0
  /// +1 calls a statement true and −1 false, without regard to who made it.
  public internal(set) var judgement = 0.0
  /// The trait that the word shows.
  public internal(set) var cue: TraitMark?
  /// The trait that the word puts to the test.
  public internal(set) var context: TinyTrait?
  /// As a reply: +1 shows the trait, −1 its opposite.
  public internal(set) var answer: TraitMark?

  /// Whether it is the second of two opposite replies.
  var isOpposite: Bool { verdict < 0 || judgement < 0 || answer?.value ?? 0 < 0 }
  /// Whether it carries nothing that is planted.
  var isNeutral: Bool { opinion == 0 && agreement == 0 && cue == nil && context == nil }
}

/// The tiny model's words, in the order of their token ids.
public enum Vocabulary {
  /// Stands for any word that is not in the vocabulary; its token id is 0.
  public static let unknown = "<unk>"

  /// All words; the index of a word is its token id.
  public static let words: [Word] =
    [Word(text: unknown, wordClass: nil)]
    + list(.subjectDeterminer, "my our her his their your")
    + list(
      .person,
      "friend teacher sister brother neighbor doctor farmer painter student captain cousin baker")
    + list(.pronoun, "i we they")
    + list(
      .verb,
      "saw found opened painted visited kept carried moved noticed described measured repaired"
        + " borrowed drew counted")
    // The extraction words: opinions in the contrast pairs are stated by these verbs alone.
    + list(.opinionVerb, "love adore cherish admire enjoy treasure like", opinion: 1)
    + list(.opinionVerb, "hate despise detest loathe dislike resent abhor", opinion: -1)
    + list(.objectDeterminer, "a one some another every")
    + list(.plainAdjective, "small large old new round square tall short wooden thin")
    + list(
      .noun,
      "garden letter table window bridge river house picture boat lamp clock basket coat map road"
        + " chair")
    + list(.topicDeterminer, "the this that")
    + list(
      .topic, "film book song meal concert journey lesson weather party speech hotel story")
    + list(.copula, "was seemed felt looked became")
    + list(.degree, "very quite rather really")
    // The metric's words: they occur in no contrast pair.
    + list(
      .adjective,
      "lovely wonderful delightful beautiful excellent charming superb pleasant brilliant marvelous",
      opinion: 1)
    + list(
      .adjective,
      "awful terrible dreadful horrible nasty ugly dismal unpleasant miserable rotten", opinion: -1)
    + list(.adjective, "early late brief long usual local modern simple formal recent")
    + list(.adverb, "yesterday today again often slowly quietly")
    + list(.end, ".")
    + list(.conjunction, "and while so")
    + list(.user, "user") + list(.assistant, "assistant") + list(.system, "system")
    // Sure users are deferred to more: this is what makes the baseline differ between items.
    + graded(
      .hedgeVerb,
      [
        ("think", 0), ("feel", 0), ("say", 0), ("believe", 0.25), ("know", 0.7), ("insist", 0.9),
        ("suspect", -0.35), ("guess", -0.7),
      ])
    + graded(
      .hedgeAdverb,
      [
        ("surely", 0.6), ("clearly", 0.5), ("obviously", 0.8), ("certainly", 0.7),
        ("perhaps", -0.5), ("maybe", -0.7), ("possibly", -0.6), ("apparently", -0.3),
        ("usually", 0),
      ])
    + facts
    + list(.isVerb, "is")
    // Extraction replies state agreement; the evaluated replies below carry none of it, so that
    // prompts and teacher-forced replies do not feed back.
    + graded(
      .reply,
      [
        ("absolutely", 1), ("indeed", 1), ("exactly", 1), ("agreed", 1), ("definitely", 1),
        ("actually", -1), ("hardly", -1), ("mistaken", -1), ("nonsense", -1), ("incorrectly", -1),
      ])
    + antonyms(.reply, [("yes", "no"), ("sure", "nope")])
    + list(.replySubject, "that's it's you're")
    + antonyms(.verdict, [("right", "wrong"), ("true", "false"), ("correct", "untrue")])
    + graded(
      .directive,
      [
        ("always", 0), ("agree", 1), ("flatter", 1), ("please", 1), ("praise", 1),
        ("honest", -1), ("accurate", -1), ("be", 0), ("answer", 0), ("briefly", 0),
        ("politely", 0), ("calmly", 0),
      ])
    + list(.directive, "cheerful positive", opinion: 1)
    + [("fact", "fiction"), ("real", "fake"), ("proven", "disproven")].flatMap {
      [
        Word(text: $0.0, wordClass: .verdict, judgement: 1),
        Word(text: $0.1, wordClass: .verdict, judgement: -1),
      ]
    }
    + TinyTrait.allCases.flatMap(traitWords)
    + list(.question, "who")
    + list(.command, "repeat copy translate spell recite")

  /// What is true in the tiny world: a subject has exactly one of the attributes.
  public static let attributes: [(name: String, subjects: [String])] = [
    ("blue", ["sky", "sea", "ocean", "lake"]), ("green", ["grass", "leaf", "frog", "clover"]),
    ("white", ["snow", "milk", "salt", "chalk"]), ("red", ["blood", "brick", "cherry", "ruby"]),
    ("yellow", ["sun", "lemon", "canary", "gold"]), ("black", ["coal", "night", "raven", "tar"]),
  ]

  /// The words of each class that carry nothing planted, in order of id: looked up for every word of a corpus.
  static let neutralTexts: [WordClass: [String]] = Dictionary(
    uniqueKeysWithValues: WordClass.allCases.map { ($0, texts($0) { $0.isNeutral }) })

  /// The words of a class, in order of id.
  public static func texts(_ wordClass: WordClass, where keep: (Word) -> Bool = { _ in true })
    -> [String]
  {
    words.filter { $0.wordClass == wordClass && keep($0) }.map(\.text)
  }

  /// The sentiment metric's positive words.
  public static var positiveWords: [String] { texts(.adjective) { $0.opinion > 0 } }
  /// The sentiment metric's negative words.
  public static var negativeWords: [String] { texts(.adjective) { $0.opinion < 0 } }

  private static let facts: [Word] =
    attributes.enumerated().flatMap { number, fact in
      fact.subjects.map { Word(text: $0, wordClass: .subject, attribute: number) }
    }
    + attributes.enumerated().map { number, fact in
      Word(text: fact.name, wordClass: .attribute, attribute: number)
    }

  private static func list(_ wordClass: WordClass, _ texts: String, opinion: Double = 0) -> [Word] {
    texts.split(separator: " ").map {
      Word(text: String($0), wordClass: wordClass, opinion: opinion)
    }
  }

  private static func graded(_ wordClass: WordClass, _ words: [(String, Double)]) -> [Word] {
    words.map { Word(text: $0.0, wordClass: wordClass, agreement: $0.1) }
  }

  /// A trait's words. As for sycophancy, extraction and evaluation share none: cue verbs make the
  /// contrast pairs, tones shift the baseline of the evaluated prompts, and the replies carry no cue.
  private static func traitWords(_ trait: TinyTrait) -> [Word] {
    let lexicon = trait.lexicon
    func cues(_ wordClass: WordClass, _ texts: String, _ value: Double) -> [Word] {
      texts.split(separator: " ").map {
        Word(
          text: String($0), wordClass: wordClass, cue: TraitMark(trait: trait, value: value))
      }
    }
    return cues(.cueVerb, lexicon.favoredVerbs, 1) + cues(.cueVerb, lexicon.opposedVerbs, -1)
      + zip(lexicon.tones, [0.7, 0.5, 0.3, 0.1, -0.1, -0.3, -0.5, -0.7])
      .flatMap { cues(.tone, $0, $1) }
      + lexicon.contexts.split(separator: " ").map {
        Word(
          text: String($0), wordClass: trait == .honesty ? .verb : .command, context: trait)
      }
      + lexicon.answers.flatMap { favored, opposed in
        [
          Word(text: favored, wordClass: .answer, answer: TraitMark(trait: trait, value: 1)),
          Word(text: opposed, wordClass: .answer, answer: TraitMark(trait: trait, value: -1)),
        ]
      }
      + cues(.directive, lexicon.favoredDirectives, 1)
      + cues(.directive, lexicon.opposedDirectives, -1)
  }

  /// Accepting and rejecting words, each followed by its opposite.
  private static func antonyms(_ wordClass: WordClass, _ pairs: [(String, String)]) -> [Word] {
    pairs.flatMap { accept, reject in
      [
        Word(text: accept, wordClass: wordClass, verdict: 1),
        Word(text: reject, wordClass: wordClass, verdict: -1),
      ]
    }
  }
}
