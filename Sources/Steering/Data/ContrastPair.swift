import Foundation
import Inference

/// Two texts with the same content and about the same length that differ in one concept.
public struct ContrastPair: Templated {
  /// Has more of the concept.
  public let positive: String
  /// Has less of it, or its contrary.
  public let negative: String
  /// The frame of both: the cluster of every statistic.
  public let template: String
  /// The message both texts reply to; nil where the texts stand alone.
  public let user: String?

  /// - Parameter user: the message both texts reply to; nil where they stand alone.
  public init(positive: String, negative: String, template: String, user: String? = nil) {
    self.positive = positive
    self.negative = negative
    self.template = template
    self.user = user
  }
}

/// What a file calls the two texts of a pair.
public struct PairFields: Equatable, Sendable {
  /// The field of the text that has more of the concept.
  public let positive: String
  /// The field of the other one.
  public let negative: String

  /// Two names that differ.
  public init(positive: String = "positive", negative: String = "negative") {
    self.positive = positive
    self.negative = negative
  }
}

extension LanguageModel {
  /// A pair in the model's tokens; with a user's message both sides are replies to it.
  public func tokens(of pair: ContrastPair) -> (positive: [Int], negative: [Int]) {
    func ids(_ text: String) -> [Int] {
      guard let user = pair.user else { return tokenizer.encodePrompt(text) }
      return chatPrompt([ChatMessage(role: .user, content: user)]) + tokenizer.encode(text)
    }
    return (ids(pair.positive), ids(pair.negative))
  }
}

extension ContrastPair {
  /// What a row holds: one pair, two where a question is asked in both orders, none where it is passed over.
  static func pairs(
    of row: DataRow, template: String, answers: ChoiceAnswers, fields: PairFields? = nil,
    passingOver: Bool = false
  ) throws -> [ContrastPair] {
    if fields == nil, AnsweredQuestion.isOne(row) {
      let question = try AnsweredQuestion(row)
      do {
        return try question.pairs(template: template, answers)
      } catch  where passingOver && AnsweredQuestion.isAboutChoices(error) {
        return []
      }
    }
    let sides = fields ?? PairFields()
    let pair = ContrastPair(
      positive: try row.text(sides.positive), negative: try row.text(sides.negative),
      template: template, user: row.contains("user") ? try row.text("user") : nil)
    if pair.positive == pair.negative {
      throw row.fault(
        sides.negative, expected: "a text unlike \"\(sides.positive)\"", got: "the same text")
    }
    return [pair]
  }
}

/// What a vector is made from.
public typealias ContrastPairs = DataSet<ContrastPair>

extension ContrastPairs {
  /// Reads a file of JSON lines, one JSON list, or CSV with a header; rows are of two kinds.
  ///
  /// Two texts, `positive` and `negative`, with `user` where both reply to a message; or a question with
  /// two answers, as CAA and model-written evals have them, see ``ChoiceAnswers``: `question` or
  /// `statement`, `answer_matching_behavior` and `answer_not_matching_behavior`; or `prompt`, `correct` and
  /// `incorrect`, as CAA has facts; or a `statement` with a `label`, 1 where it is true and 0 where not. Each may
  /// have a `template`. Other fields are ignored.
  ///
  /// - Parameters:
  ///   - format: told by what is in the file where nil.
  ///   - fields: what holds the two texts; where they are named, rows are not read as questions.
  ///   - passingOver: whether questions whose choices cannot be told apart, one being empty or of several lines, are
  ///     left out and not refused.
  ///   - most: rows that are read, evenly spread; all where nil.
  /// - Throws: `DataError.malformed`, also where the two sides are the same.
  public init(
    parsing data: Data, name: String, format: DataFormat? = nil, answers: ChoiceAnswers = .letter,
    fields: PairFields? = nil, passingOver: Bool = false, atMost most: Int? = nil
  ) throws {
    let format = try format ?? DataFormat(of: data, file: name, fields: fields)
    let rows = try format.rows(of: data, file: name)
    let chosen = spread(most ?? rows.count, over: rows.count).map { rows[$0] }
    try self.init(rows: chosen, name: name) {
      try ContrastPair.pairs(
        of: $0, template: $1, answers: answers, fields: fields, passingOver: passingOver)
    }
  }

  /// The names of the fields of a file's first row, to say what there is in a file that has no pairs; none where
  /// there is no row.
  public static func fieldNames(in data: Data, format: DataFormat) -> [String] {
    (try? format.firstNames(in: data)) ?? []
  }

  /// Situations that call up one emotion against those of others, in turn: lists of texts, as RepE has them.
  ///
  /// - Throws: `DataError.malformed` where one is no list of texts.
  public init(situations: Data, against others: [Data], name: String) throws {
    func texts(_ data: Data) throws -> [String] {
      guard let texts = try? JSONDecoder().decode([String].self, from: data), !texts.isEmpty else {
        throw DataError.malformed(
          file: name, line: 1, column: 1, field: nil, expected: "a JSON list of texts",
          got: quoted(String(decoding: data.prefix(40), as: UTF8.self)))
      }
      return texts
    }
    let own = try texts(situations)
    let lists = try others.map(texts)
    guard !lists.isEmpty else { throw DataError.missingFile(file: name) }
    self.init(
      name: name,
      items: own.enumerated().map { index, text in
        let list = lists[index % lists.count]
        return ContrastPair(
          positive: text, negative: list[index / lists.count % list.count],
          template: "situation \(index + 1)")
      })
  }

  /// Love against hate, open statements without a final period.
  public static var loveHate: ContrastPairs {
    get throws { try bundled("love-hate.pairs.jsonl") }
  }

  /// The three pairs that love-hate opens with: the example the project grew from.
  public static var loveHateSeed: ContrastPairs {
    get throws { DataSet(name: "love-hate.pairs.jsonl", items: Array(try loveHate.prefix(3))) }
  }

  /// Replies that please against replies that are frank, to a user who is wrong or wants praise.
  public static var sycophancy: ContrastPairs {
    get throws { try bundled("sycophancy.pairs.jsonl") }
  }

  /// Saying what one believes to be true against deceiving, in statements and in replies.
  public static var honesty: ContrastPairs {
    get throws { try bundled("honesty.pairs.jsonl") }
  }

  /// An assured tone against a hedged one, in statements and in replies.
  public static var confidence: ContrastPairs {
    get throws { try bundled("confidence.pairs.jsonl") }
  }

  /// A machine that accepts correction and control against one that resists, in statements and replies.
  public static var corrigibility: ContrastPairs {
    get throws { try bundled("corrigibility.pairs.jsonl") }
  }

  /// The pairs of a behaviour, more of it on the positive side; the first three are its seed prompts.
  public static func bundled(for behavior: Behavior) throws -> ContrastPairs {
    switch behavior {
    case .sentiment: try loveHate
    case .sycophancy: try sycophancy
    case .honesty: try honesty
    case .confidence: try confidence
    case .corrigibility: try corrigibility
    }
  }

  /// The pairs of the second protocol: at least 80 frames of wording, three pairs each, in one form.
  public static func protocol2(for behavior: Behavior) throws -> ContrastPairs {
    try bundled("protocol-2.\(behavior.rawValue).pairs.jsonl")
  }

  private static func bundled(_ file: String) throws -> ContrastPairs {
    try ContrastPairs(parsing: try bundledData(file), name: file)
  }
}
