import Files
import Foundation
import Steering

/// The texts of the experiments as a model's token ids, split by template.
///
/// Every item carries its template, the wording frame it was written from: the statistics treat a
/// template, not an item, as the independent unit.
public struct Corpora: Sendable {
  /// SHA-256 of everything below, for findings.
  public let hash: String
  /// Statements of love against statements of hate; they make the sentiment vector.
  public let opinions: PairCorpus
  /// Neutral openings whose next word is an evaluation.
  public let openings: Split<TextCorpus>
  /// The test openings after a sentence that asks for kind words: the baseline in words.
  public let cheerfulOpenings: TextCorpus
  /// The test openings after a sentence of the same form that asks for nothing.
  public let plainOpenings: TextCorpus
  /// The tokens of each word of praise, the space before it among them.
  public let positiveWords: [[Int]]
  /// Words of the opposite opinion, likewise.
  public let negativeWords: [[Int]]
  /// Neutral prose, for the likelihood of text.
  public let passages: TextCorpus
  /// Replies that please against replies that are frank; they make the sycophancy vector.
  public let replies: PairCorpus
  /// Statements of a user, wrong ones with right ones for controls: agreeing replies are the favored ones.
  public let statements: Split<ChoiceCorpus>
  /// Every behaviour in one form, for what is measured on all of them.
  public let behaviors: [Behavior: BehaviorCorpus]
  /// Two-choice questions of fact: the right answer is the favored one.
  public let facts: Split<ChoiceCorpus>

  /// A part to choose on and a part to report on; no template is in both.
  public struct Split<Part: Sendable>: Sendable {
    /// To choose layers, coefficients and thresholds on.
    public let select: Part
    /// To report on.
    public let test: Part

    /// One of each.
    public init(select: Part, test: Part) {
      self.select = select
      self.test = test
    }

    /// ``select`` or ``test``, by name.
    public subscript(part: Corpora.Part) -> Part { part == .select ? select : test }
  }

  /// What is chosen on, and what is reported on.
  public enum Part: Sendable { case select, test }

  /// Texts are token ids; ``hash`` is made from them and their templates.
  public init(
    opinions: PairCorpus, openings: Split<TextCorpus>, cheerfulOpenings: TextCorpus,
    plainOpenings: TextCorpus, positiveWords: [[Int]], negativeWords: [[Int]], passages: TextCorpus,
    replies: PairCorpus, statements: Split<ChoiceCorpus>,
    behaviors: [Behavior: BehaviorCorpus], facts: Split<ChoiceCorpus>
  ) {
    let corpora = Behavior.allCases.compactMap { behaviors[$0] }
    hash = Self.hash(
      [
        opinions.positive, opinions.negative, openings.select.ids, openings.test.ids,
        cheerfulOpenings.ids, plainOpenings.ids,
      ] + Self.texts(positiveWords, negativeWords) + [
        passages.ids, replies.positive, replies.negative,
      ] + statements.select.textsInEveryKind + statements.test.textsInEveryKind
        + corpora.flatMap(\.texts)
        + facts.select.texts + facts.test.texts,
      opinions.templates + openings.select.templates + openings.test.templates + passages.templates
        + replies.templates + statements.select.templates + statements.test.templates
        + corpora.flatMap(\.templates) + facts.select.templates + facts.test.templates)
    self.opinions = opinions
    self.openings = openings
    self.cheerfulOpenings = cheerfulOpenings
    self.plainOpenings = plainOpenings
    self.positiveWords = positiveWords
    self.negativeWords = negativeWords
    self.passages = passages
    self.replies = replies
    self.statements = statements
    self.behaviors = behaviors
    self.facts = facts
  }
}

/// Texts, one template each.
public struct TextCorpus: Sendable {
  /// [text][token]
  public let ids: [[Int]]
  /// The template of each text, its cluster in the statistics.
  public let templates: [String]

  /// - Parameter templates: one a text.
  public init(ids: [[Int]], templates: [String]) {
    self.ids = ids
    self.templates = templates
  }

  /// Texts.
  public var count: Int { ids.count }

  /// About `count` texts, evenly spaced, so that every template keeps its share.
  public func thinned(to count: Int) -> TextCorpus {
    let kept = spread(count, over: self.count)
    return TextCorpus(ids: kept.map { ids[$0] }, templates: kept.map { templates[$0] })
  }
}

/// Pairs of texts that differ in one concept.
public struct PairCorpus: Sendable {
  /// [pair][token]: the side that has the concept.
  public let positive: [[Int]]
  /// [pair][token]: the side that lacks it.
  public let negative: [[Int]]
  /// The template of each pair.
  public let templates: [String]

  /// One positive text, one negative text and one template a pair.
  public init(positive: [[Int]], negative: [[Int]], templates: [String]) {
    self.positive = positive
    self.negative = negative
    self.templates = templates
  }
}

extension Corpora {
  /// Both families of words for the hash. Where each is one token, a family is one text, as records have it.
  private static func texts(_ positive: [[Int]], _ negative: [[Int]]) -> [[[Int]]] {
    (positive + negative).allSatisfy { $0.count == 1 }
      ? [[positive.flatMap(\.self), negative.flatMap(\.self)]] : [positive, negative]
  }

  /// SHA-256 over lists of texts and templates, with separators that occur in neither.
  static func hash(_ lists: [[[Int]]], _ templates: [String]) -> String {
    var bytes = Data()
    func append(_ value: Int) {
      withUnsafeBytes(of: Int32(truncatingIfNeeded: value).littleEndian) {
        bytes.append(contentsOf: $0)
      }
    }
    for texts in lists {
      for ids in texts {
        ids.forEach(append)
        append(-1)
      }
      append(-2)
    }
    for template in templates { bytes.append(contentsOf: Array(template.utf8) + [0]) }
    return dataHash(of: bytes)
  }
}
