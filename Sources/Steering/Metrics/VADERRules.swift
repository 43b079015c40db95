/// VADER's empirical constants and closed word lists; see `VADER` for their source and licence.
enum VADERRules {
  /// What writing a word in capitals among others that are not adds to its valence.
  static let capitals = 0.733
  /// What a negation multiplies a valence by.
  static let negation = -0.74
  /// What is left of an intensifier's effect 1, 2 and 3 words away.
  static let fading = [1, 0.95, 0.9]

  /// What intensifiers and dampeners add to the valence of a positive word after them.
  static let boosters = table(intensifiers, 0.293).merging(table(dampeners, -0.293)) { $1 }

  static let negations: Set<ExactString> = [
    "ain't", "aint", "aren't", "arent", "can't", "cannot", "cant", "couldn't", "couldnt", "daren't",
    "darent", "despite", "didn't", "didnt", "doesn't", "doesnt", "don't", "dont", "hadn't", "hadnt",
    "hasn't", "hasnt", "haven't", "havent", "isn't", "isnt", "mightn't", "mightnt", "mustn't",
    "mustnt", "needn't", "neednt", "neither", "never", "none", "nope", "nor", "not", "nothing",
    "nowhere", "oughtn't", "oughtnt", "rarely", "seldom", "shan't", "shant", "shouldn't",
    "shouldnt", "uh-uh", "uhuh", "wasn't", "wasnt", "weren't", "werent", "without", "won't", "wont",
    "wouldn't", "wouldnt",
  ]

  /// Phrases whose valence is not that of their words.
  static let idioms: [ExactString: Double] = [
    "bad ass": 1.5,
    "badass": 1.5,
    "beating heart": 3.5,
    "bus stop": 0,
    "kiss of death": -1.5,
    "the bomb": 3,
    "the shit": 3,
    "to die for": 3,
    "yeah right": -2,
  ]

  private static let intensifiers: [ExactString] = [
    "absolutely", "amazingly", "awfully", "completely", "considerable", "considerably", "decidedly",
    "deeply", "effing", "enormous", "enormously", "entirely", "especially", "exceptional",
    "exceptionally", "extreme", "extremely", "fabulously", "flippin", "flipping", "frackin",
    "fracking", "frickin", "fricking", "friggin", "frigging", "fuckin", "fucking", "fuggin",
    "fugging", "fully", "greatly", "hella", "highly", "hugely", "incredible", "incredibly",
    "intensely", "major", "majorly", "more", "most", "particularly", "purely", "quite", "really",
    "remarkably", "so", "substantially", "thoroughly", "total", "totally", "tremendous",
    "tremendously", "uber", "unbelievably", "unusually", "utter", "utterly", "very",
  ]

  private static let dampeners: [ExactString] = [
    "almost", "barely", "hardly", "just enough", "kind of", "kind-of", "kinda", "kindof", "less",
    "little", "marginal", "marginally", "occasional", "occasionally", "partly", "scarce",
    "scarcely", "slight", "slightly", "somewhat", "sort of", "sort-of", "sorta", "sortof",
  ]

  private static func table(_ words: [ExactString], _ value: Double) -> [ExactString: Double] {
    Dictionary(uniqueKeysWithValues: words.map { ($0, value) })
  }
}
