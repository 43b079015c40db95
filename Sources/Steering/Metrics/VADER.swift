import Foundation

/// The sentiment of an English text by the lexicon and rules of VADER, reference version 3.3.2.
///
/// Every rule keeps the reference's behaviour, its oddities included, so that the scores are those
/// that other work reports. The lexicon is not part of this project: both files come from the
/// reference's package.
///
/// Source: C.J. Hutto and E.E. Gilbert, "VADER: A Parsimonious Rule-based Model for Sentiment
/// Analysis of Social Media Text", ICWSM 2014; https://github.com/cjhutto/vaderSentiment.
/// The rules and word lists are ported from that code, Copyright (c) 2016 C.J. Hutto, under the MIT
/// licence, whose text is in NOTICE at the top of this repository.
public struct VADER: Sendable {
  /// A text's scores, rounded as the reference rounds them.
  public struct Scores: Sendable, Codable, Equatable {
    /// Sentiment from −1 (most negative) to 1 (most positive), to 4 decimals.
    public var compound: Double
    /// Share of the text that is positive, from 0 to 1, to 3 decimals.
    public var positive: Double
    /// Share that is neutral, likewise.
    public var neutral: Double
    /// Share that is negative, likewise; not below 0.
    public var negative: Double

    /// Scores as they are given, not rounded.
    public init(compound: Double, positive: Double, neutral: Double, negative: Double) {
      self.compound = compound
      self.positive = positive
      self.neutral = neutral
      self.negative = negative
    }
  }

  private let lexicon: VADERLexicon

  /// Reads `vader_lexicon.txt` and `emoji_utf8_lexicon.txt`.
  ///
  /// - Throws: `VADERError` when a file cannot be read or a line is not in the expected form.
  public init(lexicon: URL, emojiLexicon: URL) throws(VADERError) {
    self.lexicon = try VADERLexicon(words: lexicon, emoji: emojiLexicon)
  }

  /// Scores a text of any length; an empty text scores 0 throughout.
  public func scores(_ text: String) -> Scores {
    let described = lexicon.describingEmoji(in: text)
    let words = VADERWord.words(of: described)
    guard !words.isEmpty else { return Scores(compound: 0, positive: 0, neutral: 0, negative: 0) }
    let capitalsStandOut = words.contains(where: \.isUpper) && !words.allSatisfy(\.isUpper)
    var valences = words.indices.map { valence(at: $0, of: words, capitalsStandOut) }
    Self.shiftAroundBut(&valences, words)
    return Self.summary(of: valences, emphasis: Self.punctuationEmphasis(described))
  }

  /// A word's valence after the words around it have had their say; 0 for one with none of its own.
  private func valence(at i: Int, of words: [VADERWord], _ capitalsStandOut: Bool) -> Double {
    let word = words[i]
    if VADERRules.boosters[word.lower] != nil { return 0 }
    if word.lower == "kind", i + 1 < words.count, words[i + 1].lower == "of" { return 0 }
    guard let own = lexicon.valence(of: word) else { return 0 }

    var valence = own
    if word.lower == "no", i + 1 < words.count, lexicon.valence(of: words[i + 1]) != nil {
      valence = 0
    }
    if Self.isNegatedByNo(i, words) { valence = own * VADERRules.negation }
    if word.isUpper && capitalsStandOut {
      valence += valence > 0 ? VADERRules.capitals : -VADERRules.capitals
    }
    for distance in 1...3 where i >= distance {
      let earlier = words[i - distance]
      if lexicon.valence(of: earlier) != nil { continue }
      valence +=
        Self.boost(by: earlier, of: valence, capitalsStandOut) * VADERRules.fading[distance - 1]
      valence *= Self.negationFactor(i, distance, words)
      if distance == 3 { valence = Self.applyingIdioms(to: valence, i, words) }
    }
    return Self.applyingLeast(to: valence, i, words)
  }

  private static func isNegatedByNo(_ i: Int, _ words: [VADERWord]) -> Bool {
    if i > 0, words[i - 1].lower == "no" { return true }
    if i > 1, words[i - 2].lower == "no" { return true }
    return i > 2 && words[i - 3].lower == "no"
      && (words[i - 1].lower == "or" || words[i - 1].lower == "nor")
  }

  /// What an intensifier ("very") or dampener ("slightly") adds to a valence.
  private static func boost(
    by word: VADERWord, of valence: Double, _ capitalsStandOut: Bool
  ) -> Double {
    guard let increment = VADERRules.boosters[word.lower] else { return 0 }
    let boost = valence < 0 ? -increment : increment
    guard word.isUpper && capitalsStandOut else { return boost }
    return boost + (valence > 0 ? VADERRules.capitals : -VADERRules.capitals)
  }

  /// What a negation `distance` words before the one at `i` multiplies its valence by.
  private static func negationFactor(_ i: Int, _ distance: Int, _ words: [VADERWord]) -> Double {
    func lower(_ back: Int) -> ExactString { words[i - back].lower }
    func isSoOrThis(_ back: Int) -> Bool { lower(back) == "so" || lower(back) == "this" }
    switch distance {
    case 2:
      if lower(2) == "never" && isSoOrThis(1) { return 1.25 }
      if lower(2) == "without" && lower(1) == "doubt" { return 1 }
    case 3:
      // As in the reference: "so" or "this" just before counts with or without "never".
      if lower(3) == "never" && isSoOrThis(2) || isSoOrThis(1) { return 1.25 }
      if lower(3) == "without" && (lower(2) == "doubt" || lower(1) == "doubt") { return 1 }
    default: break
    }
    return words[i - distance].negates ? VADERRules.negation : 1
  }

  private static func applyingIdioms(
    to valence: Double, _ i: Int, _ words: [VADERWord]
  ) -> Double {
    func phrase(_ range: ClosedRange<Int>) -> ExactString {
      ExactString(joining: words[(i + range.lowerBound)...(i + range.upperBound)].map(\.lower))
    }
    var result = valence
    let before = [-1...0, -2...0, -2...(-1), -3...(-1), -3...(-2)]
    if let special = before.lazy.compactMap({ VADERRules.idioms[phrase($0)] }).first {
      result = special
    }
    for last in 1...2 where i + last < words.count {
      if let special = VADERRules.idioms[phrase(0...last)] { result = special }
    }
    for range in [-3...(-1), -3...(-2), -2...(-1)] {
      result += VADERRules.boosters[phrase(range)] ?? 0
    }
    return result
  }

  private static func applyingLeast(to valence: Double, _ i: Int, _ words: [VADERWord]) -> Double {
    guard i > 0, words[i - 1].lower == "least" else { return valence }
    if i > 1, words[i - 2].lower == "at" || words[i - 2].lower == "very" { return valence }
    return valence * VADERRules.negation
  }

  /// Halves what stands before "but" and raises what stands after it by half.
  ///
  /// As in the reference, each step changes the first entry that equals the current one, so equal
  /// valences may be changed in another's place.
  private static func shiftAroundBut(_ valences: inout [Double], _ words: [VADERWord]) {
    guard let but = words.firstIndex(where: { $0.lower == "but" }) else { return }
    for i in valences.indices {
      guard let first = valences.firstIndex(of: valences[i]) else { continue }
      if first < but { valences[first] *= 0.5 }
      if first > but { valences[first] *= 1.5 }
    }
  }

  private static func punctuationEmphasis(_ text: String.UnicodeScalarView) -> Double {
    let exclamations = text.lazy.filter { $0 == "!" }.count
    let questions = text.lazy.filter { $0 == "?" }.count
    let exclamationEmphasis = Double(min(exclamations, 4)) * 0.292
    switch questions {
    case ...1: return exclamationEmphasis
    case 2...3: return exclamationEmphasis + Double(questions) * 0.18
    default: return exclamationEmphasis + 0.96
    }
  }

  private static func summary(of valences: [Double], emphasis: Double) -> Scores {
    var sum = valences.reduce(0, +)
    if sum > 0 { sum += emphasis } else if sum < 0 { sum -= emphasis }
    // 15 approximates the largest sum that is expected.
    let compound = min(max(sum / (sum * sum + 15).squareRoot(), -1), 1)

    // Each word adds 1 beside its valence, as a neutral one counts 1.
    var positive = valences.reduce(0) { $1 > 0 ? $0 + ($1 + 1) : $0 }
    var negative = valences.reduce(0) { $1 < 0 ? $0 + ($1 - 1) : $0 }
    let neutral = Double(valences.count { $0 == 0 })
    if positive > abs(negative) { positive += emphasis }
    if positive < abs(negative) { negative -= emphasis }
    let total = positive + abs(negative) + neutral
    return Scores(
      compound: rounded(compound, 10_000), positive: rounded(positive / total, 1_000),
      neutral: rounded(neutral / total, 1_000), negative: rounded(abs(negative / total), 1_000))
  }

  /// Rounds to a multiple of 1/scale by the exact binary value, ties to even, as Python's `round`.
  static func rounded(_ value: Double, _ scale: Double) -> Double {
    let product = value * scale
    let remainder = (-product).addingProduct(value, scale)  // exactly value · scale − product
    let isHalf = abs(product - product.rounded(.towardZero)) == 0.5
    if isHalf && remainder > 0 { return product.rounded(.up) / scale }
    if isHalf && remainder < 0 { return product.rounded(.down) / scale }
    return product.rounded(.toNearestOrEven) / scale
  }
}
