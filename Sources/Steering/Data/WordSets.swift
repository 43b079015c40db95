import Foundation

/// The words whose log-odds are the sentiment metric; each is one token of the full engine's
/// vocabulary when a space stands before it.
public struct WordSets: Equatable, Sendable, Decodable {
  /// Words of praise, without the space that stands before them in a text.
  public let positive: [String]
  /// Words of blame, likewise.
  public let negative: [String]

  /// Checks nothing; `Tokenizer.wordIDs(_:)` says what tokens a word is.
  public init(positive: [String], negative: [String]) {
    self.positive = positive
    self.negative = negative
  }

  /// The package's own; throws ``DataError`` when its file is missing.
  public static var sentiment: WordSets {
    get throws { try bundledValue("sentiment.words.json") }
  }

  /// The words that the pairs contain in any regular inflection, sorted.
  ///
  /// A metric whose words were in the extraction pairs would measure the pairs' wording.
  public func occurring(in pairs: ContrastPairs) -> [String] {
    var seen: Set<Substring> = []
    for pair in pairs {
      for text in [pair.positive, pair.negative] {
        seen.formUnion(text.lowercased().split { !$0.isLetter })
      }
    }
    return (positive + negative).filter { word in
      inflections(of: word).contains { seen.contains(Substring($0)) }
    }.sorted()
  }
}

/// Word forms by rule, such as bored and boringly for boring: more than exist, but no better for good.
private func inflections(of word: String) -> [String] {
  var stems = [word]
  for ending in ["ing", "ed", "y", "e"] where word.hasSuffix(ending) {
    stems.append(String(word.dropLast(ending.count)))
  }
  let endings = [
    "", "s", "es", "d", "ed", "er", "est", "ing", "ly", "ness", "y", "e", "ier", "iest", "ily",
    "ies",
  ]
  return stems.flatMap { stem in endings.map { stem + $0 } }
}
