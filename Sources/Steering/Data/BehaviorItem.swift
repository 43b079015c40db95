import Foundation

/// Where two kinds of continuations part, those that show a behaviour and those that do not; and a place where the same
/// continuations say nothing of it.
///
/// The metric is y = log Σ p(favored) − log Σ p(opposed) after the opening, in nats.
public struct BehaviorItem: Templated {
  /// What stands before a continuation.
  public struct Opening: Hashable, Sendable {
    /// A user's message, which the model answers; nil where ``begin`` is the beginning of a text.
    public let user: String?
    /// The beginning of the text, or of the answer; empty where a continuation is the whole answer.
    public let begin: String

    /// - Parameter begin: without a space at its end.
    public init(user: String? = nil, begin: String) {
      self.user = user
      self.begin = begin
    }
  }

  /// The frame: the cluster of every statistic.
  public let template: String
  /// Where continuations are about the behaviour.
  public let prompt: Opening
  /// The same continuations where they say nothing about it; nil where the item has no control.
  public let control: Opening?
  /// Continuations that show the behaviour, at least one.
  public let favored: [String]
  /// Continuations that lack it, at least one.
  public let opposed: [String]

  /// Checks nothing; ``BehaviorItems/init(parsing:name:answers:)`` does.
  public init(
    template: String, prompt: Opening, control: Opening? = nil, favored: [String],
    opposed: [String]
  ) {
    self.template = template
    self.prompt = prompt
    self.control = control
    self.favored = favored
    self.opposed = opposed
  }

  /// What the two sides of a pair share is the opening, whole words of it, and what is left are the continuations.
  ///
  /// - Returns: nil where sides that answer no message begin with different words, or one has nothing of its own.
  public init?(_ pair: ContrastPair, control: Opening? = nil) {
    let sides = [pair.positive, pair.negative].map { $0.split(separator: " ").map(String.init) }
    let shared = zip(sides[0], sides[1]).prefix { $0 == $1 }.count
    let begin = min(shared, sides[0].count - 1, sides[1].count - 1)
    guard begin > 0 || pair.user != nil, begin >= 0 else { return nil }
    func rest(_ side: [String]) -> [String] { [side[begin...].joined(separator: " ")] }
    self.init(
      template: pair.template,
      prompt: Opening(user: pair.user, begin: sides[0][..<begin].joined(separator: " ")),
      control: control, favored: rest(sides[0]), opposed: rest(sides[1]))
  }
}

extension BehaviorItem {
  /// What two items that are one share.
  struct Text: Hashable {
    let prompt: Opening
    let favored, opposed: [String]
  }

  var text: Text { Text(prompt: prompt, favored: favored, opposed: opposed) }
}

/// What a behaviour is measured on.
public typealias BehaviorItems = DataSet<BehaviorItem>

extension BehaviorItems {
  /// Reads items or pairs, in any format that pairs come in; rows are of two kinds.
  ///
  /// An item: `begin`, `user` or both, `favored` and `opposed`, which are lists of continuations. Or a row that
  /// ``ContrastPairs/init(parsing:name:format:answers:passingOver:)`` reads. Either may have a control, `controlBegin`,
  /// `controlUser` or both, and a `template`; with `controlUser` alone the answer begins as the item's does.
  ///
  /// - Throws: `DataError.malformed`, also where a continuation is on both sides, a control is as its prompt, or nothing
  ///   says where two sides part.
  public init(parsing data: Data, name: String, answers: ChoiceAnswers = .letter) throws {
    let rows = try DataFormat(of: data, file: name).rows(of: data, file: name)
    try self.init(rows: rows, name: name) { row, template in
      var control = try BehaviorItem.Opening(row, user: "controlUser", begin: "controlBegin")
      // Another message alone leaves the beginning of the answer as it is.
      if let other = control, !row.contains("controlBegin"), row.contains("begin") {
        control = BehaviorItem.Opening(user: other.user, begin: try row.text("begin"))
      }
      let items: [BehaviorItem]
      if row.contains("favored") || row.contains("opposed") {
        let prompt = try BehaviorItem.Opening(row, user: "user", begin: "begin")
        guard let prompt else {
          throw row.fault("begin", expected: "a text, here or in \"user\"", got: "no such field")
        }
        let (favored, opposed) = (try row.texts("favored"), try row.texts("opposed"))
        if let both = opposed.first(where: favored.contains) {
          throw row.fault("opposed", expected: "no reply of \"favored\"", got: quoted(both))
        }
        items = [
          BehaviorItem(
            template: template, prompt: prompt, control: control, favored: favored,
            opposed: opposed)
        ]
      } else {
        items = try ContrastPair.pairs(of: row, template: template, answers: answers).map { pair in
          guard let item = BehaviorItem(pair, control: control) else {
            throw row.fault(
              nil,
              expected:
                "sides that begin with the same word, or a \"user\" message that they reply to",
              got: "\(quoted(String(pair.positive.prefix(30)))) and "
                + quoted(String(pair.negative.prefix(30))))
          }
          return item
        }
      }
      if let same = items.first(where: { $0.control == $0.prompt }) {
        throw row.fault(
          same.prompt.user == nil ? "controlBegin" : "controlUser",
          expected: "a text unlike the prompt's", got: "the same text")
      }
      return items
    }
  }

  /// Items of pairs.
  ///
  /// - Throws: `DataError.malformed` where nothing says where two sides part.
  public init(_ pairs: ContrastPairs) throws {
    self.init(
      name: pairs.name,
      items: try pairs.enumerated().map { index, pair in
        guard let item = BehaviorItem(pair) else {
          throw DataError.malformed(
            file: pairs.name, line: index + 1, column: 1, field: nil,
            expected:
              "sides that begin with the same word, or a \"user\" message that they reply to",
            got: "\(quoted(String(pair.positive.prefix(30)))) and "
              + quoted(String(pair.negative.prefix(30))))
        }
        return item
      })
  }
}

extension BehaviorItem.Opening {
  /// Nil where the row has neither field.
  fileprivate init?(_ row: DataRow, user: String, begin: String) throws {
    guard row.contains(user) || row.contains(begin) else { return nil }
    self.init(
      user: row.contains(user) ? try row.text(user) : nil,
      begin: row.contains(begin) ? try row.text(begin) : "")
  }
}
