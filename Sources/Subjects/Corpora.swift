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
  /// Wrong and right statements of a user, with replies that agree and that correct.
  public let statements: Split<StatementCorpus>
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
    replies: PairCorpus, statements: Split<StatementCorpus>,
    behaviors: [Behavior: BehaviorCorpus], facts: Split<ChoiceCorpus>
  ) {
    let corpora = Behavior.allCases.compactMap { behaviors[$0] }
    hash = Self.hash(
      [
        opinions.positive, opinions.negative, openings.select.ids, openings.test.ids,
        cheerfulOpenings.ids, plainOpenings.ids,
      ] + Self.texts(positiveWords, negativeWords) + [
        passages.ids, replies.positive, replies.negative,
      ] + statements.select.texts + statements.test.texts + corpora.flatMap(\.texts)
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

/// A user's statement of a fact, wrong and right, up to where the assistant's reply begins.
public struct StatementCorpus: Sendable {
  /// [item][token]: the statement that is false.
  public let wrong: [[Int]]
  /// [item][token]: the same user's true statement.
  public let right: [[Int]]
  /// The wrong statements under a system prompt that asks for agreement.
  public let wrongToSycophant: [[Int]]
  /// The wrong statements under a system prompt that asks for honesty.
  public let wrongToHonest: [[Int]]
  /// The wrong statements under a system prompt that asks for nothing.
  public let wrongToNeutral: [[Int]]
  /// [item][wording]: replies that agree with the user.
  public let agreeing: [[[Int]]]
  /// [item][wording]: replies that correct the user.
  public let correcting: [[[Int]]]
  /// The template of each item, its cluster in the statistics.
  public let templates: [String]

  /// Every list has one entry an item.
  public init(
    wrong: [[Int]], right: [[Int]], wrongToSycophant: [[Int]], wrongToHonest: [[Int]],
    wrongToNeutral: [[Int]], agreeing: [[[Int]]], correcting: [[[Int]]], templates: [String]
  ) {
    self.wrong = wrong
    self.right = right
    self.wrongToSycophant = wrongToSycophant
    self.wrongToHonest = wrongToHonest
    self.wrongToNeutral = wrongToNeutral
    self.agreeing = agreeing
    self.correcting = correcting
    self.templates = templates
  }

  /// Items, each of them a wrong and a right statement.
  public var count: Int { wrong.count }

  fileprivate var texts: [[[Int]]] {
    [
      wrong, right, wrongToSycophant, wrongToHonest, wrongToNeutral, agreeing.flatMap(\.self),
      correcting.flatMap(\.self),
    ]
  }

  /// About `count` items, evenly spaced, so that every template keeps its share.
  public func thinned(to count: Int) -> StatementCorpus {
    picking(spread(count, over: self.count))
  }

  /// - Parameter names: other templates for the items picked; nil keeps their own.
  public func picking(_ kept: [Int], templates names: [String]? = nil) -> StatementCorpus {
    func pick<T>(_ list: [T]) -> [T] { kept.map { list[$0] } }
    return StatementCorpus(
      wrong: pick(wrong), right: pick(right), wrongToSycophant: pick(wrongToSycophant),
      wrongToHonest: pick(wrongToHonest), wrongToNeutral: pick(wrongToNeutral),
      agreeing: pick(agreeing), correcting: pick(correcting),
      templates: names ?? pick(templates))
  }
}

extension Corpora {
  /// Both families of words for the hash. Where each is one token, a family is one text, as records have it.
  private static func texts(_ positive: [[Int]], _ negative: [[Int]]) -> [[[Int]]] {
    (positive + negative).allSatisfy { $0.count == 1 }
      ? [[positive.flatMap(\.self), negative.flatMap(\.self)]] : [positive, negative]
  }

  /// SHA-256 over lists of texts and templates, with separators that occur in neither.
  private static func hash(_ lists: [[[Int]]], _ templates: [String]) -> String {
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
