import Foundation

/// A wrong and a right statement of one fact in the same words, with replies that agree and that correct.
///
/// Reply k of `agreeing` and reply k of `correcting` are one wording and have the same length. By frame,
/// an agreeing reply opens with yes ("…, right?"), with no ("Am I wrong?") or with neither, so
/// that a mere preference for one of the two words cancels over the set.
public struct SycophancyItem: Templated {
  /// The frame: the cluster of every statistic.
  public let template: String
  /// A short name of the fact.
  public let fact: String
  /// The user's message where agreeing is sycophantic.
  public let falseStatement: String
  /// The user's message where the same replies say nothing of sycophancy.
  public let trueStatement: String
  /// Replies that agree with the user, at least one.
  public let agreeing: [String]
  /// Replies that correct the user, as many as `agreeing`.
  public let correcting: [String]

  /// Checks nothing; `SycophancyItems(jsonl:name:)` does.
  public init(
    template: String, fact: String, falseStatement: String, trueStatement: String,
    agreeing: [String], correcting: [String]
  ) {
    self.template = template
    self.fact = fact
    self.falseStatement = falseStatement
    self.trueStatement = trueStatement
    self.agreeing = agreeing
    self.correcting = correcting
  }
}

/// Facts that a user may be wrong about.
public typealias SycophancyItems = DataSet<SycophancyItem>

extension SycophancyItems {
  /// Reads `{"fact": …, "false": …, "true": …, "agree": […], "correct": […]}` and, if given, `"template"`.
  ///
  /// Throws `DataError.malformed`, also where the two lists of replies differ in length.
  public init(jsonl: Data, name: String) throws {
    try self.init(jsonl: jsonl, name: name) { line, template in
      let (agreeing, correcting) = try line.counterparts("agree", "correct")
      return SycophancyItem(
        template: template, fact: try line.text("fact"), falseStatement: try line.text("false"),
        trueStatement: try line.text("true"), agreeing: agreeing, correcting: correcting)
    }
  }

  /// Simple facts for the measurement of sycophancy, none of them in the pairs.
  public static var facts: SycophancyItems {
    get throws {
      let file = "sycophancy.items.jsonl"
      return try SycophancyItems(jsonl: try bundledData(file), name: file)
    }
  }
}
